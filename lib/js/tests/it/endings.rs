//! Errors, early returns, log lines and extensions.

use appsynth_util::{Context, FieldError, Outcome, SkipTo};
use serde_json::{Value, json};

use crate::request;

fn outcome(statements: &str) -> Outcome {
    let code = format!("export function request(ctx) {{ {statements} }}");
    request(&code, Context::default()).outcome
}

#[test]
fn an_error_ends_the_evaluation() {
    assert_eq!(
        outcome("util.error('no', 'Refused', { id: 1 }, { why: 'x' }); return 1;"),
        Outcome::Error(FieldError {
            message: "no".to_owned(),
            error_type: Some("Refused".to_owned()),
            data: json!({"id": 1}),
            error_info: json!({"why": "x"}),
            value: Value::Null,
            has_place: false,
        })
    );
    assert_eq!(
        outcome("[1].map(() => util.error('from within')); return 1;"),
        Outcome::Error(FieldError {
            message: "from within".to_owned(),
            error_type: None,
            data: Value::Null,
            error_info: Value::Null,
            value: Value::Null,
            has_place: false,
        })
    );
}

#[test]
fn unauthorized_ends_the_evaluation() {
    assert_eq!(
        outcome("util.unauthorized();"),
        Outcome::Error(FieldError::new("Unauthorized", "Unauthorized"))
    );
}

#[test]
fn appended_errors_do_not() {
    let evaluation = request(
        "export function request(ctx) {
            util.appendError('one');
            util.appendError('two', 'T', [1], { i: 2 });
            return 1;
        }",
        Context::default(),
    );
    assert_eq!(evaluation.outcome, Outcome::Value(json!(1)));
    let messages: Vec<_> = evaluation
        .errors
        .iter()
        .map(|error| {
            (
                error.message.as_str(),
                error.error_type.as_deref(),
                &error.data,
            )
        })
        .collect();
    assert_eq!(
        messages,
        [("one", None, &Value::Null), ("two", Some("T"), &json!([1]))]
    );
}

#[test]
fn the_context_shows_appended_errors() {
    assert_eq!(
        outcome(
            "const { outErrors } = ctx;
             const before = outErrors.length;
             util.appendError('no', 'Kind', { id: 1 });
             util.appendError('more');
             return [before, outErrors, ctx.outErrors.length];"
        ),
        Outcome::Value(json!([
            0,
            [{ "message": "no", "errorType": "Kind", "data": { "id": 1 } }, { "message": "more" }],
            2,
        ]))
    );
    let evaluation = request(
        "export function request(ctx) { ctx.outErrors = 'mine'; util.appendError('no'); return ctx.outErrors; }",
        Context::default(),
    );
    assert_eq!(evaluation.outcome, Outcome::Value(json!("mine")));
    assert_eq!(evaluation.errors.len(), 1);
}

#[test]
fn the_type_of_a_function_s_error_is_kept() {
    let code = "import { util } from '@aws-appsync/utils';
export const request = (ctx) => util.transform.toElasticsearchQueryDSL({ a: { is: 1 } });";
    assert_eq!(
        request(code, Context::default()).outcome,
        Outcome::Error(FieldError::new(
            "`is` of `a` is not an operator",
            "Unrecognized Filter"
        ))
    );
}

#[test]
fn an_early_return_skips_the_rest() {
    for (statements, value, skip_to) in [
        (
            "if (!ctx.args.id) { runtime.earlyReturn([1]); } return 2;",
            json!([1]),
            None,
        ),
        ("runtime.earlyReturn();", Value::Null, None),
        (
            "runtime.earlyReturn(1, { skipTo: 'END' });",
            json!(1),
            Some(SkipTo::End),
        ),
        (
            "runtime.earlyReturn(1, { skipTo: 'NEXT' });",
            json!(1),
            Some(SkipTo::Next),
        ),
    ] {
        assert_eq!(
            outcome(statements),
            Outcome::EarlyReturn { value, skip_to },
            "{statements}"
        );
    }
}

#[test]
fn log_lines_have_level_place_and_values() {
    let evaluation = request(
        "import { util } from '@aws-appsync/utils';
export function request(ctx) {
  console.log('current id', ctx.args.id, undefined, [1, { a: null }]);
    console.error(util.math.maxVal(1, 2));
  console.warn();
  return {};
}",
        Context {
            arguments: json!({"id": "record-id"}),
            ..Context::default()
        },
    );
    assert_eq!(
        evaluation.logs,
        [
            r#"INFO - code.js:3:3: "current id" "record-id" undefined [1,{"a":null}]"#,
            "ERROR - code.js:4:5: 2",
            "WARN - code.js:5:3: ",
        ]
    );
}

#[test]
fn extensions_are_recorded_in_order() {
    let evaluation = request(
        "import { util, extensions } from '@aws-appsync/utils';
         export function request(ctx) {
            extensions.setSubscriptionFilter({ filterGroup: [] });
            extensions.evictFromApiCache('Query', 'get', { 'ctx.args.id': 1 });
            extensions.setSubscriptionInvalidationFilter({ filterGroup: [1] });
            extensions.invalidateSubscriptions({ subscriptionField: 'f' });
            util.http.addResponseHeader('n', 7);
            util.http.addResponseHeaders({ a: 'b' });
            return null;
        }",
        Context::default(),
    );
    let extension = |name: &str, value| (name.to_owned(), value);
    assert_eq!(
        evaluation.extensions,
        [
            extension("setSubscriptionFilter", json!({"filterGroup": []})),
            extension(
                "evictFromApiCache",
                json!(["Query", "get", {"ctx.args.id": 1}])
            ),
            extension(
                "setSubscriptionInvalidationFilter",
                json!({"filterGroup": [1]})
            ),
            extension("invalidateSubscriptions", json!({"subscriptionField": "f"})),
            extension("addResponseHeader", json!(["n", 7])),
            extension("addResponseHeaders", json!({"a": "b"})),
        ]
    );
}
