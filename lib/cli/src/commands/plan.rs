//! `appsynth show plan` and `appsynth show resolvers FIELD`: what the directives of a schema come to.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use appsynth_assembly::Assembly;
use appsynth_diagnostics::near_name;
use indexmap::IndexSet;
use serde_json::{Value, json};

use crate::CliError;
use crate::output::Output;
use crate::project::MadeAssembly;
use crate::reader;
use crate::templates::templates;

/// The plan: all of it, or what it has for a model or a field.
pub(crate) fn show(
    made: &MadeAssembly,
    subject: Option<&str>,
    output: &Output,
) -> Result<(), CliError> {
    let plan = read(&made.assembly)?.ok_or(CliError::NoPlan)?;
    let plan = match subject {
        Some(subject) => part(plan, subject)?,
        None => plan,
    };
    if output.is_json() {
        output.document(&plan);
        return Ok(());
    }
    let mut text = String::from("tables\n");
    for (model, table) in members(&plan["tables"]) {
        writeln!(text, "  {model}  {}", keys(table)).expect("invariant: a string takes everything");
        for (name, index) in members(&table["indexes"]) {
            writeln!(text, "    {name}  {}", keys(index))
                .expect("invariant: a string takes everything");
        }
    }
    text.push_str("\ndata sources\n");
    for (name, kind) in members(&plan["sources"]) {
        writeln!(text, "  {name}  {}", word(kind)).expect("invariant: a string takes everything");
    }
    text.push_str("\nresolvers");
    for (field, steps) in members(&plan["resolvers"]) {
        write!(
            text,
            "\n  {field}\n{}",
            table(&planned(&plan, field, steps), 4)
        )
        .expect("invariant: a string takes everything");
    }
    output.result(text.trim_end());
    Ok(())
}

/// What a plan has for a model (its table, and the resolvers that ask it or are of its fields,
/// with their functions) or for a field.
fn part(mut plan: Value, subject: &str) -> Result<Value, CliError> {
    let is_model = plan["tables"].get(subject).is_some();
    if !is_model && plan["resolvers"].get(subject).is_none() {
        let known = ["tables", "resolvers"];
        let known: IndexSet<String> = known
            .iter()
            .flat_map(|key| members(&plan[*key]))
            .map(|(name, _)| name.clone())
            .collect();
        return Err(CliError::NotPlanned {
            subject: subject.to_owned(),
            instead: instead(subject, &known),
        });
    }
    let source_of_table = format!("the table of {subject}");
    let functions = |steps: &Value| -> BTreeSet<String> {
        let steps = steps.as_array().into_iter().flatten();
        steps.map(|step| word(&step[1]).to_owned()).collect()
    };
    let source = |function: &String| word(&plan["functions"][function]["source"]).to_owned();
    let asks_table = |function: &String| plan["sources"][source(function)] == *source_of_table;
    let is_shown = |field: &String, steps: &Value| match is_model {
        true => {
            field.split_once('.').is_some_and(|(of, _)| of == subject)
                || functions(steps).iter().any(asks_table)
        }
        false => field == subject,
    };
    let mut shown = BTreeSet::new();
    let mut used = BTreeSet::new();
    for (field, steps) in members(&plan["resolvers"]) {
        if is_shown(field, steps) {
            shown.insert(field.clone());
            used.extend(functions(steps));
        }
    }
    let sources: BTreeSet<String> = used.iter().map(source).collect();
    keep(&mut plan["resolvers"], |field| shown.contains(field));
    if let Some(around) = plan.get_mut("around") {
        keep(around, |field| shown.contains(field));
    }
    keep(&mut plan["functions"], |function| used.contains(function));
    keep(&mut plan["sources"], |source| sources.contains(source));
    keep(&mut plan["tables"], |table| is_model && table == subject);
    Ok(plan)
}

fn keep(object: &mut Value, is_kept: impl Fn(&str) -> bool) {
    if let Some(members) = object.as_object_mut() {
        members.retain(|name, _| is_kept(name));
    }
}

