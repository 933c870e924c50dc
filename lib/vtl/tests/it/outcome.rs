//! How an evaluation ends, and what it does besides.

use appsynth_util::{Context, FieldError, Outcome};
use appsynth_vtl::Template;
use serde_json::{Value, json};

use crate::{arguments, host, render};

fn outcome(template: &str) -> Outcome {
    render(template, &Context::default()).evaluation.outcome
}

fn early(value: Value) -> Outcome {
    Outcome::EarlyReturn {
        value,
        skip_to: None,
    }
}

#[test]
fn the_text_is_read_as_json() {
    assert_eq!(outcome("{\"a\": 1.5}"), Outcome::Value(json!({"a": 1.5})));
    assert_eq!(outcome(" null "), Outcome::Value(Value::Null));
}

#[test]
fn no_text_is_an_error() {
    for template in ["", "  \n", "$util.qr($ctx.stash.put('a', 1))\n", "#stop {}"] {
        assert_eq!(
            outcome(template),
            Outcome::Error(FieldError::new(
                "Template transformation yielded an empty response.",
                "MappingTemplate"
            )),
            "{template}"
        );
    }
}

#[test]
fn return_drops_earlier_output() {
    assert_eq!(
        outcome("{\"a\":#return({\"b\": [1]})"),
        early(json!({"b": [1]}))
    );
    assert_eq!(outcome("x#if(true)\n  #return\n#end y"), early(Value::Null));
    assert_eq!(outcome("#return()"), early(Value::Null));
    assert_eq!(outcome("#return($undefined)"), early(Value::Null));
    assert_eq!(
        outcome("#foreach($i in [1..9])#if($i == 3)#return($i)#end#end"),
        early(json!(3))
    );
}

#[test]
fn returned_json_text_is_its_value() {
    assert_eq!(
        outcome("#return($util.toJson({'a': 1}))"),
        early(json!({"a": 1}))
    );
    assert_eq!(outcome("#return($util.toJson(null))"), early(Value::Null));
    assert_eq!(outcome("#return('text')"), early(json!("text")));
}

#[test]
fn returned_values_are_the_rendered_text() {
    let text = |template| render(template, &Context::default()).text;
    assert_eq!(text("x#return({'a': 1.0})"), "{\"a\":1.0}");
    assert_eq!(text("x#return('y')"), "y");
}

#[test]
fn error_has_message_type_data_and_info() {
    assert_eq!(
        outcome("$util.error('m')"),
        Outcome::Error(FieldError {
            message: "m".into(),
            error_type: None,
            data: Value::Null,
            error_info: Value::Null,
            value: Value::Null,
            has_place: false,
        })
    );
    assert_eq!(
        outcome("$util.error('m', 't', {'d': 1}, ['i'])"),
        Outcome::Error(FieldError {
            message: "m".into(),
            error_type: Some("t".into()),
            data: json!({"d": 1}),
            error_info: json!(["i"]),
            value: Value::Null,
            has_place: false,
        })
    );
}

#[test]
fn append_error_goes_on() {
    let rendered = render(
        "$util.appendError('a')$util.appendError('b', 'B', 1, 2){}",
        &Context::default(),
    );
    assert_eq!(rendered.evaluation.outcome, Outcome::Value(json!({})));
    let errors: Vec<_> = rendered
        .evaluation
        .errors
        .iter()
        .map(|error| error.message.as_str())
        .collect();
    assert_eq!(errors, ["a", "b"]);
    assert_eq!(
        rendered.evaluation.errors[1].error_type.as_deref(),
        Some("B")
    );
}

#[test]
fn unauthorized_ends_with_an_error() {
    assert_eq!(
        outcome("$util.unauthorized()"),
        Outcome::Error(FieldError::new("Unauthorized", "Unauthorized"))
    );
}

#[test]
fn validate_lets_pass_what_holds() {
    assert_eq!(
        outcome("$util.validate(true, 'no'){}"),
        Outcome::Value(json!({}))
    );
}

#[test]
fn validate_ends_with_an_error_where_nothing_holds() {
    assert_eq!(
        outcome("$util.validate(false, 'no')"),
        Outcome::Error(FieldError::new("no", "CustomTemplateException"))
    );
    let error = FieldError {
        data: json!({"d": 1}),
        value: json!({"d": 1}),
        ..FieldError::new("no", "T")
    };
    assert_eq!(
        outcome("$util.validate(1 > 2, 'no', 'T', {'d': 1})"),
        Outcome::Error(error)
    );
}

#[test]
fn qr_and_quiet_print_nothing() {
    assert_eq!(
        render("a$util.qr('x')$util.quiet('x')b", &Context::default()).text,
        "ab"
    );
}

#[test]
fn logs_fill_in_placeholders() {
    let template =
        "$util.log.info('plain')$util.log.info('a {} b {} c', 1, [2])$util.log.error($ctx.args)";
    assert_eq!(
        render(template, &arguments(json!({"x": 1})))
            .evaluation
            .logs,
        ["INFO - plain", "INFO - a 1 b [2] c", "ERROR - {x=1}"]
    );
}

#[test]
fn extensions_and_headers_are_recorded() {
    let template = "$extensions.setSubscriptionFilter({'f': 1})\
        $extensions.setSubscriptionInvalidationFilter({'g': 1})\
        $extensions.invalidateSubscriptions({'h': 1})\
        $extensions.evictFromApiCache('Query', 'get', {'k': 'v'})\
        $util.http.addResponseHeader('x', 1)$util.http.addResponseHeaders({'y': 2})";
    let rendered = render(template, &Context::default());
    assert_eq!(rendered.text, "");
    let expected = [
        ("setSubscriptionFilter", json!({"f": 1})),
        ("setSubscriptionInvalidationFilter", json!({"g": 1})),
        ("invalidateSubscriptions", json!({"h": 1})),
        ("evictFromApiCache", json!(["Query", "get", {"k": "v"}])),
        ("addResponseHeader", json!(["x", 1])),
        ("addResponseHeaders", json!({"y": 2})),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    assert_eq!(rendered.evaluation.extensions, expected);
}

#[test]
fn threads_share_a_template() {
    let template = Template::compile("{\"id\": \"$ctx.args.id\"}").unwrap();
    std::thread::scope(|scope| {
        for id in ["1", "2"] {
            let template = &template;
            scope.spawn(move || {
                let evaluation = template.evaluate(&arguments(json!({ "id": id })), &host());
                assert_eq!(evaluation.outcome, Outcome::Value(json!({ "id": id })));
            });
        }
    });
}

#[test]
fn a_template_is_complete_unless_an_error_ended_it() {
    for (template, complete, text) in [
        ("{}", true, "{}"),
        ("no JSON", true, "no JSON"),
        ("a#stop b", true, "a"),
        ("a#return([1])", true, "[1]"),
        ("a$util.error(\"no\")b", false, "a"),
    ] {
        let rendered = render(template, &Context::default());
        assert_eq!(rendered.complete, complete, "{template}");
        assert_eq!(rendered.text, text, "{template}");
    }
}
