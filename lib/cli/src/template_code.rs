//! The resolver code in templates: what is deployed, whoever wrote it.

use std::collections::BTreeSet;

use appsynth_assembly::Assembly;
use serde_json::Value;

use crate::CliError;
use crate::reader;

/// Kinds of resources that have resolver code.
const KINDS: [&str; 2] = [
    "AWS::AppSync::Resolver",
    "AWS::AppSync::FunctionConfiguration",
];

/// The properties with the code, and a name whose ending tells the language.
const PROPERTIES: [(&str, &str); 3] = [
    ("Code", "code.js"),
    ("RequestMappingTemplate", "request.vtl"),
    ("ResponseMappingTemplate", "response.vtl"),
];

/// Every text of code in a template of a finished assembly that is known in full, after the logical id of its
/// resource and its property's name from [`PROPERTIES`].
///
/// # Errors
/// If a file of the assembly cannot be read.
pub(crate) fn known_texts(
    template: &Value,
    assembly: &Assembly,
) -> Result<Vec<(String, &'static str, String)>, CliError> {
    let mut texts = Vec::new();
    for (id, resource) in template["Resources"].as_object().into_iter().flatten() {
        if !KINDS.iter().any(|kind| resource["Type"] == *kind) {
            continue;
        }
        let properties = &resource["Properties"];
        for (property, name) in PROPERTIES {
            let text = match properties[property].as_str() {
                Some(inline) => Some(inline.to_owned()),
                None => located_text(&properties[format!("{property}S3Location")], assembly)?,
            };
            texts.extend(text.map(|text| (id.clone(), name, text)));
        }
    }
    Ok(texts)
}

/// The text of an asset, which a template names by where it will be uploaded to.
fn located_text(location: &Value, assembly: &Assembly) -> Result<Option<String>, CliError> {
    let address = location.as_str().or(location["Fn::Sub"].as_str());
    let key = address.and_then(|address| address.rsplit_once('/'));
    let Some(asset) = key.and_then(|(_, key)| assembly.asset(key)) else {
        return Ok(None);
    };
    reader::text(&asset.path).map(Some)
}

/// Every text of code once, after a name for its language. Parts that only the deployment knows are left out.
pub(crate) fn texts<'t>(
    templates: impl IntoIterator<Item = &'t str>,
) -> BTreeSet<(&'static str, String)> {
    let mut texts = BTreeSet::new();
    for template in templates {
        let template = parsed(template);
        for resource in template["Resources"].as_object().into_iter().flatten() {
            let (_, resource) = resource;
            if !KINDS.iter().any(|kind| resource["Type"] == *kind) {
                continue;
            }
            for (property, name) in PROPERTIES {
                if let Some(text) = known_text(&resource["Properties"][property]) {
                    texts.insert((name, text));
                }
            }
        }
    }
    texts
}

/// A template that was made here.
pub(crate) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("invariant: templates that were made here are JSON")
}

fn known_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(call) => {
            let parts = call.get("Fn::Join")?.get(1)?.as_array()?;
            Some(parts.iter().filter_map(Value::as_str).collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn code_is_found_with_parts_that_are_not_known_left_out() {
        let function = |code: Value| json!({ "Type": "AWS::AppSync::FunctionConfiguration", "Properties": { "Code": code } });
        let joined = json!({ "Fn::Join": ["", ["const id = '", { "Ref": "Api" }, "';"]] });
        let template = json!({ "Resources": {
            "A": function(json!("same")),
            "B": function(json!("same")),
            "C": function(joined),
            "D": { "Type": "AWS::AppSync::Resolver", "Properties": { "RequestMappingTemplate": "{}" } },
            "E": { "Type": "AWS::Lambda::Function", "Properties": { "Code": "not it" } },
        }});
        let found = texts([template.to_string().as_str()]);
        let expected = [
            ("code.js", "const id = '';"),
            ("code.js", "same"),
            ("request.vtl", "{}"),
        ];
        let expected = expected.map(|(name, text)| (name, text.to_owned()));
        assert_eq!(found, BTreeSet::from(expected));
    }
}
