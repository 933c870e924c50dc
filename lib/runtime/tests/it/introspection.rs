//! What a schema says about itself.

use expect_test::expect;
use serde_json::json;

use crate::fixture::Fixture;

fn fixture() -> Fixture {
    Fixture::new(
        r#"type Query { lamp(id: ID!, limit: Int = 3): Lamp all: [Lit!]! thing: Thing }
        "A light."
        type Lamp implements Lit {
            "How bright."
            watts(unit: Unit = W): Int
            fuel: Fuel @deprecated(reason: "use watts")
            made: AWSDate
        }
        interface Lit { watts(unit: Unit = W): Int }
        union Thing = Lamp
        enum Fuel { OIL GAS @deprecated }
        enum Unit { W }
        input Filter { fuel: [Fuel!] = [OIL], not: Filter }
        type Mutation { find(filter: Filter): Lamp }"#,
    )
}

#[test]
fn a_type_tells_its_fields() {
    fixture().check(
        r#"{ __type(name: "Lamp") { kind name description interfaces { name } fields {
            name description isDeprecated type { kind name ofType { name } } args { name defaultValue type { name } }
        } } }"#,
        expect![[r#"
            {"__type":{"kind":"OBJECT","name":"Lamp","description":"A light.","interfaces":[{"name":"Lit"}],"fields":[{"name":"watts","description":"How bright.","isDeprecated":false,"type":{"kind":"SCALAR","name":"Int","ofType":null},"args":[{"name":"unit","defaultValue":"W","type":{"name":"Unit"}}]},{"name":"made","description":null,"isDeprecated":false,"type":{"kind":"SCALAR","name":"AWSDate","ofType":null},"args":[]}]}}
        "#]],
    );
}

#[test]
fn wrapped_types_unfold() {
    fixture().check(
        r#"{ __type(name: "Query") { fields { type { kind name ofType { kind name ofType { kind ofType { name } } } } } } }"#,
        expect![[r#"
            {"__type":{"fields":[{"type":{"kind":"OBJECT","name":"Lamp","ofType":null}},{"type":{"kind":"NON_NULL","name":null,"ofType":{"kind":"LIST","name":null,"ofType":{"kind":"NON_NULL","ofType":{"name":"Lit"}}}}},{"type":{"kind":"UNION","name":"Thing","ofType":null}}]}}
        "#]],
    );
}

#[test]
fn other_kinds_of_type() {
    fixture().check(
        r#"{
            lit: __type(name: "Lit") { kind possibleTypes { name } fields { name } enumValues { name } }
            thing: __type(name: "Thing") { kind possibleTypes { name } fields { name } }
            fuel: __type(name: "Fuel") { enumValues { name } all: enumValues(includeDeprecated: true) { name deprecationReason } }
            filter: __type(name: "Filter") { kind inputFields { name defaultValue type { kind } } }
            none: __type(name: "None") { kind }
        }"#,
        expect![[r#"
            {"lit":{"kind":"INTERFACE","possibleTypes":[{"name":"Lamp"}],"fields":[{"name":"watts"}],"enumValues":null},"thing":{"kind":"UNION","possibleTypes":[{"name":"Lamp"}],"fields":null},"fuel":{"enumValues":[{"name":"OIL"}],"all":[{"name":"OIL","deprecationReason":null},{"name":"GAS","deprecationReason":"No longer supported"}]},"filter":{"kind":"INPUT_OBJECT","inputFields":[{"name":"fuel","defaultValue":"[OIL]","type":{"kind":"LIST"}},{"name":"not","defaultValue":null,"type":{"kind":"INPUT_OBJECT"}}]},"none":null}
        "#]],
    );
}

#[test]
fn the_schema_tells_roots_types_and_directives() {
    fixture().check(
        "{ __typename __schema { queryType { name } mutationType { name } subscriptionType { name } types { name } directives { name locations args { name } } } }",
        expect![[r#"
            {"__typename":"Query","__schema":{"queryType":{"name":"Query"},"mutationType":{"name":"Mutation"},"subscriptionType":null,"types":[{"name":"Query"},{"name":"Lamp"},{"name":"Lit"},{"name":"Thing"},{"name":"Fuel"},{"name":"Unit"},{"name":"Filter"},{"name":"Mutation"},{"name":"String"},{"name":"Int"},{"name":"Float"},{"name":"Boolean"},{"name":"ID"},{"name":"AWSDate"},{"name":"__Schema"},{"name":"__Type"},{"name":"__TypeKind"},{"name":"__Field"},{"name":"__InputValue"},{"name":"__EnumValue"},{"name":"__Directive"},{"name":"__DirectiveLocation"}],"directives":[{"name":"skip","locations":["FIELD","FRAGMENT_SPREAD","INLINE_FRAGMENT"],"args":[{"name":"if"}]},{"name":"include","locations":["FIELD","FRAGMENT_SPREAD","INLINE_FRAGMENT"],"args":[{"name":"if"}]},{"name":"deprecated","locations":["FIELD_DEFINITION","ARGUMENT_DEFINITION","INPUT_FIELD_DEFINITION","ENUM_VALUE"],"args":[{"name":"reason"}]},{"name":"specifiedBy","locations":["SCALAR"],"args":[{"name":"url"}]},{"name":"aws_api_key","locations":["OBJECT","FIELD_DEFINITION"],"args":[]},{"name":"aws_iam","locations":["OBJECT","FIELD_DEFINITION"],"args":[]},{"name":"aws_oidc","locations":["OBJECT","FIELD_DEFINITION"],"args":[]},{"name":"aws_lambda","locations":["OBJECT","FIELD_DEFINITION"],"args":[]},{"name":"aws_cognito_user_pools","locations":["OBJECT","FIELD_DEFINITION"],"args":[{"name":"cognito_groups"}]},{"name":"aws_auth","locations":["OBJECT","FIELD_DEFINITION"],"args":[{"name":"cognito_groups"}]},{"name":"aws_subscribe","locations":["FIELD_DEFINITION"],"args":[{"name":"mutations"}]},{"name":"aws_publish","locations":["FIELD_DEFINITION"],"args":[{"name":"subscriptions"}]},{"name":"canonical","locations":["OBJECT","INTERFACE","UNION","ENUM","INPUT_OBJECT","SCALAR","FIELD_DEFINITION"],"args":[]},{"name":"hidden","locations":["OBJECT","INTERFACE","UNION","ENUM","INPUT_OBJECT","SCALAR","FIELD_DEFINITION"],"args":[]},{"name":"renamed","locations":["OBJECT","INTERFACE","UNION","ENUM","INPUT_OBJECT","SCALAR","FIELD_DEFINITION"],"args":[{"name":"to"}]}]}}
        "#]],
    );
}

#[test]
fn the_query_of_common_tools_is_answered() {
    let query = include_str!("introspection_query.graphql");
    let api = fixture().api();
    let caller = appsynth_runtime::Caller::new(appsynth_runtime::AuthType::ApiKey);
    let response = crate::fixture::execute(&api, caller, query, json!({}));
    assert_eq!(response.errors, []);
    let types = response.data["__schema"]["types"].as_array().map(Vec::len);
    assert_eq!(types, Some(22));
}

#[test]
fn introspection_can_be_switched_off() {
    let mut fixture = fixture();
    fixture.definition.introspection = false;
    fixture.check(
        "{ __typename __schema { queryType { name } } }",
        expect![[r#"
            null
            {"path":null,"locations":[{"line":1,"column":14,"sourceName":null}],"message":"Validation error of type FieldUndefined: Field '__schema' in type 'Query' is undefined @ '__schema'"}
        "#]],
    );
}
