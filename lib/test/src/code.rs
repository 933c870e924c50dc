//! The code that tests run.

use appsynth_js::{Engine, Module};
use appsynth_util::{Context, Evaluation, Half, Host};
use appsynth_vtl::Template;

use crate::TestError;

/// Compiled code of a resolver or function.
pub(crate) enum Code {
    Js(Module),
    Vtl {
        request: Option<Box<Template>>,
        response: Option<Box<Template>>,
    },
}

impl Code {
    /// Finds and compiles the code of a name beside a test; `None` if there is none.
    pub(crate) fn load(
        folder: &str,
        name: &str,
        engine: &Engine,
        file: &impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>, TestError> {
        let path = |ending: &str| format!("{folder}{name}{ending}");
        for ending in [".js", ".ts"] {
            let path = path(ending);
            if file(&path).is_some() {
                let module = module(&path, engine, file)?;
                return Ok(Some(Self::Js(module)));
            }
        }
        let half = |ending: &str| {
            let path = path(ending);
            let template = file(&path).map(|text| {
                Template::compile(&text)
                    .map(Box::new)
                    .map_err(|error| TestError::Code {
                        path,
                        message: error.to_string(),
                    })
            });
            template.transpose()
        };
        let (request, response) = (half(".req.vtl")?, half(".res.vtl")?);
        if request.is_none() && response.is_none() {
            return Ok(None);
        }
        Ok(Some(Self::Vtl { request, response }))
    }

    /// Runs a half; `None` if the code has none.
    pub(crate) fn evaluate(
        &self,
        half: Half,
        context: &Context,
        host: &Host,
    ) -> Option<Evaluation> {
        match self {
            Self::Js(module) => module
                .exports(half)
                .then(|| module.evaluate_blocking(half, context.clone())),
            Self::Vtl { request, response } => {
                let template = match half {
                    Half::Request => request,
                    Half::Response => response,
                };
                template
                    .as_ref()
                    .map(|template| template.evaluate(context, host))
            }
        }
    }
}

fn module(
    path: &str,
    engine: &Engine,
    file: &impl Fn(&str) -> Option<String>,
) -> Result<Module, TestError> {
    let refused = |message: String| TestError::Code {
        path: path.to_owned(),
        message,
    };
    let bundle = appsynth_bundle::bundle(path, file).map_err(|error| refused(error.to_string()))?;
    engine
        .compile(path, &bundle.code)
        .map_err(|error| refused(error.to_string()))
}
