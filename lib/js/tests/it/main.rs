//! What the engine does, as those see it who write resolvers and those who run them.

mod attribute_values;
mod builtin_modules;
mod context;
mod coverage;
mod endings;
mod generated;
mod hostile;
mod isolation;
mod language;
mod lint;
mod places;
mod plain;
mod refused;
mod rounds;
mod shortcuts;
mod sql_joins;

use appsynth_js::{Engine, EngineOptions, Module};
use appsynth_util::{Context, Evaluation, Half, Host, Outcome};
use serde_json::{Value, json};

fn engine() -> Engine {
    Engine::new(EngineOptions {
        workers: 1,
        ..EngineOptions::new(Host::system())
    })
}

fn compile(code: &str) -> Module {
    match engine().compile("test.js", code) {
        Ok(module) => module,
        Err(error) => panic!("{error}"),
    }
}

fn request(code: &str, context: Context) -> Evaluation {
    compile(code).evaluate_blocking(Half::Request, &context)
}

/// The value that an expression gives in a request handler with these arguments, or its error's message.
fn evaluate(expression: &str, arguments: Value) -> Result<Value, String> {
    let code = format!(
        "import {{ util, runtime, extensions }} from '@aws-appsync/utils';
         import * as ddb from '@aws-appsync/utils/dynamodb';
         import * as rds from '@aws-appsync/utils/rds';
         import * as ai from '@aws-appsync/utils/ai';
         export function request(ctx) {{ return {expression}; }}"
    );
    let context = Context {
        arguments,
        ..Context::default()
    };
    match request(&code, context).outcome {
        Outcome::Value(value) | Outcome::EarlyReturn { value, .. } => Ok(value),
        Outcome::Error(error) => Err(error.message),
    }
}

/// What an expression without arguments gives.
fn value(expression: &str) -> Value {
    match evaluate(expression, json!({})) {
        Ok(value) => value,
        Err(message) => panic!("{message}"),
    }
}
