//! `console`: log lines in AppSync's form, `INFO - code.js:5:3: "current id" "record-id"`.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html>

use rquickjs::{Ctx, Function, Object, Value};

use crate::{effects::Effects, json, utilities::native};

/// The methods of `console` and the level each logs at.
const METHODS: [(&str, &str); 5] = [
    ("log", "INFO"),
    ("info", "INFO"),
    ("debug", "DEBUG"),
    ("warn", "WARN"),
    ("error", "ERROR"),
];

pub(crate) fn console<'js>(ctx: &Ctx<'js>, effects: &Effects) -> rquickjs::Result<Object<'js>> {
    let console = Object::new(ctx.clone())?;
    for (method, level) in METHODS {
        let effects = effects.clone();
        let log = native(move |ctx, arguments| {
            log(&ctx, &effects, level, &arguments)?;
            Ok(Value::new_undefined(ctx))
        });
        console.set(method, Function::new(ctx.clone(), log)?.with_name(method)?)?;
    }
    Ok(console)
}

fn log<'js>(
    ctx: &Ctx<'js>,
    effects: &Effects,
    level: &str,
    arguments: &[Value<'js>],
) -> rquickjs::Result<()> {
    let place = effects
        .position(ctx)
        .map_or_else(|| "code.js".to_owned(), |position| position.to_string());
    let mut line = format!("{level} - {place}:");
    for argument in arguments {
        line.push(' ');
        if argument.is_undefined() {
            line.push_str("undefined");
        } else {
            line.push_str(&json::from_js(ctx, argument)?.to_string());
        }
    }
    effects.record(|recorded| recorded.logs.push(line));
    Ok(())
}
