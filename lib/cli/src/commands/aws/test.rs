//! `appsynth test --remote`: AppSync's own engines run the code.

use appsynth_deploy::{DeployError, Evaluations, Target};
use appsynth_test::{Remote, RemoteError};
use appsynth_util::Half;
use serde_json::Value;
use tokio::runtime::Runtime;

use super::target;
use crate::CliError;
use crate::args::Test;
use crate::commands;
use crate::output::Output;
use crate::project::Project;
use crate::settings::Settings;

/// Tests with the credentials of an environment, or those that the AWS CLI would take.
pub(crate) fn run(
    arguments: &Test,
    environment: Option<(Project<'_>, Settings)>,
    output: &Output,
) -> Result<(), CliError> {
    let target = match environment {
        None => Target::default(),
        Some((project, settings)) => target(&settings, project.deploy(&settings)?),
    };
    let runtime = Runtime::new().map_err(CliError::Runtime)?;
    let evaluations = runtime.block_on(Evaluations::connect(&target))?;
    let appsync = AppSync {
        runtime,
        evaluations,
    };
    commands::test::run(arguments, Some(&appsync), output)
}

struct AppSync {
    runtime: Runtime,
    evaluations: Evaluations,
}

impl AppSync {
    fn wait(
        &self,
        answer: impl Future<Output = Result<Value, DeployError>>,
    ) -> Result<Value, RemoteError> {
        self.runtime.block_on(answer).map_err(Into::into)
    }
}

impl Remote for AppSync {
    fn code(&self, code: &str, half: Half, context: &str) -> Result<Value, RemoteError> {
        let function = match half {
            Half::Request => "request",
            Half::Response => "response",
        };
        self.wait(self.evaluations.code(code, function, context))
    }

    fn template(&self, template: &str, context: &str) -> Result<Value, RemoteError> {
        self.wait(self.evaluations.template(template, context))
    }
}
