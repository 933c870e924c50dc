//! `console`: log lines in AppSync's form, `INFO - code.js:5:3: "current id" "record-id"`.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html>

use rquickjs::{Ctx, Function, Value};

use crate::{effects::Effects, failure, json, utilities::native};

/// `log(method, level, stack, ...values)`, which the methods of `console` call.
pub(crate) fn log<'js>(ctx: &Ctx<'js>, effects: &Effects) -> rquickjs::Result<Function<'js>> {
    let effects = effects.clone();
    let log = native(move |ctx, arguments| {
        if let [method, level, stack, values @ ..] = arguments.as_slice() {
            let method: String = method.get()?;
            let level: String = level.get()?;
            let stack: String = stack.get()?;
            let values = values
                .iter()
                .map(|value| text(&ctx, value))
                .collect::<rquickjs::Result<Vec<String>>>()?;
            effects.record(|recorded| {
                let place = recorded
                    .program
                    .as_ref()
                    .zip(failure::trace(&stack, Some(&method)))
                    .map(|(program, trace)| program.code.place(&trace).to_string())
                    .unwrap_or_default();
                recorded
                    .logs
                    .push(format!("{level} - {place}: {}", values.join(" ")));
            });
        }
        Ok(Value::new_undefined(ctx))
    });
    Function::new(ctx.clone(), log)
}

fn text<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> rquickjs::Result<String> {
    if value.is_undefined() {
        return Ok("undefined".to_owned());
    }
    Ok(json::from_js(ctx, value)?.to_string())
}