/// The pipeline of a field.
pub(crate) fn show_resolver(
    made: &MadeAssembly,
    field: &str,
    output: &Output,
) -> Result<(), CliError> {
    let plan = read(&made.assembly)?.unwrap_or_default();
    let templates = templates(&made.assembly, output)?;
    let steps = match &plan["resolvers"][field] {
        Value::Null => declared(&templates, &plan, field),
        steps => Some(planned(&plan, field, steps)),
    };
    let Some(steps) = steps else {
        let planned = members(&plan["resolvers"]).map(|(field, _)| field.clone());
        let fields: IndexSet<String> = planned.chain(resolvers(&templates)).collect();
        return Err(CliError::UnknownResolver {
            field: field.to_owned(),
            instead: instead(field, &fields),
        });
    };
    if output.is_json() {
        let steps: Vec<Value> = steps.iter().map(Step::json).collect();
        output.json(&json!({ "format": 1, "field": field, "steps": steps }));
    } else {
        output.result(&format!("{field}\n{}", table(&steps, 2).trim_end()));
    }
    Ok(())
}

/// What there is in place of a field that has no resolver.
fn instead(field: &str, known: &IndexSet<String>) -> String {
    const LISTED: usize = 20;
    let (type_name, name) = field.split_once('.').unwrap_or((field, ""));
    let coordinates = || known.iter().filter_map(|one| one.split_once('.'));
    let siblings = coordinates().filter(|(of, _)| *of == type_name);
    let siblings: Vec<&str> = siblings.map(|(_, sibling)| sibling).collect();
    if let Some(near) = near_name(name, siblings.iter().copied()) {
        return format!("there is a similar one: `{type_name}.{near}`");
    }
    match siblings.len() {
        0 => match near_name(field, known.iter().map(String::as_str)) {
            Some(near) => format!("there is a similar one: `{near}`"),
            None => {
                let types: BTreeSet<&str> = coordinates().map(|(of, _)| of).collect();
                let types: Vec<String> = types.iter().map(|one| format!("`{one}`")).collect();
                format!("there are resolvers for fields of {}", types.join(", "))
            }
        },
        1..=LISTED => format!("those of `{type_name}` are `{}`", siblings.join("`, `")),
        _ => "`show plan` lists all of them".to_owned(),
    }
}

/// A function of a pipeline.
#[derive(Debug)]
struct Step {
    /// Such as `postAuth.1`.
    place: String,
    function: String,
    source: String,
    language: String,
    /// Whose code it is.
    code: String,
    /// Where the assembly lists it, if it does.
    files: Vec<String>,
}

impl Step {
    fn cells(&self) -> [&str; 5] {
        [
            &self.place,
            &self.function,
            &self.source,
            &self.language,
            &self.code,
        ]
    }

    fn json(&self) -> Value {
        json!({
            "place": self.place,
            "function": self.function,
            "source": self.source,
            "language": self.language,
            "code": self.code,
            "files": self.files,
        })
    }
}

fn read(assembly: &Assembly) -> Result<Option<Value>, CliError> {
    let path = assembly.dir.join("plan.json");
    let Some(text) = reader::text_if_there(&path)? else {
        return Ok(None);
    };
    let plan = serde_json::from_str(&text);
    plan.map(Some).map_err(|error| CliError::Io {
        operation: "understand",
        path,
        source: error.into(),
    })
}

fn planned(plan: &Value, field: &str, steps: &Value) -> Vec<Step> {
    let steps = steps.as_array().into_iter().flatten();
    let steps = steps.filter_map(|step| planned_step(plan, word(&step[0]), word(&step[1])));
    steps.chain(own_response(plan, field)).collect()
}

/// The response of the resolver itself, if it is the user's.
fn own_response(plan: &Value, field: &str) -> Option<Step> {
    let files = plan["around"][field].as_array()?;
    let files: Vec<&str> = files.iter().map(word).collect();
    Some(Step {
        place: "response".to_owned(),
        function: String::new(),
        source: String::new(),
        language: "VTL".to_owned(),
        code: files.join(", "),
        files: Vec::new(),
    })
}

