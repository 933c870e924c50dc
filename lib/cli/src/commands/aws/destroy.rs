//! `appsynth destroy` on AWS.

use appsynth_deploy::Destruction;
use serde_json::json;

use super::options_of_all;
use super::progress::Told;
use crate::CliError;
use crate::args::Destroy;
use crate::confirm::confirm;
use crate::interrupt::stop_signal;
use crate::output::Output;
use crate::progress::Progress;
use crate::project::Project;
use crate::settings::Settings;

pub(crate) fn run(
    arguments: &Destroy,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    let options = options_of_all(settings, project)?;
    let assembly = project.assembly_or_last(settings, output)?;
    crate::commands::block_on(async {
        let destruction = {
            let _progress = Progress::start(output, "looking at what is deployed");
            Destruction::of(&assembly, &options).await?
        };
        let stacks: Vec<_> = destruction.stacks().map(str::to_owned).collect();
        output.note(&describe(&destruction, &settings.environment));
        if !stacks.is_empty() {
            if arguments.yes {
                // Nobody has read what is lost, so it has to be named.
                destruction.check_consent(&arguments.allow_data_loss)?;
            } else {
                let question = format!("Remove this from {}? [y/N] ", destruction.place);
                confirm(&question, "destroy", output)?;
            }
            let stopped = stop_signal()?;
            let told = Told::new(*output);
            let done = destruction.carry_out(&told, stopped).await;
            told.finish();
            done?;
        }
        if output.is_json() {
            let holdings = &destruction.holdings;
            output.json(&json!({ "format": 1, "destroyed": stacks, "heldData": holdings }));
        } else if stacks.is_empty() {
            output.note("so nothing was removed");
        } else {
            output.note(&outcome(&destruction, &settings.environment));
        }
        Ok::<_, CliError>(())
    })
}

fn describe(destruction: &Destruction, environment: &str) -> String {
    let mut lines: Vec<_> = destruction
        .stacks()
        .map(|stack| format!("stack {stack}"))
        .collect();
    for holding in &destruction.holdings {
        let items = holding
            .items
            .map_or(String::new(), |items| format!(", about {items} items"));
        let fate = if holding.retained {
            "stays"
        } else {
            "ITS DATA IS LOST"
        };
        lines.push(format!(
            "  {} ({}{items}): {fate}",
            holding.physical_id, holding.kind
        ));
    }
    if lines.is_empty() {
        lines.push(format!("nothing of `{environment}` is deployed"));
    }
    lines.join("\n")
}

/// What is done, and how what stays is deleted.
fn outcome(destruction: &Destruction, environment: &str) -> String {
    let mut lines = vec![format!("`{environment}` is removed")];
    let holdings = destruction.holdings.iter();
    let kept = holdings.filter(|one| one.retained && one.kind == "AWS::DynamoDB::Table");
    lines.extend(kept.map(|table| format!("  the table {} stays", table.physical_id)));
    if lines.len() > 1 {
        lines.push(
            "`aws dynamodb delete-table --table-name NAME` deletes such a table; if it is protected, after \
             `aws dynamodb update-table --no-deletion-protection-enabled --table-name NAME`"
                .to_owned(),
        );
    }
    lines.join("\n")
}
