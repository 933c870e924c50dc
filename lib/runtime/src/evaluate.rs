//! Resolver code evaluated on its own, without an API: what AppSync's operations `EvaluateCode` and
//! `EvaluateMappingTemplate` do.
//!
//! ```
//! use appsynth_runtime::evaluate::{Evaluator, read_context};
//! use appsynth_util::Host;
//!
//! let context = read_context(r#"{"arguments": {"id": "1"}}"#).expect("a JSON object");
//! let answer = Evaluator::new(Host::system())
//!     .template(r#"{"id": "$ctx.args.id"}"#, &context)
//!     .expect("a valid template");
//! assert_eq!(answer.evaluation_result.as_deref(), Some(r#"{"id": "1"}"#));
//! ```

mod answer;
mod context;

use appsynth_diagnostics::{Diagnostics, SourceId};
use appsynth_js::{Engine, EngineOptions};
use appsynth_util::{Context, Half, Host};
use appsynth_vtl::Template;

pub use answer::{Answer, AnswerError, CodeError, CodeErrorLocation};
pub use context::{InvalidContext, read_context};

/// Evaluates code and templates. Threads of the JavaScript engine start with the first code.
#[derive(Debug)]
pub struct Evaluator {
    engine: Engine,
    host: Host,
}

impl Evaluator {
    /// An evaluator with this clock and these random numbers.
    pub fn new(host: Host) -> Self {
        Self {
            engine: Engine::new(EngineOptions::new(host.clone())),
            host,
        }
    }

    /// Runs a half of APPSYNC_JS code and blocks the thread until it is done.
    ///
    /// An error that ends the evaluation is part of the answer.
    ///
    /// # Errors
    /// If AppSync would refuse the code.
    pub fn code(&self, code: &str, half: Half, context: Context) -> Result<Answer, Refused> {
        let module = self
            .engine
            .compile("code.js", code)
            .map_err(|error| Refused {
                answer: Box::new(Answer::refused_code(&error, code)),
                mistakes: Mistakes::Code(error),
            })?;
        let evaluation = module.evaluate_blocking(half, &context);
        Ok(Answer::of_code(evaluation, &context))
    }

    /// Evaluates a mapping template. Its result is its text, also if that is not JSON.
    ///
    /// # Errors
    /// If the template is not valid.
    pub fn template(&self, template: &str, context: &Context) -> Result<Answer, Refused> {
        let template = Template::compile(template).map_err(|error| Refused {
            answer: Box::new(Answer::refused_template(&error)),
            mistakes: Mistakes::Template(error),
        })?;
        let rendered = template.render(context, &self.host);
        Ok(Answer::of_template(rendered, context))
    }
}

/// Why code or a template was not evaluated: its mistakes.
#[derive(Debug, thiserror::Error)]
#[error("{}", match mistakes {
    Mistakes::Code(error) => error.to_string(),
    Mistakes::Template(error) => error.to_string(),
})]
pub struct Refused {
    mistakes: Mistakes,
    /// What AppSync answers.
    pub answer: Box<Answer>,
}

#[derive(Debug)]
enum Mistakes {
    Code(appsynth_js::CodeError),
    Template(appsynth_vtl::SyntaxError),
}

impl Refused {
    /// The mistakes, in the source that the code or template is.
    pub fn diagnostics(&self, source: SourceId) -> Diagnostics {
        match &self.mistakes {
            Mistakes::Code(error) => error.diagnostics(source),
            Mistakes::Template(error) => error.to_diagnostic(source).into(),
        }
    }
}
