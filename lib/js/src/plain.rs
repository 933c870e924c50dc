//! Plain code: what most handlers are made of is evaluated by Rust itself, on the thread of who asks for it. To hand
//! an evaluation over to QuickJS, and values to it and back, takes many times as long as most handlers do.
//!
//! What is evaluated here comes to exactly what QuickJS makes of it. Everything that this does not know, or knows in
//! part, is left to QuickJS: when code is read, or in the middle of an evaluation, which begins anew there, as
//! nothing that happens here is seen before the end. So is whatever throws an exception, takes many steps, or
//! depends on JavaScript's finer points (prototypes, the order of names that are numbers, fractions as text, …).

mod read;
mod run;
mod tree;

use appsynth_util::{Context, Evaluation, Host, Outcome};
use run::Machine;
use tree::Function;

pub(crate) use read::read;

type Result<T> = std::result::Result<T, Stop>;

/// Why an evaluation does not go on.
#[derive(Debug)]
enum Stop {
    /// QuickJS has to tell.
    Unknown,
    /// A chain such as `a?.b` ends early.
    ChainEnds,
    /// The code ended it.
    Ended(Box<Outcome>),
}

/// The functions of a module that are plain, together with all that they call.
#[derive(Debug)]
pub(crate) struct Plain {
    module: Function,
    functions: Vec<Option<Function>>,
    names: Vec<String>,
}

impl Plain {
    /// A module of these functions, each with those that it calls.
    fn new(
        module: Function,
        read: Vec<Option<(Function, Vec<usize>)>>,
        names: Vec<String>,
    ) -> Self {
        let (mut functions, calls): (Vec<_>, Vec<_>) = read
            .into_iter()
            .map(|read| {
                read.map_or((None, Vec::new()), |(function, calls)| {
                    (Some(function), calls)
                })
            })
            .unzip();
        // Who calls one that is not plain is not plain.
        while let Some(caller) = (0..functions.len()).find(|caller| {
            let mut called = calls[*caller].iter();
            functions[*caller].is_some() && called.any(|called| functions[*called].is_none())
        }) {
            functions[caller] = None;
        }
        Self {
            module,
            functions,
            names,
        }
    }

    /// Whether all of the module is plain.
    pub(crate) fn is_whole(&self) -> bool {
        self.functions.iter().all(Option::is_some)
    }

    /// The number of the function of this name, if it is plain.
    pub(crate) fn function(&self, name: &str) -> Option<usize> {
        let number = self.names.iter().position(|known| known == name)?;
        self.functions[number].is_some().then_some(number)
    }

    /// Evaluates a function with the context; `None` if that is for QuickJS.
    pub(crate) fn evaluate(
        &self,
        function: usize,
        context: &Context,
        host: &Host,
        max_steps: usize,
    ) -> Option<Evaluation> {
        let mut machine = Machine::new(self, context, host, max_steps);
        let outcome = match machine.handle(function) {
            Ok(value) => Outcome::Value(value),
            Err(Stop::Ended(outcome)) => *outcome,
            Err(Stop::Unknown | Stop::ChainEnds) => return None,
        };
        let stash = machine.stash_afterwards().ok()?;
        Some(Evaluation {
            outcome,
            stash,
            arguments: None,
            errors: machine.errors,
            logs: machine.logs,
            extensions: machine.extensions,
        })
    }
}
