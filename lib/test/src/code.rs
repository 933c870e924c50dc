//! The code that tests run: files beside them.

use appsynth_js::Engine;
use appsynth_runtime::{Code, CompiledCode};

use crate::TestError;

/// Finds and compiles the code of a name beside a test; `None` if there is none.
pub(crate) fn load(
    folder: &str,
    name: &str,
    engine: &Engine,
    file: &impl Fn(&str) -> Option<String>,
) -> Result<Option<CompiledCode>, TestError> {
    let path = |ending: &str| format!("{folder}{name}{ending}");
    for ending in [".js", ".ts"] {
        let path = path(ending);
        if file(&path).is_some() {
            let bundle = appsynth_bundle::bundle(&path, file)
                .map_err(|error| refused(&path, error.to_string()))?;
            return compile(&Code::Js(bundle.code), &path, engine).map(Some);
        }
    }
    let (request, response) = (file(&path(".req.vtl")), file(&path(".res.vtl")));
    if request.is_none() && response.is_none() {
        return Ok(None);
    }
    compile(&Code::Vtl { request, response }, &path(""), engine).map(Some)
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
