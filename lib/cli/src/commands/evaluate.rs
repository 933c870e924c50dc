//! `appsynth evaluate`

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, stdin};
use std::path::Path;

use appsynth_bundle::Bundle;
use appsynth_diagnostics::Sources;
use appsynth_runtime::evaluate::{Answer, Evaluator, Refused, read_context};
use appsynth_util::{Context, Half, Host};
use serde::Serialize;
use serde_json::Value;

use crate::CliError;
use crate::args::{Evaluate, Handler};
use crate::output::Output;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    #[serde(flatten)]
    answer: &'a Answer,
}

pub(crate) fn run(arguments: &Evaluate, output: &Output) -> Result<(), CliError> {
    let context = context(arguments.context.as_deref())?;
    let evaluator = Evaluator::new(Host::system());
    let (path, text, evaluated) = match (&arguments.subject.code, &arguments.subject.template) {
        (Some(path), _) => {
            let bundle = bundle(path)?;
            let code = bundle.code.clone();
            let half = match arguments.function {
                None | Some(Handler::Request) => Half::Request,
                Some(Handler::Response) => Half::Response,
            };
            let evaluated = evaluator.code(&code, half, context);
            if let Ok(answer) = evaluated {
                return show(&answer, output, |text| in_files(text, path, &bundle));
            }
            (path, code, evaluated)
        }
        (None, Some(path)) => {
            let template = read(path)?;
            let evaluated = evaluator.template(&template, &context);
            (path, template, evaluated)
        }
        (None, None) => unreachable!("invariant: the arguments name one of both"),
    };
    let place = |text: &str| in_file(text, path);
    match evaluated {
        Ok(answer) => show(&answer, output, place),
        Err(refused) if output.is_json() => show(&refused.answer, output, place),
        Err(refused) => Err(mistakes(&refused, path, text)),
    }
}

/// One module of a file and those it imports.
fn bundle(path: &Path) -> Result<Bundle, CliError> {
    let entry = path.display().to_string();
    let mut sources = Sources::new();
    let mut ids = BTreeMap::new();
    read(path)?;
    let bundled = appsynth_bundle::bundle(&entry, |file| {
        let text = fs::read_to_string(file).ok()?;
        ids.insert(file.to_owned(), sources.add(file, text.as_str()));
        Some(text)
    });
    bundled.map_err(|error| CliError::Mistakes {
        diagnostics: error.diagnostics(|file| ids.get(file).copied()),
        sources: Box::new(sources),
        consequence: "nothing was evaluated",
    })
}

/// A message or log line with the place in the user's files, where AppSync calls all code `code.js`.
fn in_files(text: &str, path: &Path, bundle: &Bundle) -> String {
    match bundle.source_map() {
        Some(map) => map.in_files(text),
        None => in_file(text, path),
    }
}

fn in_file(text: &str, path: &Path) -> String {
    text.replacen("code.js:", &format!("{}:", path.display()), 1)
}

fn context(path: Option<&Path>) -> Result<Context, CliError> {
    let Some(path) = path else {
        return Ok(Context::default());
    };
    let text = if path == Path::new("-") {
        let mut text = String::new();
        stdin()
            .read_to_string(&mut text)
            .map_err(CliError::io("read", Path::new("standard input")))?;
        text
    } else {
        read(path)?
    };
    read_context(&text).map_err(|source| CliError::Context {
        path: path.to_owned(),
        source,
    })
}

fn read(path: &Path) -> Result<String, CliError> {
    fs::read_to_string(path).map_err(CliError::io("read", path))
}

fn mistakes(refused: &Refused, path: &Path, text: String) -> CliError {
    let mut sources = Sources::new();
    let source = sources.add(path.display().to_string(), text);
    CliError::Mistakes {
        diagnostics: refused.diagnostics(source),
        sources: Box::new(sources),
        consequence: "nothing was evaluated",
    }
}

/// Shows an answer: the result as such, what else there is beside it.
fn show(answer: &Answer, output: &Output, place: impl Fn(&str) -> String) -> Result<(), CliError> {
    for line in &answer.logs {
        output.note(&place(line));
    }
    if let Some(stash) = answer.stash.as_deref().filter(|stash| *stash != "{}") {
        output.note(&format!("stash: {}", legible(stash)));
    }
    if let Some(errors) = answer.out_errors.as_deref().filter(|list| *list != "[]") {
        output.note(&format!("appended errors: {}", legible(errors)));
    }
    let document = Document { format: 1, answer };
    if let Some(error) = &answer.error {
        let mut message = place(&error.message);
        if let Some(error_type) = &error.error_type {
            message.push_str(&format!(" ({error_type})"));
        }
        let document = serde_json::to_value(document)
            .expect("invariant: texts, numbers and lists have a JSON form");
        return Err(CliError::Evaluation { message, document });
    }
    if output.is_json() {
        output.json(&document);
    } else {
        output.result(&legible(
            answer.evaluation_result.as_deref().unwrap_or_default(),
        ));
    }
    Ok(())
}

/// JSON on several lines; another text as it is.
fn legible(text: &str) -> String {
    serde_json::from_str::<Value>(text).map_or_else(|_| text.to_owned(), |json| format!("{json:#}"))
}
