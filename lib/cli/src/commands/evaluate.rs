//! `appsynth evaluate`

mod module;

use std::io::{Read as _, stdin};
use std::path::Path;

use appsynth_bundle::Bundle;
use appsynth_diagnostics::{Diagnostics, Sources};
use appsynth_runtime::evaluate::{Answer, Evaluator, read_context};
use appsynth_util::{Context, Half, Host};
use serde::Serialize;
use serde_json::Value;

use crate::CliError;
use crate::args::{Evaluate, Handler};
use crate::output::Output;
use crate::reader;
use module::Module;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    #[serde(flatten)]
    answer: &'a Answer,
}

pub(crate) fn run(arguments: &Evaluate, output: &Output) -> Result<(), CliError> {
    let context = context(arguments.context.as_deref())?;
    let evaluator = Evaluator::new(Host::system());
    match (&arguments.subject.code, &arguments.subject.template) {
        (Some(path), _) => {
            let half = match arguments.function {
                None | Some(Handler::Request) => Half::Request,
                Some(Handler::Response) => Half::Response,
            };
            let module = match Module::load(path) {
                Ok(module) => module,
                // What cannot be read is refused by AppSync with its first mistake.
                Err(mistakes @ CliError::Mistakes { .. }) if output.is_json() && is_plain(path) => {
                    return match evaluator.code(&reader::text(path)?, half, context) {
                        Err(refused) => show(&refused.answer, output, None),
                        Ok(_) => Err(mistakes),
                    };
                }
                Err(error) => return Err(error),
            };
            match evaluator.code(&module.bundle.code, half, context) {
                Ok(answer) => show(&answer, output, Some(&module.bundle)),
                Err(refused) if output.is_json() => show(&refused.answer, output, None),
                Err(refused) => Err(module.mistakes(&refused)),
            }
        }
        (None, Some(path)) => {
            let template = reader::text(path)?;
            match evaluator.template(&template, &context) {
                Ok(answer) => show(&answer, output, None),
                Err(refused) if output.is_json() => show(&refused.answer, output, None),
                Err(refused) => {
                    let mut sources = Sources::new();
                    let source = sources.add(path.display().to_string(), template);
                    Err(mistakes(refused.diagnostics(source), sources))
                }
            }
        }
        (None, None) => unreachable!("invariant: the arguments name one of both"),
    }
}

/// Whether a file is for AppSync as it is.
fn is_plain(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "js")
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
        reader::text(path)?
    };
    read_context(&text).map_err(|source| CliError::Context {
        path: path.to_owned(),
        source,
    })
}

fn mistakes(diagnostics: Diagnostics, sources: Sources) -> CliError {
    CliError::Mistakes {
        diagnostics,
        sources: Box::new(sources),
        consequence: "nothing was evaluated",
    }
}

/// Shows an answer: the result as such, what else there is beside it. People are told places in the files
/// that the code was made of.
fn show(answer: &Answer, output: &Output, bundle: Option<&Bundle>) -> Result<(), CliError> {
    for line in &answer.logs {
        match bundle {
            Some(bundle) => output.note(&bundle.log_in_files(line)),
            None => output.note(line),
        }
    }
    if let Some(stash) = answer.stash.as_deref().filter(|stash| *stash != "{}") {
        output.note(&format!("stash: {}", legible(stash)));
    }
    if let Some(errors) = answer.out_errors.as_deref().filter(|list| *list != "[]") {
        output.note(&format!("appended errors: {}", legible(errors)));
    }
    let document = Document { format: 1, answer };
    if let Some(error) = &answer.error {
        let mut message = match bundle {
            Some(bundle) if error.has_place => bundle.error_in_files(&error.message),
            _ => error.message.clone(),
        };
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
