//! From tree to text or value.

use appsynth_diagnostics::limits::LOOP_ROUNDS;
use appsynth_util::{Context, FieldError, Host};
use serde_json::Value as Json;

use crate::{
    display,
    heap::{Heap, Map, Members, OutOfMemory},
    key::Key,
    limits::{
        MAX_ALLOCATED_BYTES, MAX_DEPTH, MAX_MACRO_DEPTH, MAX_MILLIS, MAX_OUTPUT_BYTES, MAX_STEPS,
        STEPS_BETWEEN_CLOCKS,
    },
    parse::line_column,
    template::Template,
    tree::{
        Block, Call, Expression, Foreach, Node, NodeKind, Position, PrintedReference, Root, Slot,
    },
    value::{MapId, Text, Value},
};

mod arithmetic;
mod equality;
mod expression;
mod reference;

pub(crate) use arithmetic::compare_numbers;
pub(crate) use equality::java_equal;

/// The errors that were appended so far.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html>
const OUT_ERRORS: &str = "outErrors";
static NO_ERRORS: Json = Json::Array(Vec::new());

/// A utility function of the engine itself.
pub(crate) type Native =
    for<'a> fn(&mut Evaluator<'a>, &[Value<'a>], Position) -> Result<Value<'a>, Flow<'a>>;

/// One evaluation of a template.
pub(crate) struct Evaluator<'a> {
    template: &'a Template,
    pub(crate) host: &'a Host,
    pub(crate) identity: &'a Json,
    pub(crate) heap: Heap<'a>,
    context: MapId,
    slots: Vec<Value<'a>>,
    loops: Vec<Loop>,
    macro_depth: usize,
    /// What is to be said if the reference that is being printed has no value because a method or index in
    /// it does not apply.
    inapplicable: Option<Flow<'a>>,
    depth: usize,
    steps: usize,
    started_millis: i64,
    pub(crate) effects: Effects,
}

/// What an evaluation does besides giving a value.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    pub(crate) errors: Vec<FieldError>,
    pub(crate) logs: Vec<String>,
    pub(crate) extensions: Vec<(String, Json)>,
    /// Where the first reference without a value printed itself, in bytes.
    pub(crate) unresolved: Option<usize>,
}

/// Why statements stop before their end.
#[derive(Debug)]
pub(crate) enum Flow<'a> {
    /// `#break`
    Break,
    /// `#stop`
    Stop,
    /// `#return`
    Return(Value<'a>),
    /// An error of the user's or about the template.
    Error(Box<FieldError>),
}

impl Flow<'_> {
    /// An error about the evaluation as a whole.
    fn failure(message: String) -> Self {
        Flow::Error(Box::new(FieldError::new(message, "MappingTemplate")))
    }
}

impl From<OutOfMemory> for Flow<'_> {
    fn from(_: OutOfMemory) -> Self {
        Flow::failure(format!(
            "the template makes more than {MAX_ALLOCATED_BYTES} bytes of data"
        ))
    }
}

/// `$foreach` of a running loop.
#[derive(Debug, Clone, Copy)]
struct Loop {
    index: usize,
    length: usize,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(template: &'a Template, context: &'a Context, host: &'a Host) -> Self {
        let mut heap = Heap::default();
        let mut members = Members::default();
        for (name, json) in context.members() {
            if name == "arguments" {
                let arguments = heap.value(json);
                members.insert(name.into(), arguments.clone());
                members.insert("args".into(), arguments);
            } else if !json.is_null() {
                members.insert(name.into(), heap.value(json));
            }
        }
        members.insert(OUT_ERRORS.into(), heap.value(&NO_ERRORS));
        let context_map = heap.base_map(members);
        let mut slots = vec![Value::Null; template.tree.names.len()];
        for slot in [Slot::CONTEXT, Slot::CTX] {
            slots[slot.0] = Value::Map(context_map);
        }
        Self {
            template,
            host,
            identity: &context.identity,
            heap,
            context: context_map,
            slots,
            loops: Vec::new(),
            macro_depth: 0,
            inapplicable: None,
            depth: 0,
            steps: 0,
            started_millis: host.clock.now_millis(),
            effects: Effects::default(),
        }
    }

    /// Renders the whole template.
    pub(crate) fn run(&mut self) -> (String, Result<(), Flow<'a>>) {
        let mut out = String::new();
        let template = self.template;
        let result = self.block(&template.tree.body, &mut out);
        (out, result)
    }

