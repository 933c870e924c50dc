//! `AWS::Lambda::…`: the names of functions.

use serde_json::{Map, Value};

use super::{Identity, Place, text_or};

pub(super) fn identity(kind: &str, place: Place<'_>, properties: &Map<String, Value>) -> Identity {
    match kind {
        "AWS::Lambda::Function" => {
            let name = text_or(properties, "FunctionName", || place.name());
            let arn = place.arn("lambda", &format!("function:{name}"));
            Identity::new(name, [("Arn", arn)])
        }
        // Versions and aliases run the same code here.
        "AWS::Lambda::Version" | "AWS::Lambda::Alias" => {
            let function = text_or(properties, "FunctionName", || place.name());
            let function = if function.starts_with("arn:") {
                function
            } else {
                place.arn("lambda", &format!("function:{function}"))
            };
            let qualifier = text_or(properties, "Name", || "1".to_owned());
            Identity::new(
                format!("{function}:{qualifier}"),
                [
                    ("FunctionArn", format!("{function}:{qualifier}")),
                    ("Version", "1".to_owned()),
                ],
            )
        }
        _ => super::other::identity(kind, place, properties),
    }
}

/// The name of a function from its ARN, with or without a version or alias, or from its name.
pub(crate) fn function_name(arn: &str) -> &str {
    let name = match arn.split_once(":function:") {
        Some((_, rest)) => rest,
        None => arn,
    };
    name.split_once(':').map_or(name, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_known_by_name_arn_version_and_alias() {
        for arn in [
            "echo",
            "arn:aws:lambda:eu-west-1:123456789012:function:echo",
            "arn:aws:lambda:eu-west-1:123456789012:function:echo:live",
        ] {
            assert_eq!(function_name(arn), "echo");
        }
    }
}
