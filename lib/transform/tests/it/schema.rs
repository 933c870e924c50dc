//! The schema that AppSync gets, feature by feature.

mod random;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use appsynth_schema::Document;
use appsynth_schema::ast::Definition;
use appsynth_transform::plan::IdentityPoolAccess;
use appsynth_transform::{AuthMode, Options, plan};
use expect_test::expect_file;

use crate::model_with;

pub(crate) const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/schema");

/// The settings that comments of a schema say.
pub(crate) fn options(text: &str) -> Options {
    let modes = text.lines().find_map(|line| line.strip_prefix("# auth: "));
    let mut modes = modes.unwrap_or("API_KEY").split(' ').map(mode);
    let says = |setting: &str| text.lines().any(|line| line == format!("# {setting}"));
    Options {
        default_auth: modes.next().unwrap_or_default(),
        additional_auth: modes.collect(),
        identity_pool: says("identity pool"),
        conflict_resolution: says("conflict resolution"),
        sandbox: says("sandbox"),
        iam_callers: says("iam callers"),
        ..Options::default()
    }
}

pub(crate) fn mode(name: &str) -> AuthMode {
    match name {
        "API_KEY" => AuthMode::ApiKey,
        "AWS_IAM" => AuthMode::Iam,
        "AMAZON_COGNITO_USER_POOLS" => AuthMode::UserPools,
        "OPENID_CONNECT" => AuthMode::Oidc,
        "AWS_LAMBDA" => AuthMode::Lambda,
        other => panic!("no mode {other}"),
    }
}

fn schema(text: &str) -> Document {
    let options = options(text);
    plan(&model_with(text, &options), &options).schema
}

fn assert_valid(document: &Document, what: impl std::fmt::Display) {
    if let Err(problems) = appsynth_schema::validate(document.clone()) {
        panic!("{what}: {problems:?}\n{document}");
    }
}

/// The names of the definitions that are the same in every schema.
fn shared() -> BTreeSet<String> {
    let every = schema(
        r#"enum E { A }
        type M @model @searchable {
          id: ID! text: String whole: Int number: Float truth: Boolean
          a: ID @index(name: "byText", sortKeyFields: ["text"]) @index(name: "byWhole", sortKeyFields: ["whole"])
          b: ID @index(name: "byNumber", sortKeyFields: ["number"]) @index(name: "byId", sortKeyFields: ["a"])
        }"#,
    );
    let own = [
        "Query",
        "Mutation",
        "Subscription",
        "M",
        "E",
        "CreateMInput",
        "UpdateMInput",
        "DeleteMInput",
    ];
    names(&every)
        .filter(|name| !own.contains(name))
        .filter(|name| !name.starts_with("ModelM") && !name.starts_with("SearchableM"))
        .filter(|name| !name.starts_with("ModelSubscriptionM"))
        .map(str::to_owned)
        .collect()
}

fn names(document: &Document) -> impl Iterator<Item = &str> {
    document.types().map(|one| &*one.name)
}

#[test]
fn schemas_are_as_expected() {
    let shared = shared();
    let folders = folders();
    assert!(!folders.is_empty(), "{FIXTURES} has schemas");
    for folder in folders {
        let text = std::fs::read_to_string(folder.join("schema.graphql")).expect("is a file");
        let mut document = schema(&text);
        assert_valid(&document, folder.display());
        document.definitions.retain(|one| match one {
            Definition::Type(one) => !shared.contains(&one.name.text) || !one.directives.is_empty(),
            _ => true,
        });
        expect_file![folder.join("expected.graphql")].assert_eq(&document.to_string());
    }
}

fn folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new(FIXTURES)).expect("is a folder");
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.expect("can be read").path())
        .collect();
    folders.sort();
    folders
}

#[test]
fn shared_definitions_are_there_when_used() {
    let document = schema("type Query { one: Int }");
    assert_eq!(names(&document).collect::<Vec<_>>(), ["Query"]);
    let document = schema(
        "type Task @model(queries: null, mutations: { update: null, delete: null }, subscriptions: null) { id: ID! done: Boolean } type Query { one: Int }",
    );
    let used: Vec<&str> = names(&document)
        .filter(|name| shared().contains(*name))
        .collect();
    assert_eq!(
        used,
        [
            "ModelStringInput",
            "ModelBooleanInput",
            "ModelSizeInput",
            "ModelAttributeTypes",
            "ModelSortDirection"
        ]
    );
}

fn identity_pool(text: &str) -> IdentityPoolAccess {
    let options = options(text);
    plan(&model_with(text, &options), &options).identity_pool
}

#[test]
fn identity_pool_roles_get_what_rules_allow() {
    let access = identity_pool(
        r#"# identity pool
        type Seen @model @auth(rules: [
          { allow: public, provider: identityPool, operations: [get] }
          { allow: private, provider: iam, operations: [list, update, listen] }
          { allow: public }
        ]) { id: ID! word: String @index(name: "byWord") }
        type Unseen @model @auth(rules: [{ allow: public }]) { id: ID! }
        type Mutation {
          go: String @auth(rules: [{ allow: private, provider: identityPool }])
          stay: String @auth(rules: [{ allow: public }])
        }"#,
    );
    assert_eq!(access.unauthenticated, ["Seen.*", "Query.getSeen"]);
    assert_eq!(
        access.authenticated,
        [
            "Seen.*",
            "Query.getSeen",
            "Query.listSeens",
            "Query.seensByWord",
            "Mutation.updateSeen",
            "Subscription.onCreateSeen",
            "Subscription.onUpdateSeen",
            "Subscription.onDeleteSeen",
            "Mutation.go",
        ]
    );
}

/// How a definition is printed.
fn printed(text: &str, name: &str) -> String {
    let schema = schema(text).to_string();
    let begins = |line: &&str| line.split([' ', '{']).nth(1) == Some(name);
    let mut lines = schema.lines().skip_while(|line| !begins(line));
    let first = lines.next().unwrap_or_else(|| panic!("{name} is there"));
    let rest = lines.take_while(|line| *line != "}");
    std::iter::once(first)
        .chain(rest)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_type_that_says_its_modes_is_opened_to_no_others_by_operations() {
    let text = r#"# auth: API_KEY AMAZON_COGNITO_USER_POOLS
        type Said @aws_api_key { a: String }
        type Plain { a: String }
        type Held @aws_api_key { a: String }
        type Item @model @auth(rules: [{ allow: private }]) { id: ID! held: Held }
        type Query {
          said: Said @function(name: "f") @auth(rules: [{ allow: private }])
          plain: Plain @function(name: "f") @auth(rules: [{ allow: private }])
        }"#;
    let pools = "@aws_cognito_user_pools";
    assert!(
        !printed(text, "Said").contains(pools),
        "{}",
        printed(text, "Said")
    );
    assert!(printed(text, "Plain").contains(pools));
    // What a model holds is open to whoever may read the model.
    assert!(printed(text, "Held").contains(pools));
}

#[test]
fn conditions_may_name_an_owner_that_is_the_key() {
    let text = r#"# auth: AMAZON_COGNITO_USER_POOLS
        type Profile @model @auth(rules: [{ allow: owner, ownerField: "me" }]) { me: ID! @primaryKey text: String }"#;
    let condition = printed(text, "ModelProfileConditionInput");
    assert!(condition.contains("me: ModelStringInput"), "{condition}");
    let text = text.replace(r#", ownerField: "me""#, "");
    let condition = printed(&text, "ModelProfileConditionInput");
    assert!(!condition.contains("me:"), "{condition}");
}
