//! The code that tests run: files beside them.

use appsynth_bundle::Bundle;
use appsynth_js::Engine;
use appsynth_runtime::{Code, CompiledCode};
use appsynth_util::Half;

use crate::{Coverage, TestError};

/// Code that can run, and the files it was made of.
pub(crate) struct Loaded {
    pub(crate) code: CompiledCode,
    from: From,
}

enum From {
    Bundle(Bundle),
    /// Templates, whose names begin with this path.
    Templates(String),
}

/// Code as AppSync takes it.
pub(crate) enum Text<'l> {
    /// A module.
    Code(&'l str),
    /// A mapping template.
    Template(&'l str),
}

const REQUEST_ENDING: &str = ".req.vtl";
const RESPONSE_ENDING: &str = ".res.vtl";

/// Finds and compiles the code of a name beside a test; `None` if there is none.
pub(crate) fn load(
    folder: &str,
    name: &str,
    engine: &Engine,
    file: &impl Fn(&str) -> Option<String>,
) -> Result<Option<Loaded>, TestError> {
    let path = |ending: &str| format!("{folder}{name}{ending}");
    for ending in [".js", ".ts"] {
        let path = path(ending);
        if file(&path).is_some() {
            let bundle = appsynth_bundle::bundle(&path, file)
                .map_err(|error| refused(&path, error.to_string()))?;
            return Ok(Some(Loaded {
                code: compile(&Code::Js(bundle.code.clone()), &path, engine)?,
                from: From::Bundle(bundle),
            }));
        }
    }
    let (request, response) = (file(&path(REQUEST_ENDING)), file(&path(RESPONSE_ENDING)));
    if request.is_none() && response.is_none() {
        return Ok(None);
    }
    Ok(Some(Loaded {
        code: compile(&Code::Vtl { request, response }, &path(""), engine)?,
        from: From::Templates(path("")),
    }))
}

impl Loaded {
    /// Lets templates count what runs. Modules do if their engine was asked to.
    pub(crate) fn measure(&mut self) {
        if let CompiledCode::Vtl { request, response } = &mut self.code {
            for template in [request, response].into_iter().flatten() {
                template.measure();
            }
        }
    }

    /// What AWS is given to evaluate a half; nothing if there is no code for it.
    pub(crate) fn text(&self, half: Half) -> Option<Text<'_>> {
        match (&self.code, &self.from) {
            (CompiledCode::Js(module), From::Bundle(bundle)) => {
                module.exports(half).then_some(Text::Code(&bundle.code))
            }
            (CompiledCode::Vtl { request, response }, _) => {
                let template = match half {
                    Half::Request => request,
                    Half::Response => response,
                };
                Some(Text::Template(template.as_ref()?.source()))
            }
            _ => None,
        }
    }

    /// A message that begins with a place, with the one in the files as they were written; none if they are
    /// the code itself.
    pub(crate) fn in_files(&self, message: &str) -> Option<String> {
        let From::Bundle(bundle) = &self.from else {
            return None;
        };
        bundle.source_map()?;
        Some(bundle.error_in_files(message)).filter(|told| told != message)
    }

    /// Adds what ran, by the lines of the files.
    pub(crate) fn covered(&self, coverage: &mut Coverage) {
        match (&self.code, &self.from) {
            (CompiledCode::Js(module), From::Bundle(bundle)) => {
                for one in module.covered() {
                    if let Some(place) = bundle.original(one.line, one.column) {
                        coverage.add(place.path, place.line, one.count);
                    }
                }
            }
            (CompiledCode::Vtl { request, response }, From::Templates(path)) => {
                for (template, ending) in [(request, REQUEST_ENDING), (response, RESPONSE_ENDING)] {
                    for one in template.iter().flat_map(|template| template.covered()) {
                        coverage.add(&format!("{path}{ending}"), one.line, one.count);
                    }
                }
            }
            _ => {}
        }
    }
}

fn compile(code: &Code, path: &str, engine: &Engine) -> Result<CompiledCode, TestError> {
    CompiledCode::compile(code, path, engine).map_err(|problems| {
        let said = problems.iter().map(|problem| {
            let places = problem.notes.iter().map(|note| format!(" ({note})"));
            format!("{}{}", problem.message, places.collect::<String>())
        });
        refused(path, said.collect::<Vec<_>>().join("; "))
    })
}

fn refused(path: &str, message: String) -> TestError {
    TestError::Code {
        path: path.to_owned(),
        message,
    }
}
