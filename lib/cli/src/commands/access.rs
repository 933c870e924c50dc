//! `appsynth show auth`: who may do what.

use appsynth::{AccessTable, Caller, Verdict};
use serde_json::{Value, json};

use crate::CliError;
use crate::output::Output;
use crate::project::Project;
use crate::settings::Settings;

pub(crate) fn show(
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    if settings.app.is_some() {
        return Err(CliError::NeedsProject {
            command: "show auth",
        });
    }
    let tables = project.access_tables(settings)?;
    if tables.is_empty() {
        return Err(CliError::NoRules);
    }
    if output.is_json() {
        let apis: Vec<Value> = tables
            .iter()
            .map(|(api, table)| json!({ "api": api, "rows": rows(table) }))
            .collect();
        output.json(&json!({ "format": 1, "apis": apis }));
        return Ok(());
    }
    for (api, table) in &tables {
        if tables.len() > 1 {
            output.result(api);
        }
        output.result(text(table).trim_end());
    }
    Ok(())
}

fn rows(table: &AccessTable) -> Vec<Value> {
    let row = |row: &appsynth::AccessRow| {
        let callers = table.callers.iter().map(name);
        let verdicts = row.verdicts.iter().map(word);
        let verdicts: serde_json::Map<_, _> = callers.zip(verdicts.map(Value::from)).collect();
        json!({ "operation": row.coordinate, "field": row.field, "callers": verdicts })
    };
    table.rows.iter().map(row).collect()
}

/// A line for each operation or field, a column for each kind of callers.
fn text(table: &AccessTable) -> String {
    let mut lines = vec![vec![String::new()]];
    lines[0].extend(table.callers.iter().map(name));
    for row in &table.rows {
        let what = match &row.field {
            None => row.coordinate.clone(),
            Some(field) => format!("  {field} by {}", row.coordinate),
        };
        let verdicts = row.verdicts.iter().map(word);
        lines.push(std::iter::once(what).chain(verdicts).collect());
    }
    let mut widths = vec![0; table.callers.len() + 1];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for line in lines {
        let cells = line.iter().zip(&widths);
        let cells: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn name(caller: &Caller) -> String {
    match caller {
        Caller::ApiKey => "API key".to_owned(),
        Caller::User(provider) => provider.name().to_owned(),
        Caller::Member {
            provider,
            claim,
            group,
        } => {
            let group = group.as_deref().unwrap_or("another");
            format!("{} {claim}: {group}", provider.name())
        }
        Caller::SignedIn => "signed in".to_owned(),
        Caller::Guest => "guest".to_owned(),
        Caller::Lambda => "Lambda authorizer".to_owned(),
        Caller::Admin => "admin role".to_owned(),
        Caller::IamCaller => "IAM".to_owned(),
    }
}

fn word(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Allowed => "yes".to_owned(),
        Verdict::Filtered(fields) => format!("if in {}", fields.join(" or ")),
        Verdict::Denied => "no".to_owned(),
    }
}
