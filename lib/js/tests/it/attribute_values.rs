//! `util.dynamodb.toDynamoDB` and `toMapValues`, which the engine has versions of its own of.

use appsynth_util::{FUNCTIONS, Host};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{evaluate, value};

/// What the function of all engines gives for JSON.
fn of_json(name: &str, value: Value) -> Value {
    let function = FUNCTIONS.iter().find(|function| function.name == name);
    let function = function.unwrap_or_else(|| panic!("there is no {name}"));
    (function.call)(&Host::system(), &[value]).unwrap_or_else(|error| panic!("{error:?}"))
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (-1e300..1e300_f64).prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    let name = "[a-c]|toJSON|__proto__|constructor|toString|length|[0-9]|é";
    leaf.prop_recursive(40, 60, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(name, inner, 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn json_has_the_attribute_values_that_it_has_in_templates(json in any_json()) {
        let arguments = json!({ "value": json });
        prop_assert_eq!(
            evaluate("util.dynamodb.toDynamoDB(ctx.args.value)", arguments.clone()),
            Ok(of_json("dynamodb.toDynamoDB", json))
        );
        prop_assert_eq!(
            evaluate("util.dynamodb.toMapValues(ctx.args)", arguments.clone()),
            Ok(of_json("dynamodb.toMapValues", arguments))
        );
    }
}

#[test]
fn what_is_no_json_is_taken_as_json_text_would_have_it() {
    for (expression, expected) in [
        ("undefined", json!({"NULL": null})),
        ("NaN", json!({"NULL": null})),
        ("-0", json!({"N": 0})),
        (
            "[, undefined, 1]",
            json!({"L": [{"NULL": null}, {"NULL": null}, {"N": 1}]}),
        ),
        (
            "{ a: undefined, b: () => 1, c: 1 }",
            json!({"M": {"c": {"N": 1}}}),
        ),
        (
            "{ toJSON: () => ({ a: 1 }) }",
            json!({"M": {"a": {"N": 1}}}),
        ),
        (
            "[{ a: { toJSON: () => 'b' } }]",
            json!({"L": [{"M": {"a": {"S": "b"}}}]}),
        ),
        (
            "{ constructor: 1 }",
            json!({"M": {"constructor": {"N": 1}}}),
        ),
    ] {
        let call = format!("util.dynamodb.toDynamoDB({expression})");
        assert_eq!(value(&call), expected, "{expression}");
    }
    assert_eq!(
        value("util.dynamodb.toMapValues({ a: undefined })"),
        json!({})
    );
    assert_eq!(value("util.dynamodb.toMapValues()"), Value::Null);
}

#[test]
fn what_cannot_be_written_as_json_is_refused() {
    let error = |expression| evaluate(expression, json!({})).expect_err(expression);
    assert_eq!(
        error("util.dynamodb.toStringSet('a')"),
        "code.js:5:48: argument 1 must be a list, but is a string"
    );
    assert_eq!(
        error("[{}].map((a) => { a.a = a; return util.dynamodb.toDynamoDB(a); })"),
        "code.js:5:82: circular reference"
    );
}
