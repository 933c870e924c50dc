//! `appsynth outputs` of AWS.

use appsynth_deploy::Deployed;
use serde::Serialize;

use super::options_of_all;
use crate::CliError;
use crate::args::Outputs;
use crate::clients::ClientApi;
use crate::commands::outputs::{self, Values};
use crate::output::Output;
use crate::progress::Progress;
use crate::project::Project;
use crate::settings::Settings;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    #[serde(flatten)]
    deployed: &'a Deployed,
}

pub(crate) fn run(
    arguments: &Outputs,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    let options = options_of_all(settings, project)?;
    let assembly = project.assembly_or_last(settings, output)?;
    let deployed = {
        let _progress = Progress::start(output, "looking at what is deployed");
        crate::commands::block_on(appsynth_deploy::deployed(&assembly, &options))?
    };
    if output.is_json() {
        output.json(&Document {
            format: 1,
            deployed: &deployed,
        });
        return Ok(());
    }
    let values = Values {
        apis: deployed.apis.into_iter().map(api).collect(),
        stacks: deployed.stacks,
    };
    output.result(&outputs::shown(&values, arguments.form)?);
    Ok(())
}

fn api(api: appsynth_deploy::DeployedApi) -> ClientApi {
    ClientApi {
        name: api.name,
        graphql_url: api.graphql_url,
        region: api.region,
        api_key: api.api_key,
        authorization: api.authorization,
    }
}
