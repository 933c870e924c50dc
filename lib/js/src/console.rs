//! `console`: log lines in AppSync's form, `INFO - code.js:5:3: "current id" "record-id"`.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html>

use rquickjs::{Ctx, Function, Value};
use serde_json::Value as Json;

use crate::{effects::Effects, failure, json, utilities::native};

/// The methods of `console` and the level that their lines have.
const LEVELS: [(&str, &str); 5] = [
    ("log", "INFO"),
    ("info", "INFO"),
    ("debug", "DEBUG"),
    ("warn", "WARN"),
    ("error", "ERROR"),
];

/// The names of the methods.
pub(crate) fn methods() -> impl Iterator<Item = &'static str> {
    LEVELS.iter().map(|(method, _)| *method)
}

/// The level of the lines that a method writes.
pub(crate) fn level(method: &str) -> Option<&'static str> {
    let found = LEVELS.iter().find(|(known, _)| *known == method);
    found.map(|(_, level)| *level)
}

/// A line of the log with these values as JSON; undefined is `None`.
pub(crate) fn line(level: &str, place: &str, values: &[Option<Json>]) -> String {
    let values: Vec<String> = values
        .iter()
        .map(|value| match value {
            Some(value) => value.to_string(),
            None => "undefined".to_owned(),
        })
        .collect();
    format!("{level} - {place}: {}", values.join(" "))
}

/// `log(method, stack, ...values)`, which the methods of `console` call.
pub(crate) fn log<'js>(ctx: &Ctx<'js>, effects: &Effects) -> rquickjs::Result<Function<'js>> {
    let effects = effects.clone();
    let log = native(move |ctx, arguments| {
        if let [method, stack, values @ ..] = arguments.as_slice() {
            let method: String = method.get()?;
            let stack: String = stack.get()?;
            let values = values
                .iter()
                .map(|value| match value.is_undefined() {
                    true => Ok(None),
                    false => json::from_js(&ctx, value).map(Some),
                })
                .collect::<rquickjs::Result<Vec<Option<Json>>>>()?;
            effects.record(|recorded| {
                let place = recorded
                    .program
                    .as_ref()
                    .zip(failure::trace(&stack, Some(&method)))
                    .map(|(program, trace)| program.code.place(&trace).to_string())
                    .unwrap_or_default();
                let level = level(&method).unwrap_or_default();
                recorded.logs.push(line(level, &place, &values));
            });
        }
        Ok(Value::new_undefined(ctx))
    });
    Function::new(ctx.clone(), log)
}