/// A function of the plan at a place of a pipeline.
fn planned_step(plan: &Value, place: &str, name: &str) -> Option<Step> {
    let function = plan["functions"].get(name)?;
    let is_js = word(&function["files"][0]).ends_with(".js");
    let own = function["from"].as_array().into_iter().flatten();
    let own: Vec<&str> = own.map(word).collect();
    let files = function["files"].as_array().into_iter().flatten();
    let files: Vec<String> = files
        .map(|file| format!("resolvers/{}", word(file)))
        .collect();
    let is_shared = |file: &String| file.starts_with("resolvers/functions/");
    Some(Step {
        place: place.to_owned(),
        function: name.to_owned(),
        source: word(&function["source"]).to_owned(),
        language: if is_js { "APPSYNC_JS" } else { "VTL" }.to_owned(),
        code: match files.first().filter(|file| is_shared(file)) {
            _ if !own.is_empty() => own.join(", "),
            Some(file) => format!("generated, in {file}"),
            None => "generated".to_owned(),
        },
        files,
    })
}

/// The steps of a resolver that no directive makes, from the template that has it. Those that run around the
/// user's own are functions of the plan.
fn declared(templates: &[Value], plan: &Value, field: &str) -> Option<Vec<Step>> {
    let (template, resolver) = templates.iter().find_map(|template| {
        let resources = members(&template["Resources"]);
        let mut resolvers = resources.filter(|(_, one)| is_resolver(one));
        let (_, found) = resolvers.find(|(_, one)| coordinate(one) == field)?;
        Some((template, &found["Properties"]))
    })?;
    let Some(functions) = resolver["PipelineConfig"]["Functions"].as_array() else {
        return Some(vec![step(template, "data", resolver, "")]);
    };
    let steps = (1..).zip(functions).map(|(number, function): (u32, _)| {
        let id = word(&function["Fn::GetAtt"][0]);
        let function = &template["Resources"][id]["Properties"];
        let (place, name) = (number.to_string(), word(&function["Name"]));
        planned_step(plan, &place, name).unwrap_or_else(|| step(template, &place, function, name))
    });
    Some(steps.collect())
}

fn step(template: &Value, place: &str, properties: &Value, name: &str) -> Step {
    let source = word(&properties["DataSourceName"]["Fn::GetAtt"][0]);
    let source = &template["Resources"][source]["Properties"]["Name"];
    let is_js = properties["Runtime"].is_object();
    // The template itself, or where it lies.
    let is_vtl = ["RequestMappingTemplate", "RequestMappingTemplateS3Location"]
        .iter()
        .any(|property| !properties[*property].is_null());
    let language = match (is_js, is_vtl) {
        (true, _) => "APPSYNC_JS",
        (false, true) => "VTL",
        (false, false) => "none",
    };
    Step {
        place: place.to_owned(),
        function: name.to_owned(),
        source: word(source).to_owned(),
        language: language.to_owned(),
        code: "the project's".to_owned(),
        files: Vec::new(),
    }
}

fn resolvers(templates: &[Value]) -> impl Iterator<Item = String> {
    let resources = templates.iter().flat_map(|one| members(&one["Resources"]));
    resources
        .filter(|(_, resource)| is_resolver(resource))
        .map(|(_, resource)| coordinate(resource))
}

fn is_resolver(resource: &Value) -> bool {
    resource["Type"] == "AWS::AppSync::Resolver"
}

fn coordinate(resolver: &Value) -> String {
    let properties = &resolver["Properties"];
    format!(
        "{}.{}",
        word(&properties["TypeName"]),
        word(&properties["FieldName"])
    )
}

/// Steps one below the other, in columns.
fn table(steps: &[Step], indent: usize) -> String {
    let rows: Vec<[&str; 5]> = steps.iter().map(Step::cells).collect();
    let mut widths = [0; 5];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(widths);
        let cells: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        let line = cells.join("  ");
        text.push_str(&" ".repeat(indent));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn keys(table: &Value) -> String {
    let keys = table["keys"].as_array().into_iter().flatten();
    keys.map(word).collect::<Vec<_>>().join(", ")
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
