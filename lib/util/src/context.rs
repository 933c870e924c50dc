//! What a resolver sees.

use serde_json::Value;

/// Which half of a resolver or function runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Half {
    /// Before the data source: gives the request.
    Request,
    /// After it: gives the result.
    Response,
}

/// The context object, `ctx` or `$context`. Members that AppSync leaves out are `Null`.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html>
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// `ctx.args`, `ctx.arguments`: an object, never null.
    pub arguments: Value,
    /// `ctx.identity`: null for API keys.
    pub identity: Value,
    /// `ctx.source`: the parent's result.
    pub source: Value,
    /// `ctx.stash`: an object that lives as long as the resolver's pipeline.
    pub stash: Value,
    /// `ctx.prev`: `{"result": …}` in a pipeline after its first function, else null.
    pub prev: Value,
    /// `ctx.result`: the data source's answer, in response halves.
    pub result: Value,
    /// `ctx.error`: `{"message": …, "type": …}` if the data source failed, else null.
    pub error: Value,
    /// `ctx.request`: `{"headers": {…}, "domainName": null}`.
    pub request: Value,
    /// `ctx.info`: fieldName, parentTypeName, variables, selectionSetList, selectionSetGraphQL.
    pub info: Value,
    /// `ctx.env`: the API's environment variables.
    pub env: Value,
}

impl Context {
    /// Every member by its name in `ctx`; `ctx.args` is another name of `arguments`.
    pub fn members(&self) -> [(&'static str, &Value); 10] {
        [
            ("arguments", &self.arguments),
            ("identity", &self.identity),
            ("source", &self.source),
            ("stash", &self.stash),
            ("prev", &self.prev),
            ("result", &self.result),
            ("error", &self.error),
            ("request", &self.request),
            ("info", &self.info),
            ("env", &self.env),
        ]
    }
}

impl Default for Context {
    fn default() -> Self {
        let object = || Value::Object(serde_json::Map::new());
        Self {
            arguments: object(),
            identity: Value::Null,
            source: Value::Null,
            stash: object(),
            prev: Value::Null,
            result: Value::Null,
            error: Value::Null,
            request: Value::Null,
            info: Value::Null,
            env: object(),
        }
    }
}
