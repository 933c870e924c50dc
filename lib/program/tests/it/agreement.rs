//! Runs both printings of a half.

use std::sync::LazyLock;

use appsynth_js::{Engine, EngineOptions};
use appsynth_program::{Half, null, print, return_};
use appsynth_util::{Context, Evaluation, Host};
use appsynth_vtl::Template;

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

/// The effect that both printings have in each context, after asserting that it is the same.
pub(crate) fn evaluations(half: &Half, contexts: &[Context]) -> Vec<Evaluation> {
    let vtl = print::vtl(half);
    let js = print::js(half, &Half::new([], return_(null())));
    let template = Template::compile(&vtl).unwrap_or_else(|error| panic!("{error}\n{vtl}"));
    let modules = ENGINES.each_ref().map(|engine| {
        let module = engine.compile("half.js", &js);
        module.unwrap_or_else(|error| panic!("{error:?}\n{js}"))
    });
    contexts
        .iter()
        .map(|context| {
            let from_vtl = effect(template.evaluate(context, &host()), context);
            for module in &modules {
                let request = appsynth_util::Half::Request;
                let from_js = effect(module.evaluate_blocking(request, context), context);
                assert_eq!(from_vtl, from_js, "{context:?}\n{vtl}\n{js}");
            }
            from_vtl
        })
        .collect()
}

/// Each runtime has log lines of its own, and only a template hands its arguments on. A stash may be told that is as
/// it was.
fn effect(evaluation: Evaluation, context: &Context) -> Evaluation {
    Evaluation {
        stash: Some(evaluation.stash_of(context)),
        logs: Vec::new(),
        arguments: None,
        ..evaluation
    }
}
