//! How often loops go round. AppSync ends them, and the methods of lists that call a function for each item, after
//! [`LOOP_ROUNDS`] and without an error; here the log tells.

use appsynth_diagnostics::limits::LOOP_ROUNDS;
use rquickjs::{Ctx, Function};

use crate::{effects::Effects, failure, realm::CODE_FILE};

/// `cut(place)`, which loops call that are ended.
pub(crate) fn cut<'js>(ctx: &Ctx<'js>, effects: &Effects) -> rquickjs::Result<Function<'js>> {
    let effects = effects.clone();
    Function::new(ctx.clone(), move |place: String| {
        warn(
            &effects,
            &place,
            &format!("the loop ends after {LOOP_ROUNDS} rounds"),
        );
    })
}

/// `shorten(method, stack, length)`, which methods of longer lists call: whether they leave out what is beyond. They
/// do so when the user's code calls them; what AppSync's modules do has no such end.
pub(crate) fn shorten<'js>(ctx: &Ctx<'js>, effects: &Effects) -> rquickjs::Result<Function<'js>> {
    let effects = effects.clone();
    let shorten = move |method: String, stack: String, length: usize| {
        let caller = stack.lines().nth(1);
        if !caller.is_some_and(|caller| caller.contains(CODE_FILE)) {
            return false;
        }
        let place = effects.record(|recorded| {
            let program = recorded.program.as_ref();
            let told = program.zip(failure::trace(&stack, Some(&method)));
            told.map(|(program, trace)| program.code.place(&trace).to_string())
        });
        let message = format!("`{method}` ends after {LOOP_ROUNDS} of {length} items");
        warn(&effects, &place.unwrap_or_default(), &message);
        true
    };
    Function::new(ctx.clone(), shorten)
}

fn warn(effects: &Effects, place: &str, message: &str) {
    effects.record(|recorded| recorded.logs.push(format!("WARN - {place}: {message}")));
}
