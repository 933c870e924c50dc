//! Who may do what, before and after: policies, permissions and authorization modes on their own.

use std::collections::BTreeSet;

use appsynth_cloudformation::Template;
use serde::Serialize;
use serde_json::Value;

use super::compare::{self, Live};
use crate::kinds::API;

/// What becomes allowed or denied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PermissionChange {
    /// The construct path or logical id of the resource that says so.
    pub resource: String,
    /// Whether the rule is new; else it goes.
    pub added: bool,
    /// What: `Allow`, `Deny`, or `callers by` an authorization mode.
    pub effect: String,
    /// The action, such as `dynamodb:GetItem`, or the mode.
    pub action: String,
    /// On what, to whom and when, such as `on Posts.Arn`.
    pub scope: String,
}

/// Effect, action and scope.
type Rule = (String, String, String);

/// The rules of `new` that `old` lacks, and the other way round.
pub(crate) fn compare(
    old: (&Template, &Live),
    new: (&Template, &Live),
    prefix: &str,
) -> Vec<PermissionChange> {
    let (before, after) = (rules(old, prefix), rules(new, prefix));
    let changes = |rules: &BTreeSet<(String, Rule)>, others: &BTreeSet<_>, added| {
        let ours = rules.difference(others).cloned();
        let change = |(resource, (effect, action, scope))| PermissionChange {
            resource,
            added,
            effect,
            action,
            scope,
        };
        ours.map(change).collect::<Vec<_>>()
    };
    let mut all = changes(&after, &before, true);
    all.extend(changes(&before, &after, false));
    all
}

/// Each rule with the name of its resource.
fn rules((template, live): (&Template, &Live), prefix: &str) -> BTreeSet<(String, Rule)> {
    let mut rules = BTreeSet::new();
    for id in live {
        let resource = &template.resources[id];
        let name = compare::path_or(&format!("{prefix}{id}"), resource);
        let properties: Value = resource
            .properties
            .iter()
            .map(|(key, value)| (key.clone(), value.to_value()))
            .collect();
        for rule in of_resource(&resource.kind, &properties) {
            rules.insert((name.clone(), rule));
        }
    }
    rules
}

fn of_resource(kind: &str, properties: &Value) -> Vec<Rule> {
    match kind {
        "AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy" => statements(&properties["PolicyDocument"]),
        "AWS::IAM::Role" => {
            let mut rules = statements(&properties["AssumeRolePolicyDocument"]);
            for policy in list(&properties["Policies"]) {
                rules.extend(statements(&policy["PolicyDocument"]));
            }
            let managed = list(&properties["ManagedPolicyArns"]).into_iter();
            rules.extend(managed.map(|arn| {
                (
                    "Allow".to_owned(),
                    "all".to_owned(),
                    format!("of the policy {}", words(arn)),
                )
            }));
            rules
        }
        "AWS::Lambda::Permission" => vec![(
            "Allow".to_owned(),
            words(&properties["Action"]),
            format!(
                "on {} to {}",
                words(&properties["FunctionName"]),
                words(&properties["Principal"])
            ),
        )],
        API => {
            let others = list(&properties["AdditionalAuthenticationProviders"]);
            let modes = std::iter::once(properties).chain(others);
            modes.map(mode).collect()
        }
        _ => Vec::new(),
    }
}

/// An authorization mode of an API with what it accepts.
fn mode(settings: &Value) -> Rule {
    let mut scope = Vec::new();
    for name in [
        "UserPoolConfig",
        "OpenIDConnectConfig",
        "LambdaAuthorizerConfig",
    ] {
        if let Some(config) = settings.get(name) {
            scope.push(format!("{name} {}", words(config)));
        }
    }
    let mode = words(&settings["AuthenticationType"]);
    ("callers by".to_owned(), mode, scope.join(" "))
}

/// One rule for each action of a policy.
fn statements(document: &Value) -> Vec<Rule> {
    const SCOPE: [(&str, &str); 4] = [
        ("Resource", "on"),
        ("NotResource", "on all but"),
        ("Principal", "to"),
        ("Condition", "if"),
    ];
    let mut rules = Vec::new();
    for statement in list(&document["Statement"]) {
        let effect = words(&statement["Effect"]);
        let scope: Vec<_> = SCOPE
            .iter()
            .filter_map(|(member, word)| Some((word, statement.get(*member)?)))
            .map(|(word, value)| {
                let values: Vec<_> = list(value).into_iter().map(words).collect();
                format!("{word} {}", values.join(", "))
            })
            .collect();
        let actions = list(&statement["Action"]).into_iter().map(words);
        let others = list(&statement["NotAction"]).into_iter();
        for action in actions.chain(others.map(|action| format!("all but {}", words(action)))) {
            rules.push((effect.clone(), action, scope.join(" ")));
        }
    }
    rules
}

/// The items of a list, or the one value; policies may have either.
fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// A value in one line; references as they are written within `Fn::Sub`.
fn words(value: &Value) -> String {
    if let Value::String(text) = value {
        return text.clone();
    }
    if let Some(id) = value["Ref"].as_str() {
        return id.to_owned();
    }
    match value["Fn::GetAtt"].as_array().map(Vec::as_slice) {
        Some([Value::String(id), Value::String(attribute)]) => format!("{id}.{attribute}"),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::read;
    use super::*;

    fn policy(actions: &str) -> Template {
        let text = format!(
            r#"{{"Resources": {{"P": {{"Type": "AWS::IAM::Policy", "Properties": {{
                "PolicyName": "p",
                "PolicyDocument": {{"Statement": [
                    {{"Effect": "Allow", "Action": {actions}, "Resource": {{"Fn::GetAtt": ["T", "Arn"]}}}}
                ]}}
            }}}}, "T": {{"Type": "AWS::SQS::Queue"}}}}}}"#
        );
        read("blog", &text).expect("a template")
    }

    #[test]
    fn only_the_actions_that_come_and_go_are_told() {
        let (old, new) = (
            policy(r#"["a:Get", "a:Put"]"#),
            policy(r#"["a:Get", "a:Scan"]"#),
        );
        let live = |template: &Template| template.resources.keys().cloned().collect::<Live>();
        let changes = compare((&old, &live(&old)), (&new, &live(&new)), "");
        let told: Vec<_> = changes
            .iter()
            .map(|one| (one.added, one.action.as_str(), one.scope.as_str()))
            .collect();
        assert_eq!(
            told,
            [(true, "a:Scan", "on T.Arn"), (false, "a:Put", "on T.Arn")]
        );
    }
}
