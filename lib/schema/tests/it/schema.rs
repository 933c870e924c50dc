//! What a valid schema can be asked.

use appsynth_diagnostics::Sources;
use appsynth_schema::ast::OperationType;
use appsynth_schema::{Schema, Valid};
use expect_test::expect;

fn schema(texts: &[&str]) -> Valid<Schema> {
    let mut sources = Sources::new();
    let ids: Vec<_> = texts
        .iter()
        .map(|text| sources.add("schema.graphql", *text))
        .collect();
    let (document, problems) = appsynth_schema::parse(&sources, ids);
    assert!(problems.is_empty(), "{problems:?}");
    appsynth_schema::validate(document).expect("is valid")
}

#[test]
fn appsyncs_scalars_and_directives_need_no_declaration() {
    schema(
        &[r#"type Query @aws_api_key @aws_iam @aws_oidc @aws_lambda {
            a(d: AWSDate, t: AWSTime, dt: AWSDateTime, ts: AWSTimestamp): AWSEmail
            b(j: AWSJSON, u: AWSURL, p: AWSPhone): AWSIPAddress @aws_cognito_user_pools(cognito_groups: ["a"])
            c: String @aws_auth(cognito_groups: ["a"]) @deprecated
        }
        type Mutation { save: String }
        type Subscription { saved: String @aws_subscribe(mutations: ["save"]) }"#],
    );
}

#[test]
fn what_a_schema_declares_of_appsyncs_own_is_taken() {
    schema(&[
        "scalar AWSDate directive @aws_api_key on FIELD_DEFINITION type Query { a: AWSDate @aws_api_key }",
    ]);
}

#[test]
fn roots_are_found_by_name_or_by_the_schema_block() {
    let usual = schema(&["type Query { a: Int } type Mutation { b: Int }"]);
    assert_eq!(usual.root(OperationType::Mutation), Some("Mutation"));
    assert_eq!(usual.root(OperationType::Subscription), None);
    let named = schema(&["schema { query: Q } type Q { a: Int } type Mutation { b: Int }"]);
    assert_eq!(named.root(OperationType::Query), Some("Q"));
    assert_eq!(named.root(OperationType::Mutation), None);
}

#[test]
fn several_texts_make_one_schema_and_extensions_are_merged() {
    let schema = schema(&[
        "extend type Query @aws_iam { b: Int }",
        "type Query { a: Int } interface I { a: Int }",
    ]);
    expect![[r#"
        type Query @aws_iam {
          a: Int
          b: Int
        }

        interface I {
          a: Int
        }
    "#]]
    .assert_eq(&schema.to_string());
}

#[test]
fn fields_and_possible_types_are_found() {
    let schema = schema(&["type Query { pets(first: Int): [Pet!] any: Any }
        interface Pet { name: String } type Cat implements Pet { name: String } type Dog { name: String }
        union Any = Dog | Cat"]);
    let pets = schema.field("Query", "pets").expect("is there");
    assert_eq!(pets.ty.to_string(), "[Pet!]");
    assert_eq!(schema.possible_types("Any"), ["Dog", "Cat"]);
    assert_eq!(schema.possible_types("Pet"), ["Cat"]);
    assert!(schema.is_possible_type("Pet", "Cat"));
    assert!(!schema.is_possible_type("Pet", "Dog"));
    assert_eq!(schema.near_field("Query", "pet"), Some("pets"));
    assert_eq!(schema.near_type("awsdatetme"), Some("AWSDateTime"));
}
