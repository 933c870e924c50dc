//! What a schema needs of the project it is in.

use appsynth_diagnostics::Sources;
use appsynth_transform::{AuthMode, Needs, needs};

fn of(text: &str) -> Needs {
    let mut sources = Sources::new();
    let id = sources.add("schema.graphql", text);
    needs(&appsynth_schema::parse(&sources, [id]).0)
}

#[test]
fn the_modes_of_rules_and_of_directives_are_needed() {
    let needs = of("
        type Post @model @auth(rules: [{ allow: public }, { allow: groups, groups: [\"Admin\"] }]) {
          title: String
          secret: String @auth(rules: [{ allow: custom }])
        }
        type Query {
          now: String @auth(rules: [{ allow: private, provider: oidc }])
          hand: String @aws_iam
        }");
    let mut modes = needs.modes.clone();
    modes.sort_by_key(|mode| *mode as u8);
    let all = [
        AuthMode::ApiKey,
        AuthMode::Iam,
        AuthMode::UserPools,
        AuthMode::Oidc,
        AuthMode::Lambda,
    ];
    assert_eq!(modes, all);
    assert!(!needs.identity_pool && !needs.open);
}

#[test]
fn callers_of_an_identity_pool_and_sandbox_mode_are_told() {
    let needs = of("
        input AMPLIFY { globalAuthRule: AuthRule = { allow: public } }
        type Post @model @auth(rules: [{ allow: private, provider: iam }]) { title: String }");
    assert_eq!(needs.modes, [AuthMode::Iam]);
    assert!(needs.identity_pool && needs.open);
}

#[test]
fn functions_are_told_without_their_environment() {
    let needs = of("type Query {
        one: String @function(name: \"echo-${env}\") @function(name: \"audit\")
        two: String @function(name: \"echo-${env}\")
    }");
    assert_eq!(needs.functions, ["echo", "audit"]);
}

#[test]
fn mistakes_in_directives_do_not_matter() {
    let needs = of(
        "type Post @model @auth(rules: [{ allow: owner }]) { title: String, one: Post @hasMany }",
    );
    assert_eq!(needs.modes, [AuthMode::UserPools]);
}

#[test]
fn of_what_is_no_schema_nothing_is_known() {
    assert_eq!(of("type Post @model { title: Strin }"), Needs::default());
}
