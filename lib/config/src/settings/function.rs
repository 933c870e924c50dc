//! `functions`

use std::time::Duration;

use appsynth_diagnostics::{Diagnostics, Span};
use indexmap::IndexMap;

use super::Spanned;
use crate::diagnostics;
use crate::fields::Fields;
use crate::node::Node;
use crate::values::{MINUTE, SECOND, duration, integer, spanned_text, text, text_map};

/// An owned Lambda function.
///
/// Limits: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>
#[derive(Debug, Clone)]
pub struct Function {
    /// The folder of its code, relative to the project.
    pub code: Spanned<String>,
    /// Such as `index.handler`.
    pub handler: String,
    /// Such as `nodejs22.x`.
    pub runtime: String,
    /// Memory in MiB, 128 to 10,240; 128 by default.
    pub memory: Option<u32>,
    /// 1 second to 15 minutes; 3 seconds by default.
    pub timeout: Option<Duration>,
    /// Environment variables.
    pub environment: IndexMap<String, String>,
    /// Where the file names it.
    pub span: Span,
}

pub(super) fn read(name: &str, node: &Node, problems: &mut Diagnostics) -> Option<Function> {
    if !is_function_name(name) {
        problems.push(diagnostics::bad_function_name(node.key_place(), name));
    }
    let mut fields = Fields::open("a function", node, problems)?;
    let code = fields.required("code", spanned_text);
    let handler = fields.required("handler", text);
    let runtime = fields.required("runtime", text);
    let memory = fields.optional("memory", integer(128..=10_240));
    let timeout = fields.optional("timeout", duration(SECOND..=15 * MINUTE));
    let environment = fields.optional("environment", text_map);
    fields.close();
    Some(Function {
        code: code?,
        handler: handler?,
        runtime: runtime?,
        memory,
        timeout,
        environment: environment.unwrap_or_default(),
        span: node.key_place(),
    })
}

/// <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>
fn is_function_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}
