//! The roles of an identity pool, in the policies that they get and in the checks of the rules.

use appsynth_appsync::{Api, Auth, Days, Role, SchemaSource};
use appsynth_construct::{App, Environment, MemoryFiles, Synthesis};
use appsynth_data::GraphqlSchema;
use appsynth_transform::plan::Language;
use serde_json::{Value, json};

use crate::plans::properties;

fn notes(language: Language) -> Synthesis {
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    let mut stack = app.stack("notes");
    let roles = ["Reader", "Guest"].map(|name| stack.add(name, Role::external(name)));
    let schema = "type Note @model @auth(rules: [
        { allow: private, provider: identityPool }
        { allow: public, provider: identityPool, operations: [get] }
    ]) { id: ID! }";
    let api = Api::new(SchemaSource::text(schema), Auth::iam());
    let schema = GraphqlSchema::new(api.also(Auth::api_key(Days(7))))
        .language(language)
        .identity_pool(roles[0], roles[1]);
    stack.add("Data", schema);
    app.synth().unwrap_or_else(|failure| panic!("{failure:#?}"))
}

/// The text with what the deployment fills in in brackets.
fn legible(value: &Value) -> String {
    if let Some(text) = value.as_str() {
        return text.to_owned();
    }
    if let Some(name) = value["Ref"].as_str() {
        return format!("<{name}>");
    }
    let parts = value["Fn::Join"][1].as_array();
    let parts = parts.unwrap_or_else(|| panic!("is no text: {value}"));
    parts.iter().map(legible).collect()
}

#[test]
fn sessions_are_told_by_the_partition_of_the_deployment() {
    for (language, member) in [
        (Language::Js, "Code"),
        (Language::Vtl, "RequestMappingTemplate"),
    ] {
        let resolvers = properties(&notes(language), "AWS::AppSync::Resolver");
        assert!(!resolvers.is_empty());
        for resolver in &resolvers {
            let code = legible(&resolver[member]);
            for role in ["Reader", "Guest"] {
                let session = format!(
                    "arn:<AWS::Partition>:sts::<AWS::AccountId>:assumed-role/{role}/CognitoIdentityCredentials"
                );
                assert!(code.contains(&session), "{code}");
            }
        }
    }
}

#[test]
fn no_template_names_a_partition() {
    for stack in &notes(Language::Js).stacks {
        let nested = stack
            .nested
            .iter()
            .map(|nested| nested.text.as_ref().expect("no sink has taken it"));
        for text in std::iter::once(&stack.text).chain(nested) {
            for partition in ["arn:aws:", "arn:aws-"] {
                assert!(!text.contains(partition), "{text}");
            }
        }
    }
}

#[test]
fn roles_may_ask_for_what_the_rules_say() {
    let policies = properties(&notes(Language::Js), "AWS::IAM::ManagedPolicy");
    let of = |role: &str| {
        let policy = policies
            .iter()
            .find(|policy| policy["Roles"] == json!([role]));
        let policy = policy.unwrap_or_else(|| panic!("no policy of {role}"));
        policy["PolicyDocument"].to_string()
    };
    assert!(of("Guest").contains("/types/Query/fields/getNote"));
    assert!(!of("Guest").contains("deleteNote"));
    assert!(of("Reader").contains("/types/Mutation/fields/deleteNote"));
}
