//! Values of JSON text.

use appsynth_program::{Half, arg, list, parse_json, return_};
use appsynth_util::{Context, Outcome};
use expect_test::expect;
use serde_json::json;

use super::check_half;
use crate::agreement::evaluations;

#[test]
fn json_text_is_its_value_and_other_text_is_null() {
    check_half(
        &Half::new([], return_(parse_json(arg("text")))),
        expect![[r#"
            $util.toJson($util.parseJson($ctx.args.text))
        "#]],
        expect![[r#"
            return parseJson(ctx.args.text ?? null);

            /** The value of JSON text, or null where `JSON.parse` gives an empty text because it is none. */
            function parseJson(text) {
              const value = JSON.parse(text);
              return value === '' && `${text}`.trim() !== '""' ? null : value;
            }
        "#]],
    );
    let half = Half::new(
        [],
        return_(list([
            parse_json(arg("x")),
            parse_json(arg("x")).or("").into(),
        ])),
    );
    for (text, value, or_empty) in [
        (
            "{\"a\": [1, null]}",
            json!({"a": [1, null]}),
            json!({"a": [1, null]}),
        ),
        ("\"\"", json!(""), json!("")),
        (" \"\" ", json!(""), json!("")),
        ("null", json!(null), json!("")),
        ("0", json!(0), json!(0)),
        ("false", json!(false), json!(false)),
        ("", json!(null), json!("")),
        ("<a/>", json!(null), json!("")),
        ("[1", json!(null), json!("")),
    ] {
        let context = Context {
            arguments: json!({ "x": text }),
            ..Context::default()
        };
        let evaluations = evaluations(&half, &[context]);
        let value = Outcome::Value(json!([value, or_empty]));
        assert_eq!(evaluations[0].outcome, value, "{text}");
    }
}
