//! Evaluates plain code.

mod dynamodb;
mod effects;
mod expressions;
mod globals;
mod heap;
mod json;
mod members;
mod methods;
mod operators;
mod statements;
mod value;

use appsynth_diagnostics::limits::LOOP_ROUNDS;
use appsynth_util::{Context, FieldError, Host, Outcome};
use heap::Heap;
use statements::Flow;
use value::{ObjectId, Value};

use super::{
    Plain, Result, Stop,
    tree::{Callback, Lambda},
};

/// How deep expressions and statements may be within each other, those of functions that are called included: they are
/// evaluated on any stack.
const MAX_DEPTH: usize = 64;

/// What takes about as long as a step: to copy so many bytes, to go through so many, to look at so many names.
const COPIED_IN_A_STEP: usize = 32;
const SEARCHED_IN_A_STEP: usize = 1_024;
const MEMBERS_IN_A_STEP: usize = 16;

/// An evaluation.
pub(super) struct Machine<'a> {
    plain: &'a Plain,
    context: &'a Context,
    host: &'a Host,
    heap: Heap<'a>,
    /// `ctx.stash`, once it is looked at.
    stash: Option<Value<'a>>,
    pub(super) errors: Vec<FieldError>,
    pub(super) logs: Vec<String>,
    pub(super) extensions: Vec<(String, serde_json::Value)>,
    of_module: Vec<Value<'a>>,
    /// The variables of the functions that are called, the innermost last.
    variables: Vec<Value<'a>>,
    /// Where those of the innermost function begin.
    base: usize,
    depth: usize,
    steps_left: usize,
}

impl<'a> Machine<'a> {
    pub(super) fn new(
        plain: &'a Plain,
        context: &'a Context,
        host: &'a Host,
        max_steps: usize,
    ) -> Self {
        Self {
            plain,
            context,
            host,
            heap: Heap::default(),
            stash: None,
            errors: Vec::new(),
            logs: Vec::new(),
            extensions: Vec::new(),
            of_module: vec![Value::Missing; plain.module.slots],
            variables: Vec::new(),
            base: 0,
            depth: 0,
            steps_left: max_steps,
        }
    }

    /// Runs the module and the handler of this number.
    pub(super) fn handle(&mut self, handler: usize) -> Result<serde_json::Value> {
        let plain = self.plain;
        self.statements(&plain.module.code.body)?;
        let value = self.call_own(handler, &[Value::Context])?;
        self.json_of(&value)
    }

    /// `ctx.stash` as the code leaves it, if that is not as it was.
    pub(super) fn stash_afterwards(&mut self) -> Result<Option<serde_json::Value>> {
        match self.stash.clone() {
            Some(stash) if self.heap.stash_changed => self.json_of(&stash).map(Some),
            _ => Ok(None),
        }
    }

    /// Counts what it does, so that nothing takes long.
    fn steps(&mut self, count: usize) -> Result<()> {
        self.steps_left = self.steps_left.checked_sub(count).ok_or(Stop::Unknown)?;
        Ok(())
    }

    fn step(&mut self) -> Result<()> {
        self.steps(1)
    }

    /// Counts a round of a loop. QuickJS ends those that go round too often.
    fn round(&mut self, done: usize) -> Result<()> {
        match done < LOOP_ROUNDS {
            true => self.step(),
            false => Err(Stop::Unknown),
        }
    }

    /// Counts that a text is made or copied.
    fn copied(&mut self, text: &str) -> Result<()> {
        self.steps(text.len() / COPIED_IN_A_STEP)
    }

    /// Counts that a text is gone through.
    fn searched(&mut self, text: &str) -> Result<()> {
        self.steps(text.len() / SEARCHED_IN_A_STEP)
    }

    /// Counts that a member of an object is looked for.
    fn looked_for(&mut self, id: ObjectId) -> Result<()> {
        self.steps(self.heap.members(id).len() / MEMBERS_IN_A_STEP)
    }

    fn end<T>(&mut self, outcome: Outcome) -> Result<T> {
        Err(Stop::Ended(Box::new(outcome)))
    }

    /// Does something one level deeper.
    fn deeper<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == MAX_DEPTH {
            return Err(Stop::Unknown);
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }

    fn call_own(&mut self, number: usize, arguments: &[Value<'a>]) -> Result<Value<'a>> {
        let plain = self.plain;
        let function = plain.functions[number].as_ref().ok_or(Stop::Unknown)?;
        let around = self.base;
        self.base = self.variables.len();
        let end = self.base + function.slots;
        self.variables.resize(end, Value::Missing);
        let value = self.run(&function.code, arguments)?;
        self.variables.truncate(self.base);
        self.base = around;
        Ok(value)
    }

    /// Calls what is called for each item of a list.
    fn call_back(&mut self, callback: &'a Callback, arguments: &[Value<'a>]) -> Result<Value<'a>> {
        match callback {
            Callback::Own(number) => self.call_own(*number, arguments),
            Callback::Within(code) => self.run(code, arguments),
        }
    }

    fn run(&mut self, code: &'a Lambda, arguments: &[Value<'a>]) -> Result<Value<'a>> {
        for (number, parameter) in code.parameters.iter().enumerate() {
            let argument = arguments.get(number).cloned();
            self.bind(parameter, argument.unwrap_or(Value::Undefined))?;
        }
        Ok(match self.statements(&code.body)? {
            Flow::Return(value) => value,
            Flow::On | Flow::Break => Value::Undefined,
        })
    }
}
