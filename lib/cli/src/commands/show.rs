//! `appsynth show STAGE`

use appsynth_assembly::{Assembly, Stack};
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::CliError;
use crate::args::{Show, Stage};
use crate::commands::{access, plan};
use crate::folder::files_below;
use crate::output::Output;
use crate::project::{MadeAssembly, Project};
use crate::reader;
use crate::settings::Settings;
use crate::templates::templates;

pub(crate) fn run(
    arguments: &Show,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    let made = || project.assembly(settings, output);
    let subject = arguments.subject.as_deref();
    let takes_subject = matches!(
        arguments.stage,
        Stage::Plan | Stage::Resolvers | Stage::Template
    );
    if let (false, Some(subject)) = (takes_subject, subject) {
        let stage = arguments.stage.to_possible_value();
        return Err(CliError::NoSubject {
            stage: stage.map_or_else(String::new, |stage| stage.get_name().to_owned()),
            subject: subject.to_owned(),
        });
    }
    match arguments.stage {
        Stage::Config => config(settings, project, output),
        Stage::Auth => access::show(settings, project, output),
        Stage::Schema => schema(&made()?, output),
        Stage::Tree => tree(&made()?.assembly, output),
        Stage::Template => template(&made()?.assembly, subject, output),
        Stage::Plan => plan::show(&made()?, subject, output),
        Stage::Resolvers => match subject {
            Some(field) => plan::show_resolver(&made()?, field, output),
            None => files(&made()?, Some("resolvers"), "resolvers", output),
        },
        Stage::Assembly => files(&made()?, None, "files", output),
    }
}

fn config(settings: &Settings, project: &Project<'_>, output: &Output) -> Result<(), CliError> {
    if settings.app.is_some() {
        return Err(CliError::NeedsProject {
            command: "show config",
        });
    }
    let effective = project.effective_configuration(settings)?;
    if output.is_json() {
        output.document(&effective);
    } else {
        let text = serde_yaml::to_string(&effective)
            .expect("invariant: what was YAML before has a YAML form");
        output.result(&text);
    }
    Ok(())
}

fn schema(made: &MadeAssembly, output: &Output) -> Result<(), CliError> {
    let assembly = &made.assembly;
    let legible = assembly.dir.join("schema.graphql");
    let schema = match reader::text_if_there(&legible)? {
        Some(text) => text,
        // Assemblies of other tools have it in a template only.
        None => {
            let templates = templates(assembly, output)?;
            let schema = templates.iter().find_map(schema_in);
            schema.ok_or(CliError::NoSchema)?.to_owned()
        }
    };
    if output.is_json() {
        output.json(&json!({ "format": 1, "schema": schema, "warnings": made.warnings }));
    } else {
        output.result(&schema);
    }
    Ok(())
}

fn schema_in(template: &Value) -> Option<&str> {
    let resources = template["Resources"].as_object()?;
    resources
        .values()
        .filter(|resource| resource["Type"] == "AWS::AppSync::GraphQLSchema")
        .find_map(|resource| resource["Properties"]["Definition"].as_str())
}

fn tree(assembly: &Assembly, output: &Output) -> Result<(), CliError> {
    let path = assembly.dir.join("tree.json");
    let text = reader::text(&path)?;
    let document: Value = serde_json::from_str(&text).map_err(|error| CliError::Io {
        operation: "understand",
        path,
        source: error.into(),
    })?;
    if output.is_json() {
        output.document(&document);
    } else {
        let mut lines = String::new();
        add_node(&document["tree"], 0, &mut lines);
        output.result(&lines);
    }
    Ok(())
}

fn add_node(node: &Value, depth: usize, lines: &mut String) {
    let id = node["id"].as_str().unwrap_or_default();
    lines.push_str(&"  ".repeat(depth));
    lines.push_str(id);
    if let Some(kind) = node["attributes"]["aws:cdk:cloudformation:type"].as_str() {
        lines.push_str(&format!("  {kind}"));
    }
    lines.push('\n');
    for child in node["children"].as_object().into_iter().flatten() {
        add_node(child.1, depth + 1, lines);
    }
}

fn template(assembly: &Assembly, name: Option<&str>, output: &Output) -> Result<(), CliError> {
    let stack = choose(assembly, name)?;
    // With `--json`, too: another member would make it no template.
    output.result(&stack.template.text);
    Ok(())
}

fn choose<'a>(assembly: &'a Assembly, name: Option<&str>) -> Result<&'a Stack, CliError> {
    let known = || {
        let ids: Vec<_> = assembly
            .stacks
            .iter()
            .map(|stack| stack.id.as_str())
            .collect();
        ids.join(", ")
    };
    match (name, assembly.stacks.as_slice()) {
        (Some(name), _) => assembly.stack(name).ok_or_else(|| CliError::UnknownStack {
            stack: name.to_owned(),
            known: known(),
        }),
        (None, [only]) => Ok(only),
        (None, []) => Err(CliError::NoStacks),
        (None, _) => Err(CliError::WhichStack { known: known() }),
    }
}

/// Lists the files of the assembly, or those of a folder in it.
fn files(
    made: &MadeAssembly,
    folder: Option<&str>,
    key: &str,
    output: &Output,
) -> Result<(), CliError> {
    let dir = &made.assembly.dir;
    let root = folder.map_or_else(|| dir.clone(), |folder| dir.join(folder));
    let paths = files_below(&root)?;
    if output.is_json() {
        output.json(&json!({ "format": 1, key: paths, "warnings": made.warnings }));
        return Ok(());
    }
    for path in paths {
        output.result(&path);
    }
    Ok(())
}
