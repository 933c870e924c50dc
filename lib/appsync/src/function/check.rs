//! What Lambda would refuse of a function.
//!
//! <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>

use appsynth_diagnostics::Diagnostic;

use super::Function;
use crate::diagnostics;
use crate::name::is_variable_name;

/// Variables that Lambda sets itself.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>
const RESERVED: [&str; 13] = [
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
];

pub(super) fn problems(function: &Function) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let names_file = !function.runtime.source_endings().is_empty();
    let is_complete = |handler: &str| {
        let parts = handler.rsplit_once('.');
        parts.is_some_and(|(module, name)| !module.is_empty() && !name.is_empty())
    };
    if function.handler.is_empty() || (names_file && !is_complete(&function.handler)) {
        problems.push(diagnostics::handler(&function.handler));
    }
    let layers = u32::try_from(function.layers.len()).ok();
    let ranges = [
        (
            "the timeout",
            function.timeout.map(|time| time.0),
            1..=900,
            "seconds",
        ),
        ("the memory", function.memory_megabytes, 128..=10_240, "MB"),
        ("the number of layers", layers, 0..=5, ""),
    ];
    for (what, value, range, unit) in ranges {
        if let Some(value) = value.filter(|value| !range.contains(value)) {
            problems.push(diagnostics::out_of_range(what, value, range, unit));
        }
    }
    for name in function.environment.keys() {
        if RESERVED.contains(&name.as_str()) {
            problems.push(diagnostics::reserved_variable(name));
        } else if !is_variable_name(name) {
            problems.push(diagnostics::environment_name(name));
        }
    }
    problems
}
