//! `appsynth outputs`

use std::fmt::Write;

use appsynth_local::ApiOutputs;
use indexmap::IndexMap;

use crate::CliError;
use crate::args::{self, OutputForm};
use crate::clients::ClientApi;
use crate::output::Output;
use crate::project::Project;
use crate::settings::Settings;

/// What is deployed, wherever that is.
pub(crate) struct Values {
    pub(crate) apis: Vec<ClientApi>,
    /// The outputs of each stack by name.
    pub(crate) stacks: IndexMap<String, IndexMap<String, String>>,
}

pub(crate) fn run(
    arguments: &args::Outputs,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    if !settings.is_local() {
        #[cfg(feature = "deploy")]
        return super::aws::outputs::run(arguments, settings, project, output);
        #[cfg(not(feature = "deploy"))]
        return project.require_local(settings);
    }
    let state_dir = settings.state_dir();
    let outputs = appsynth_local::outputs(&state_dir)?;
    let outputs = outputs.ok_or_else(|| CliError::NothingDeployed {
        environment: settings.environment.clone(),
    })?;
    if !outputs.apis.is_empty() && !appsynth_local::is_served(&state_dir)? {
        output.warn(
            "no server runs, so nobody answers at these URLs; `appsynth deploy` serves them again",
        );
    }
    if output.is_json() {
        output.document(&outputs);
        return Ok(());
    }
    let values = Values {
        apis: outputs.apis.into_iter().map(local).collect(),
        stacks: outputs.stacks,
    };
    output.result(&shown(&values, arguments.form)?);
    Ok(())
}

/// An API of this machine.
fn local(api: ApiOutputs) -> ClientApi {
    ClientApi {
        name: api.name,
        graphql_url: api.graphql_url,
        region: api.region,
        api_key: api.api_key,
        authorization: api.authorization,
    }
}

/// What is deployed in a form. Clients' files are about the first API.
pub(crate) fn shown(values: &Values, form: OutputForm) -> Result<String, CliError> {
    if form == OutputForm::Text {
        return Ok(text(values));
    }
    let api = values.apis.first().ok_or(CliError::NoApi)?;
    Ok(match form {
        OutputForm::Text => text(values),
        OutputForm::Env => api.variables(),
        OutputForm::AmplifyOutputs => format!("{:#}", api.amplify_outputs()),
        OutputForm::AmplifyConfiguration => format!("{:#}", api.amplify_configuration()),
        OutputForm::AwsExports => api.aws_exports(),
    })
}

fn text(outputs: &Values) -> String {
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
