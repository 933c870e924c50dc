//! `appsynth outputs`

use std::fmt::Write;

use appsynth_local::Outputs;
use serde::Serialize;

use crate::CliError;
use crate::args;
use crate::output::Output;
use crate::project::Project;
use crate::settings::Settings;

#[derive(Serialize)]
struct Document {
    format: u32,
    #[serde(flatten)]
    outputs: Outputs,
}

pub(crate) fn run(
    _arguments: &args::Outputs,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    project.require_local(settings)?;
    let outputs = appsynth_local::outputs(&settings.state_dir())?;
    let outputs = outputs.ok_or_else(|| CliError::NothingDeployed {
        environment: settings.environment.clone(),
    })?;
    if output.is_json() {
        output.json(&Document { format: 1, outputs });
    } else {
        output.result(&text(&outputs));
    }
    Ok(())
}

fn text(outputs: &Outputs) -> String {
    let mut text = String::new();
    for api in &outputs.apis {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{}", api.name);
        let _ = writeln!(text, "  GraphQL   {}", api.graphql_url);
        if let Some(key) = &api.api_key {
            let _ = writeln!(text, "  API key   {key}");
        }
    }
    for (stack, values) in &outputs.stacks {
        for (name, value) in values {
            let _ = writeln!(text, "{stack}.{name} = {value}");
        }
    }
    text
}
