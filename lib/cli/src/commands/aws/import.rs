//! `appsynth import`

use appsynth_deploy::{Extent, Import, Wanted};
use serde_json::{Value, json};

use super::progress::Told;
use super::{deploy, extent, hotswap, options_of_all, plan};
use crate::CliError;
use crate::args;
use crate::confirm::confirm;
use crate::interrupt::stop_signal;
use crate::output::Output;
use crate::progress::Progress;
use crate::project::{Project, read_finished};
use crate::settings::Settings;

pub(crate) fn run(
    arguments: &args::Import,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    settings.require_aws("import")?;
    let options = options_of_all(settings, project)?;
    let written = project.write_assembly(settings, output)?;
    let assembly = read_finished(&written.dir, settings)?;
    let wanted: Vec<_> = arguments.tables.iter().map(|text| wanted(text)).collect();
    let extent = extent(arguments.no_execute);
    crate::commands::block_on(async {
        let import = {
            let _progress = Progress::start(output, "looking at the tables");
            let from = arguments.from.as_deref();
            Import::of(assembly.clone(), options.clone(), &wanted, from).await?
        };
        show(&import, output);
        if let Some(plan) = import.plan.as_ref().filter(|_| !output.is_json()) {
            output.note(&plan::text(plan));
        }
        if !arguments.yes && extent == Extent::Execute && !import.is_empty() {
            let question = format!("Import this in {}? [y/N] ", import.place);
            confirm(&question, "import", output)?;
        }
        carry_out(&import, extent, output).await?;
        if let Some(plan) = import.plan.as_ref().filter(|_| extent == Extent::Execute) {
            hotswap::settle(plan, &assembly, &options, settings).await?;
        }
        if output.is_json() {
            let tables = import.tables.iter();
            let tables = tables.map(|one| (one.name.clone(), Value::from(one.table.clone())));
            let tables: serde_json::Map<_, _> = tables.collect();
            let released = import.released.iter();
            let released = released.map(|one| (one.table.clone(), Value::from(one.stack.clone())));
            let released: serde_json::Map<_, _> = released.collect();
            output.json(&json!({
                "format": 1,
                "imported": tables,
                "released": released,
                // Else there are change sets, or nothing was to be done.
                "executed": extent == Extent::Execute && !import.is_empty(),
            }));
        } else {
            output.note(&outcome(&import, extent, &settings.environment));
        }
        Ok::<_, CliError>(())
    })
}

/// What would be done to which table, and which tables of the other stack stay there.
fn show(import: &Import, output: &Output) {
    for one in &import.released {
        let (stack, id, table) = (&one.stack, &one.logical_id, &one.table);
        output.note(&format!(
            "let go   {stack} {id}: {table} stays in DynamoDB and leaves that stack, by two updates of it"
        ));
    }
    for table in &import.tables {
        let (name, physical, items) = (&table.name, &table.table, table.items);
        output.note(&format!("import   {name}: {physical}, about {items} items"));
    }
    for one in &import.left {
        let (stack, id, table) = (&one.stack, &one.logical_id, &one.table);
        let help = match &one.model {
            Some(model) => format!("for the model, say `imported-tables: {{ {model}: {table} }}`"),
            None => "nothing of the project has its name".to_owned(),
        };
        output.note(&format!("leave    {stack} {id}: {table}; {help}"));
    }
}

async fn carry_out(import: &Import, extent: Extent, output: &Output) -> Result<(), CliError> {
    let told = Told::new(*output);
    let done = import.carry_out(extent, &told).await;
    told.finish();
    done?;
    let waits = extent == Extent::Prepare && !import.released.is_empty();
    if let Some(plan) = import.plan.as_ref().filter(|_| !waits) {
        let stopped = std::pin::pin!(stop_signal()?);
        deploy::carry_out(plan, extent, output, stopped).await?;
    }
    Ok(())
}

fn outcome(import: &Import, extent: Extent, environment: &str) -> String {
    match (&import.plan, extent) {
        _ if import.is_empty() => {
            "nothing is left to import: name a table, or see `imported-tables` in `appsynth.yaml`"
                .to_owned()
        }
        (_, Extent::Prepare) => format!(
            "`appsynth import --env {environment}` goes on once the change sets are executed"
        ),
        (None, Extent::Execute) => format!(
            "imported as they are; `appsynth deploy --env {environment}` makes them what the project says"
        ),
        (Some(_), Extent::Execute) => "imported and deployed".to_owned(),
    }
}

/// `NAME` or `NAME=TABLE`
fn wanted(text: &str) -> Wanted {
    let (name, table) = match text.split_once('=') {
        Some((name, table)) => (name, Some(table.to_owned())),
        None => (text, None),
    };
    Wanted {
        name: name.to_owned(),
        table,
    }
}
