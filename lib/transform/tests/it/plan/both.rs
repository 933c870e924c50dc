//! A generated half in both languages.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use appsynth_js::{Engine, EngineOptions, Module};
use appsynth_program::{Half, null, print, return_};
use appsynth_transform::plan::{Code, HalfCode};
use appsynth_util::{Context, Evaluation, FieldError, Host, Outcome};
use appsynth_vtl::Template;
use serde_json::Value;

fn host() -> Host {
    Host::standing_still(1_767_225_600_000, [7; 16])
}

/// Engines that evaluate plain code themselves, and that leave it to QuickJS.
static ENGINES: LazyLock<[Engine; 2]> = LazyLock::new(|| {
    [true, false].map(|plain| {
        Engine::new(EngineOptions {
            plain,
            ..EngineOptions::new(host())
        })
    })
});

/// Everything compiled so far. Most halves are the same in many plans.
static COMPILED: LazyLock<Mutex<HashMap<Half, &'static Both>>> = LazyLock::new(Mutex::default);

/// The generated halves of a function: request and response.
pub(crate) fn halves(code: &Code) -> [&Half; 2] {
    match code {
        Code::Halves {
            request: HalfCode::Generated(request),
            response: HalfCode::Generated(response),
        } => [request, response],
        other => panic!("not generated: {other:?}"),
    }
}

/// A half in both languages.
pub(crate) struct Both {
    vtl: (String, Template),
    js: (String, [Module; 2]),
}

impl Both {
    /// The half in both languages; the same for equal halves.
    pub(crate) fn of(half: &Half) -> &'static Self {
        // A panic in here comes before anything is inserted.
        let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = compiled.get(half) {
            return known;
        }
        let both = Box::leak(Box::new(Self::compile(half)));
        compiled.insert(half.clone(), both);
        both
    }

    fn compile(half: &Half) -> Self {
        let vtl = print::vtl(half);
        let js = print::js(half, &Half::new([], return_(null())));
        let template = Template::compile(&vtl).unwrap_or_else(|error| panic!("{error}\n{vtl}"));
        let modules = ENGINES.each_ref().map(|engine| {
            let module = engine.compile("half.js", &js);
            module.unwrap_or_else(|error| panic!("{error:?}\n{js}"))
        });
        Self {
            vtl: (vtl, template),
            js: (js, modules),
        }
    }

    /// The effect that both have in a context, after asserting that it is the same.
    pub(crate) fn evaluation(&self, context: &Context) -> Evaluation {
        self.evaluation_after(context, &mut context.arguments.clone())
    }

    /// The same, where templates before left these arguments to the template.
    pub(crate) fn evaluation_after(&self, context: &Context, handed_on: &mut Value) -> Evaluation {
        let in_templates = Context {
            arguments: handed_on.clone(),
            ..context.clone()
        };
        let mut from_vtl = self.vtl.1.evaluate(&in_templates, &host());
        if let Some(arguments) = from_vtl.arguments.take() {
            *handed_on = arguments;
        }
        let from_vtl = effect(from_vtl, context);
        for module in &self.js.1 {
            let request = appsynth_util::Half::Request;
            let from_js = effect(module.evaluate_blocking(request, context), context);
            assert_eq!(
                from_vtl, from_js,
                "{context:?}\n{}\n{}",
                self.vtl.0, self.js.0
            );
        }
        from_vtl
    }
}

/// Each runtime has log lines of its own, and words of its own for what it cannot do, such as to decode a
/// token that is none. Only a template hands its arguments on. A stash may be told that is
/// as it was.
fn effect(evaluation: Evaluation, context: &Context) -> Evaluation {
    let stash = Some(evaluation.stash_of(context));
    let outcome = match evaluation.outcome {
        Outcome::Error(error) if is_of_engine(&error) => {
            Outcome::Error(FieldError::new("the code fails", "Engine"))
        }
        outcome => outcome,
    };
    Evaluation {
        outcome,
        stash,
        logs: Vec::new(),
        arguments: None,
        ..evaluation
    }
}

fn is_of_engine(error: &FieldError) -> bool {
    matches!(
        error.error_type.as_deref(),
        Some("MappingTemplate" | "Code")
    )
}