    /// A member of the context as it is now, such as `stash`; `None` if the template did not look inside.
    pub(crate) fn looked_into(&mut self, name: &str) -> Option<Value<'a>> {
        let member = self.member(name);
        let untouched = match member {
            Value::Map(id) => matches!(self.heap.peek_map(id), Map::Json(_)),
            _ => false,
        };
        (!untouched).then_some(member)
    }

    fn member(&mut self, name: &str) -> Value<'a> {
        let members = self.heap.map(self.context);
        members.get(name).cloned().unwrap_or(Value::Null)
    }

    /// Appends an error, which `$ctx.outErrors` shows from then on.
    pub(crate) fn append_error(&mut self, error: FieldError) -> Result<(), Flow<'a>> {
        let members = [
            ("message", Json::from(error.message.as_str())),
            ("errorType", error.error_type.clone().into()),
            ("data", error.data.clone()),
            ("errorInfo", error.error_info.clone()),
        ];
        self.effects.errors.push(error);
        let given = members.into_iter().filter(|(_, value)| !value.is_null());
        let shown = given
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let shown = self.heap.adopt(Json::Object(shown))?;
        if let Some(Value::List(list)) = self.heap.map(self.context).get(OUT_ERRORS) {
            let list = *list;
            self.heap.list(list).push(shown);
        }
        Ok(())
    }

    pub(crate) fn block(&mut self, block: &'a Block, out: &mut String) -> Result<(), Flow<'a>> {
        self.enter()?;
        for node in &block.nodes {
            self.node(node, out)?;
            if out.len() > MAX_OUTPUT_BYTES {
                return Err(Flow::failure(format!(
                    "the output exceeds {MAX_OUTPUT_BYTES} bytes"
                )));
            }
        }
        self.leave();
        Ok(())
    }

    /// Counts a level of the tree. An error ends the evaluation, or the loop that it breaks out of
    /// restores the count.
    fn enter(&mut self) -> Result<(), Flow<'a>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Flow::failure(format!(
                "the template nests more than {MAX_DEPTH} levels"
            )));
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    fn node(&mut self, node: &'a Node, out: &mut String) -> Result<(), Flow<'a>> {
        self.step()?;
        if let Some(measured) = &self.template.measured {
            measured.count(node.range.start);
        }
        match &node.kind {
            NodeKind::Text(text) => out.push_str(text),
            NodeKind::Reference(reference) => self.print(reference, out)?,
            NodeKind::Set { target, value } => {
                let value = self.expression(value)?;
                self.assign(target, value)?;
            }
            NodeKind::If {
                branches,
                otherwise,
            } => {
                for (condition, block) in branches {
                    if self.truth(condition)? {
                        return self.block(block, out);
                    }
                }
                self.block(otherwise, out)?;
            }
            NodeKind::Foreach(foreach) => self.foreach(foreach, out)?,
            NodeKind::Break => return Err(Flow::Break),
            NodeKind::Stop => return Err(Flow::Stop),
            NodeKind::Return(value) => {
                let value = value
                    .as_ref()
                    .map_or(Ok(Value::Null), |value| self.expression(value))?;
                return Err(Flow::Return(value));
            }
            NodeKind::Define { slot, body } => self.slots[slot.0] = Value::Block(body),
            NodeKind::Call(call) => self.call(call, out)?,
        }
        Ok(())
    }

    fn step(&mut self) -> Result<(), Flow<'a>> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(Flow::failure(format!(
                "the template takes more than {MAX_STEPS} steps"
            )));
        }
        let is_late = || {
            let millis = self
                .host
                .clock
                .now_millis()
                .saturating_sub(self.started_millis);
            millis > MAX_MILLIS
        };
        if self.steps.is_multiple_of(STEPS_BETWEEN_CLOCKS) && is_late() {
            return Err(Flow::failure(format!(
                "the template takes more than {MAX_MILLIS} ms"
            )));
        }
        Ok(())
    }

    /// A reference without a value prints itself, or nothing if it is quiet.
    fn print(&mut self, printed: &'a PrintedReference, out: &mut String) -> Result<(), Flow<'a>> {
        let count = printed.backslashes;
        let is_escaped = count % 2 == 1;
        if is_escaped && let Root::Utility(_) = &printed.reference.root {
            print_backslashes(out, count / 2);
            out.push_str(&printed.reference.literal);
            return Ok(());
        }
        self.inapplicable = None;
        let value = self.reference(&printed.reference)?;
        if value.is_null()
            && !printed.is_quiet
            && let Some(inapplicable) = self.inapplicable.take()
        {
            return Err(inapplicable);
        }
        // Velocity halves the backslashes before what has a value, and keeps them before what has none.
        let kept = match (&value, is_escaped) {
            (Value::Null, true) => count.div_ceil(2),
            (Value::Null, false) => count,
            _ => count / 2,
        };
        print_backslashes(out, kept);
        match value {
            _ if is_escaped => out.push_str(&printed.reference.literal),
            Value::Null if printed.is_quiet => {}
            Value::Null => {
                out.push_str(&printed.reference.literal);
                let at = printed.reference.position.0;
                self.effects.unresolved.get_or_insert(at);
            }
            value => self.display(out, &value)?,
        }
        Ok(())
    }

    /// Appends the text of a value.
    pub(crate) fn display(&mut self, out: &mut String, value: &Value<'a>) -> Result<(), Flow<'a>> {
        match value {
            Value::Block(block) => self.deeper(|evaluator| evaluator.block(block, out)),
            value => {
                display::display(out, &mut self.heap, value);
                Ok(())
            }
        }
    }

    /// The text of a value.
    pub(crate) fn text_of(&mut self, value: &Value<'a>) -> Result<Text<'a>, Flow<'a>> {
        if let Value::Text(text) = value {
            return Ok(text.clone());
        }
        let mut text = String::new();
        self.display(&mut text, value)?;
        self.heap.allocate(text.len())?;
        Ok(text.into())
    }

    /// The key that a value is.
    pub(crate) fn key_of(&mut self, value: &Value<'a>) -> Result<Key<'a>, Flow<'a>> {
        match value {
            Value::Integer(integer) => Ok(Key::Integer(*integer)),
            other => Ok(Key::Text(self.text_of(other)?)),
        }
    }

    fn foreach(&mut self, foreach: &'a Foreach, out: &mut String) -> Result<(), Flow<'a>> {
        let Some((list, elements)) = self.elements(&foreach.list)? else {
            return Ok(());
        };
        if elements.len() > LOOP_ROUNDS {
            let (line, column) = line_column(&self.template.source, foreach.position.0);
            self.effects.logs.push(format!(
                "WARN - the `#foreach` at line {line}, column {column} ends after {LOOP_ROUNDS} of {} elements",
                elements.len()
            ));
        }
        let length = elements.len().min(LOOP_ROUNDS);
        let slots = [
            foreach.variable,
            Slot::FOREACH,
            Slot::VELOCITY_COUNT,
            Slot::VELOCITY_HAS_NEXT,
        ];
        let saved = slots.map(|slot| self.slots[slot.0].clone());
        self.loops.push(Loop { index: 0, length });
        let result = self.iterate(foreach, &list, elements, out);
        self.loops.pop();
        for (slot, value) in slots.into_iter().zip(saved) {
            self.slots[slot.0] = value;
        }
        result
    }

    /// What a `#foreach` goes through, and its elements; none for what cannot be iterated, which Velocity passes
    /// over.
    fn elements(
        &mut self,
        list: &'a Expression,
    ) -> Result<Option<(Value<'a>, Vec<Value<'a>>)>, Flow<'a>> {
        if let Expression::Range(bounds, position) = list {
            let range = self.range(&bounds.0, &bounds.1, *position)?;
            return Ok(range.map(|elements| (Value::Null, elements)));
        }
        let list = self.expression(list)?;
        let elements = match list {
            Value::Map(id) => Some(self.heap.map(id).values().cloned().collect()),
            Value::Iterator(id) => Some(std::iter::from_fn(|| self.heap.advance(id)).collect()),
            _ => self.heap.elements(&list),
        };
        Ok(elements.map(|elements| (list, elements)))
    }

    /// What is in the place of an element by now: the loop may have set another. None if elements came or went.
    fn element_now(&mut self, list: &Value<'a>, length: usize, index: usize) -> Option<Value<'a>> {
        match list {
            Value::List(id) | Value::Array(id) => {
                let list = self.heap.list(*id);
                let is_as_long = list.len() == length;
                list.get(index).filter(|_| is_as_long).cloned()
            }
            Value::Map(id) => {
                let members = self.heap.map(*id);
                let is_as_long = members.len() == length;
                let (_, member) = members.get_index(index).filter(|_| is_as_long)?;
                Some(member.clone())
            }
            _ => None,
        }
    }

    fn iterate(
        &mut self,
        foreach: &'a Foreach,
        list: &Value<'a>,
        elements: Vec<Value<'a>>,
        out: &mut String,
    ) -> Result<(), Flow<'a>> {
        let length = elements.len();
        let depth = self.loops.len() - 1;
        let tree_depth = self.depth;
        for (index, element) in elements.into_iter().take(LOOP_ROUNDS).enumerate() {
            self.loops[depth].index = index;
            let now = self.element_now(list, length, index);
            self.slots[foreach.variable.0] = now.unwrap_or(element);
            self.slots[Slot::FOREACH.0] = Value::Loop(depth);
            self.slots[Slot::VELOCITY_COUNT.0] = self.loop_member(depth, "count");
            self.slots[Slot::VELOCITY_HAS_NEXT.0] = self.loop_member(depth, "hasNext");
            match self.block(&foreach.body, out) {
                Ok(()) => {}
                Err(Flow::Break) => {
                    self.depth = tree_depth;
                    break;
                }
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    /// A member of `$foreach`.
    pub(crate) fn loop_member(&self, depth: usize, name: &str) -> Value<'a> {
        let Some(Loop { index, length }) = self.loops.get(depth).copied() else {
            return Value::Null;
        };
        match name {
            "index" => Value::Integer(index as i64),
            "count" => Value::Integer(index as i64 + 1),
            "hasNext" => Value::Bool(index + 1 < length),
            "first" => Value::Bool(index == 0),
            "last" => Value::Bool(index + 1 == length),
            "parent" => depth.checked_sub(1).map_or(Value::Null, Value::Loop),
            "topmost" => Value::Loop(0),
            _ => Value::Null,
        }
    }

    /// Macros get their arguments by value; their parameters hide variables of the same name.
    fn call(&mut self, call: &'a Call, out: &mut String) -> Result<(), Flow<'a>> {
        let template = self.template;
        let Some(called) = template
            .tree
            .macros
            .iter()
            .find(|known| known.name == call.name)
        else {
            return Err(self.fail(
                call.position,
                format!("the macro `#{}` is not defined", call.name),
            ));
        };
        let mut hidden = Vec::with_capacity(called.parameters.len() + 1);
        let mut values = Vec::with_capacity(called.parameters.len());
        for index in 0..called.parameters.len() {
            let argument = call.arguments.get(index);
            values.push(argument.map_or(Ok(Value::Null), |argument| self.expression(argument))?);
        }
        for (slot, value) in called.parameters.iter().zip(values) {
            hidden.push((*slot, std::mem::replace(&mut self.slots[slot.0], value)));
        }
        if let Some(body) = &call.body {
            let slot = Slot::BODY_CONTENT;
            hidden.push((
                slot,
                std::mem::replace(&mut self.slots[slot.0], Value::Block(body)),
            ));
        }
        let depths = (self.depth, self.macro_depth);
        let mut result = self.deeper(|evaluator| evaluator.block(&called.body, out));
        // `#break` outside of a loop ends the macro.
        if let Err(Flow::Break) = result {
            (self.depth, self.macro_depth) = depths;
            result = Ok(());
        }
        for (slot, value) in hidden.into_iter().rev() {
            self.slots[slot.0] = value;
        }
        result
    }

    fn deeper<T>(
        &mut self,
        run: impl FnOnce(&mut Self) -> Result<T, Flow<'a>>,
    ) -> Result<T, Flow<'a>> {
        if self.macro_depth == MAX_MACRO_DEPTH {
            return Err(Flow::failure(format!(
                "macros and `#define` blocks call each other more than {MAX_MACRO_DEPTH} levels deep"
            )));
        }
        self.macro_depth += 1;
        let result = run(self);
        self.macro_depth -= 1;
        result
    }

    /// An error about the template, with its place.
    pub(crate) fn fail(&self, position: Position, message: impl Into<String>) -> Flow<'a> {
        let (line, column) = line_column(&self.template.source, position.0);
        Flow::failure(format!(
            "{} at line {line}, column {column}",
            message.into()
        ))
    }

    pub(crate) fn expressions(
        &mut self,
        expressions: &'a [Expression],
    ) -> Result<Vec<Value<'a>>, Flow<'a>> {
        expressions
            .iter()
            .map(|expression| self.expression(expression))
            .collect()
    }
}

fn print_backslashes(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n('\\', count));
}
