//! `appsynth ls`

use serde::Serialize;

use crate::CliError;
use crate::output::Output;
use crate::project::Project;
use crate::settings::Settings;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    stacks: Vec<Entry<'a>>,
    warnings: &'a [serde_json::Value],
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    name: &'a str,
    account: Option<&'a str>,
    region: Option<&'a str>,
    dependencies: &'a [String],
}

pub(crate) fn run(
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    let made = project.assembly(settings, output)?;
    let stacks = &made.assembly.stacks;
    if output.is_json() {
        let entry = |stack| -> Entry<'_> {
            let stack: &appsynth_assembly::Stack = stack;
            Entry {
                id: &stack.id,
                name: &stack.name,
                account: stack.account.as_deref(),
                region: stack.region.as_deref(),
                dependencies: &stack.dependencies,
            }
        };
        output.json(&Document {
            format: 1,
            stacks: stacks.iter().map(entry).collect(),
            warnings: &made.warnings,
        });
        return Ok(());
    }
    for stack in stacks {
        if stack.id == stack.name {
            output.result(&stack.id);
        } else {
            output.result(&format!("{} ({})", stack.id, stack.name));
        }
    }
    Ok(())
}
