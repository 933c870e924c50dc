//! Where data sources are asked.

use appsynth_runtime::{AuthType, Call, Caller, Code, DataSource, DataSourceError, Pace};
use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::fixture::{Fixture, execute, js, vtl};

/// Tells whether it is asked within an asynchronous runtime, where nothing may block.
struct Place(Pace);

#[async_trait]
impl DataSource for Place {
    async fn invoke(&self, _: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        Ok(json!(Handle::try_current().is_ok()))
    }

    fn pace(&self, _: &Value) -> Pace {
        self.0
    }
}

fn is_asked_within_runtime(pace: Pace, code: Code) -> Value {
    let api = Fixture::new("type Query { within: Boolean }")
        .source("place", Place(pace))
        .function("ask", "place", code.clone())
        .pipeline("Query.within", &["ask"], Code::Direct)
        .api();
    let caller = Caller::new(AuthType::ApiKey);
    execute(&api, caller, "{ within }", json!({})).data["within"].take()
}

#[test]
fn what_blocks_is_asked_outside_of_the_runtime_or_waited_for() {
    let plain =
        js("export const request = () => ({}); export const response = (ctx) => ctx.result;");
    // What sorts a list is left to QuickJS, on a thread of the engine.
    let module = js("export const request = () => ({ sorted: [2, 1].sort() });
        export const response = (ctx) => ctx.result;");
    let templates = vtl("{}", "$util.toJson($ctx.result)");
    assert_eq!(
        is_asked_within_runtime(Pace::Blocking, module.clone()),
        json!(false)
    );
    assert_eq!(
        is_asked_within_runtime(Pace::Blocking, templates),
        json!(true)
    );
    assert_eq!(is_asked_within_runtime(Pace::Blocking, plain), json!(true));
    assert_eq!(is_asked_within_runtime(Pace::Later, module), json!(true));
}
