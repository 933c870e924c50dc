//! Resolver code, whichever language it is in.

use appsynth_diagnostics::{Diagnostics, Sources};
use appsynth_js::{Engine, Evaluator, Module};
use appsynth_util::{Context, Evaluation, Half, Host};
use appsynth_vtl::Template;
use serde_json::Value;

use crate::{Code, diagnostics};

/// The code of a resolver or function, ready to run. The engines are known here only.
pub enum CompiledCode {
    /// Mapping templates.
    Vtl {
        /// The request half.
        request: Option<Box<Template>>,
        /// The response half.
        response: Option<Box<Template>>,
    },
    /// A module.
    Js(Module),
    /// None: what is around it passes through.
    Direct,
}

impl CompiledCode {
    /// Compiles code; `label` names it in what is said about mistakes.
    ///
    /// # Errors
    /// Every mistake in it, with its place in words.
    pub fn compile(code: &Code, label: &str, engine: &Engine) -> Result<Self, Diagnostics> {
        match code {
            Code::Direct => Ok(Self::Direct),
            Code::Vtl { request, response } => {
                let mut problems = Diagnostics::new();
                let mut half = |template: &Option<String>, half: &str| {
                    let text = template.as_deref()?;
                    template_of(text, &format!("{label} ({half})"), &mut problems).map(Box::new)
                };
                let compiled = Self::Vtl {
                    request: half(request, "request template"),
                    response: half(response, "response template"),
                };
                if problems.is_empty() {
                    Ok(compiled)
                } else {
                    Err(problems)
                }
            }
            Code::Js(text) => engine.compile(label, text).map(Self::Js).map_err(|error| {
                let mut sources = Sources::new();
                let id = sources.add(label, text.as_str());
                diagnostics::places_in_words(error.diagnostics(id), &sources)
            }),
        }
    }

    /// Whether there is code for a half.
    pub(crate) fn has(&self, half: Half) -> bool {
        match self {
            Self::Vtl { request, response } => match half {
                Half::Request => request.is_some(),
                Half::Response => response.is_some(),
            },
            Self::Js(module) => module.exports(half),
            Self::Direct => false,
        }
    }

    /// Whether a half can see a member of its context.
    pub(crate) fn sees(&self, half: Half, member: &str) -> bool {
        match self {
            Self::Js(module) => module.sees(half, member),
            Self::Vtl { .. } | Self::Direct => true,
        }
    }

    /// What the response half gives, if that is known without running it; what is of the previous function's or the
    /// data source's result is moved out of the context.
    pub(crate) fn take_response(&self, context: &mut Context) -> Option<Value> {
        match self {
            Self::Js(module) => module.take_response(context),
            Self::Vtl { .. } | Self::Direct => None,
        }
    }

    pub(crate) fn is_vtl(&self) -> bool {
        matches!(self, Self::Vtl { .. })
    }

    /// Whether some of it may need a thread of the JavaScript engine.
    pub(crate) fn needs_engine(&self) -> bool {
        match self {
            Self::Js(module) => module.needs_engine(),
            Self::Vtl { .. } | Self::Direct => false,
        }
    }

    /// Runs a half; `None` if there is no code for it. JavaScript is run by the evaluator on whose thread this is
    /// called; without one, the thread is blocked until it is done.
    pub(crate) fn evaluate(
        &self,
        half: Half,
        context: &Context,
        host: &Host,
        evaluator: Option<&mut Evaluator<'_>>,
    ) -> Option<Evaluation> {
        match self {
            Self::Js(module) if module.exports(half) => Some(match evaluator {
                Some(evaluator) => evaluator.evaluate(module, half, context),
                None => module.evaluate_blocking(half, context),
            }),
            _ => self.evaluate_template(half, context, host),
        }
    }

    /// Runs a half and blocks the thread until it is done; `None` if there is no code for it.
    pub fn evaluate_blocking(
        &self,
        half: Half,
        context: &Context,
        host: &Host,
    ) -> Option<Evaluation> {
        self.evaluate(half, context, host, None)
    }

    fn evaluate_template(&self, half: Half, context: &Context, host: &Host) -> Option<Evaluation> {
        let Self::Vtl { request, response } = self else {
            return None;
        };
        let template = match half {
            Half::Request => request,
            Half::Response => response,
        };
        let template = template.as_ref()?;
        Some(template.evaluate(context, host))
    }
}

fn template_of(text: &str, label: &str, problems: &mut Diagnostics) -> Option<Template> {
    match Template::compile(text) {
        Ok(template) => Some(template),
        Err(error) => {
            let mut sources = Sources::new();
            let id = sources.add(label, text);
            problems.extend(diagnostics::places_in_words(
                error.to_diagnostic(id).into(),
                &sources,
            ));
            None
        }
    }
}
