//! Custom operations reach their functions for those whom their rules name.

use appsynth_transform::plan::plan;
use appsynth_util::Context;
use serde_json::{Value, json};

use super::callers;
use super::oracle::{Allow, Rule};
use super::run::REFUSED;
use super::truth;
use crate::model_despite;
use crate::plan::running::run_in;

/// The rules that look at callers only, as there is no item.
fn rules() -> impl Iterator<Item = Rule> {
    truth::rules()
        .into_iter()
        .filter(|rule| !matches!(rule.allow, Allow::Owner { .. } | Allow::GroupsField { .. }))
}

#[test]
fn functions_run_for_those_whom_the_rules_name() {
    for rule in rules() {
        let on = format!(
            "@function(name: \"f\") @function(name: \"g\") @auth(rules: [{}])",
            rule.graphql()
        );
        let schema = format!(
            "type Query {{ ask: Answer {on} }} type Mutation {{ tell: String {on} }} \
             type Answer {{ text: String more: String {on} }}"
        );
        let options = truth::options();
        let plan = plan(&model_despite(&schema, &options, REFUSED), &options);
        for caller in callers::around(&rule) {
            for coordinate in ["Query.ask", "Mutation.tell", "Answer.more"] {
                let context = Context {
                    identity: caller.identity.clone(),
                    ..Context::default()
                };
                let run = run_in(&plan, coordinate, context, Vec::new());
                let may = caller.meets(&rule, &Value::Null);
                let about = || format!("{coordinate} by {caller:?}\n{schema}");
                assert_eq!(run.result.is_ok(), may, "{}", about());
                let calls = if may { 2 } else { 0 };
                assert_eq!(run.requests.len(), calls, "{}", about());
            }
        }
    }
}

#[test]
fn a_default_names_the_owner_or_the_group_of_a_new_item() {
    for secret in ["", "secret: String @auth(rules: [{ allow: owner }])"] {
        let schema = format!(
            "type Note @model @auth(rules: [{{ allow: owner }}, {{ allow: groups, groupsField: \"team\" }}]) {{ \
             id: ID! owner: String @default(value: \"s-1::ann\") team: String @default(value: \"red\") {secret} }}"
        );
        let options = truth::options();
        let plan = plan(&model_despite(&schema, &options, REFUSED), &options);
        let owner_of_new = |sub: &str, group: &str, input: Value| {
            let claims = json!({ "sub": sub, "username": "ann", "cognito:groups": [group] });
            let context = Context {
                identity: callers::user(claims).identity,
                arguments: json!({ "input": input }),
                ..Context::default()
            };
            let run = run_in(&plan, "Mutation.createNote", context, Vec::new());
            run.result.ok()?;
            let (_, put) = run.requests.last()?;
            Some(put["attributeValues"]["owner"]["S"].clone())
        };
        let ann = Some(json!("s-1::ann"));
        assert_eq!(owner_of_new("s-1", "blue", json!({})), ann);
        assert_eq!(owner_of_new("s-1", "blue", json!({ "owner": null })), ann);
        assert_eq!(owner_of_new("s-2", "blue", json!({})), None);
        assert_eq!(owner_of_new("s-2", "red", json!({})), ann);
        assert_eq!(owner_of_new("s-2", "red", json!({ "team": "blue" })), None);
        let own = json!({ "owner": "s-2::ann" });
        assert_eq!(owner_of_new("s-2", "blue", own), Some(json!("s-2::ann")));
    }
}
