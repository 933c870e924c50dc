//! `appsynth import`

use appsynth_deploy::Wanted;
use serde_json::{Value, json};

use super::options_of_all;
use super::progress::Told;
use crate::CliError;
use crate::args::Import;
use crate::confirm::confirm;
use crate::output::Output;
use crate::progress::Progress;
use crate::project::Project;
use crate::settings::Settings;

pub(crate) fn run(
    arguments: &Import,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    project.require_aws(settings, "import")?;
    let options = options_of_all(settings, project)?;
    let made = project.assembly(settings, output)?;
    let wanted: Vec<_> = arguments.tables.iter().map(|text| wanted(text)).collect();
    crate::commands::block_on(async {
        let import = {
            let _progress = Progress::start(output, "looking at the tables");
            appsynth_deploy::Import::of(&made.assembly, &options, &wanted).await?
        };
        for table in &import.tables {
            let (name, physical, items) = (&table.name, &table.table, table.items);
            output.note(&format!("import   {name}: {physical}, about {items} items"));
        }
        if !arguments.yes {
            let question = format!("Import this in {}? [y/N] ", import.place);
            confirm(&question, "import", output)?;
        }
        let told = Told::new(*output);
        let done = import.carry_out(&told).await;
        told.finish();
        done?;
        if output.is_json() {
            let tables = import.tables.iter();
            let tables = tables.map(|one| (one.name.clone(), Value::from(one.table.clone())));
            let tables: serde_json::Map<_, _> = tables.collect();
            output.json(&json!({ "format": 1, "imported": tables }));
        } else {
            let environment = &settings.environment;
            output.note(&format!(
                "imported as they are; `appsynth deploy --env {environment}` makes them what the project says"
            ));
        }
        Ok::<_, CliError>(())
    })
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
