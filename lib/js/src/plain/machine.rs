//! Evaluates plain code.

use appsynth_util::{Context, FieldError, Host, Outcome};

use super::{
    Plain, Result, Stop,
    tree::{
        Binary, Call, Callback, Case, Element, Expression, Key, Logical, Pattern, Property, Slot,
        Statement, Target,
    },
    value::{Heap, Text, Value, whole},
};

/// How deep functions may call each other.
const MAX_CALLS: usize = 32;

/// An evaluation.
pub(super) struct Machine<'a> {
    plain: &'a Plain,
    pub(super) context: &'a Context,
    pub(super) host: &'a Host,
    pub(super) heap: Heap<'a>,
    /// `ctx.stash`, once it is looked at.
    pub(super) stash: Option<Value<'a>>,
    pub(super) errors: Vec<FieldError>,
    pub(super) logs: Vec<String>,
    pub(super) extensions: Vec<(String, serde_json::Value)>,
    of_module: Vec<Value<'a>>,
    /// The variables of the functions that are called, the innermost last.
    variables: Vec<Value<'a>>,
    /// Where those of the innermost function begin.
    base: usize,
    calls: usize,
    steps_left: usize,
}

/// How statements end.
enum Flow<'a> {
    On,
    Break,
    Return(Value<'a>),
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
            calls: 0,
            steps_left: max_steps,
        }
    }

    /// Runs the module and the handler of this number.
    pub(super) fn handle(&mut self, handler: usize) -> Result<serde_json::Value> {
        let plain = self.plain;
        self.statements(&plain.module.body)?;
        let value = self.call_own(handler, &[Value::Context])?;
        self.to_json(&value)
    }

    /// `ctx.stash` as the code leaves it, if that is not as it was.
    pub(super) fn stash_afterwards(&mut self) -> Result<Option<serde_json::Value>> {
        match self.stash.clone() {
            Some(stash) if self.heap.stash_changed => self.to_json(&stash).map(Some),
            _ => Ok(None),
        }
    }

    /// Counts what it does, so that nothing takes long.
    pub(super) fn steps(&mut self, count: usize) -> Result<()> {
        self.steps_left = self.steps_left.checked_sub(count).ok_or(Stop::Unknown)?;
        Ok(())
    }

    pub(super) fn step(&mut self) -> Result<()> {
        self.steps(1)
    }

    pub(super) fn end<T>(&mut self, outcome: Outcome) -> Result<T> {
        Err(Stop::Ended(Box::new(outcome)))
    }

    pub(super) fn call_own(&mut self, number: usize, arguments: &[Value<'a>]) -> Result<Value<'a>> {
        let plain = self.plain;
        let function = plain.functions[number].as_ref().ok_or(Stop::Unknown)?;
        if self.calls == MAX_CALLS {
            return Err(Stop::Unknown);
        }
        self.calls += 1;
        let around = self.base;
        self.base = self.variables.len();
        let end = self.base + function.slots;
        self.variables.resize(end, Value::Missing);
        let value = self.run(&function.parameters, &function.body, arguments)?;
        self.variables.truncate(self.base);
        self.base = around;
        self.calls -= 1;
        Ok(value)
    }

    /// Calls what is called for each item of a list.
    pub(super) fn call_back(
        &mut self,
        callback: &'a Callback,
        arguments: &[Value<'a>],
    ) -> Result<Value<'a>> {
        match callback {
            Callback::Own(number) => self.call_own(*number, arguments),
            Callback::Within { parameters, body } => self.run(parameters, body, arguments),
        }
    }

    fn run(
        &mut self,
        parameters: &'a [Pattern],
        body: &'a [Statement],
        arguments: &[Value<'a>],
    ) -> Result<Value<'a>> {
        for (number, parameter) in parameters.iter().enumerate() {
            let argument = arguments.get(number).cloned();
            self.bind(parameter, argument.unwrap_or(Value::Undefined))?;
        }
        Ok(match self.statements(body)? {
            Flow::Return(value) => value,
            Flow::On | Flow::Break => Value::Undefined,
        })
    }

    fn statements(&mut self, statements: &'a [Statement]) -> Result<Flow<'a>> {
        for statement in statements {
            match self.statement(statement)? {
                Flow::On => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::On)
    }

    fn statement(&mut self, statement: &'a Statement) -> Result<Flow<'a>> {
        match statement {
            Statement::Declare(pattern, value) => {
                let value = self.value(value)?;
                self.bind(pattern, value)?;
            }
            Statement::Evaluate(expression) => {
                self.value(expression)?;
            }
            Statement::Block(statements) => return self.statements(statements),
            Statement::If {
                test,
                then,
                otherwise,
            } => {
                if self.value(test)?.is_truthy() {
                    return self.statement(then);
                }
                if let Some(otherwise) = otherwise {
                    return self.statement(otherwise);
                }
            }
            Statement::ForOf { target, list, body } => {
                let list = self.value(list)?;
                let mut at = 0;
                while at < self.length(&list)? {
                    let item = self.item(&list, at)?;
                    self.bind(target, item)?;
                    match self.statement(body)? {
                        Flow::On => {}
                        Flow::Break => break,
                        returned => return Ok(returned),
                    }
                    at += 1;
                }
            }
            Statement::ForIn {
                target,
                object,
                body,
            } => {
                let object = self.value(object)?;
                let names = match object {
                    Value::Undefined | Value::Null => Vec::new(),
                    _ => self.names(&object)?,
                };
                for name in names {
                    // What was deleted in the meantime is left out.
                    if !self.has_own(&object, &name)? {
                        continue;
                    }
                    self.bind(target, Value::Text(name))?;
                    match self.statement(body)? {
                        Flow::On => {}
                        Flow::Break => break,
                        returned => return Ok(returned),
                    }
                }
            }
            Statement::Switch(value, cases) => {
                let value = self.value(value)?;
                return self.switch(&value, cases);
            }
            Statement::Return(value) => return Ok(Flow::Return(self.value(value)?)),
            Statement::Break => return Ok(Flow::Break),
        }
        Ok(Flow::On)
    }

    fn switch(&mut self, value: &Value<'a>, cases: &'a [Case]) -> Result<Flow<'a>> {
        let mut matching = None;
        for (at, (test, _)) in cases.iter().enumerate() {
            if let Some(test) = test
                && self.value(test)?.is_same(value)?
            {
                matching = Some(at);
                break;
            }
        }
        let default = cases.iter().position(|(test, _)| test.is_none());
        let Some(first) = matching.or(default) else {
            return Ok(Flow::On);
        };
        for (_, statements) in &cases[first..] {
            match self.statements(statements)? {
                Flow::On => {}
                Flow::Break => break,
                returned => return Ok(returned),
            }
        }
        Ok(Flow::On)
    }

    /// Gives variables their values.
    fn bind(&mut self, pattern: &'a Pattern, value: Value<'a>) -> Result<()> {
        match pattern {
            Pattern::Variable(slot) => self.variables[self.base + slot] = value,
            Pattern::ModuleVariable(slot) => self.of_module[*slot] = value,
            Pattern::Default(default) => {
                let (pattern, default) = &**default;
                let value = match value {
                    Value::Undefined => self.value(default)?,
                    value => value,
                };
                self.bind(pattern, value)?;
            }
            Pattern::Object { members, rest } => {
                if value.is_nullish() {
                    return Err(Stop::Unknown);
                }
                for (name, pattern) in members {
                    let member = self.member(&value, name)?;
                    self.bind(pattern, member)?;
                }
                if let Some(rest) = rest {
                    let mut others = Vec::new();
                    for (name, member) in self.entries(&value)? {
                        if !members.iter().any(|(taken, _)| **taken == *name) {
                            others.push((name, member));
                        }
                    }
                    let others = self.heap.object(others);
                    self.bind(rest, others)?;
                }
            }
            Pattern::List(patterns) => {
                self.length(&value)?;
                for (at, pattern) in patterns.iter().enumerate() {
                    if let Some(pattern) = pattern {
                        let item = self.item(&value, at)?;
                        self.bind(pattern, item)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn variable(&self, slot: Slot) -> Result<Value<'a>> {
        match &self.variables[self.base + slot] {
            Value::Missing => Err(Stop::Unknown),
            value => Ok(value.clone()),
        }
    }

    pub(super) fn value(&mut self, expression: &'a Expression) -> Result<Value<'a>> {
        self.step()?;
        Ok(match expression {
            Expression::Undefined => Value::Undefined,
            Expression::Null => Value::Null,
            Expression::Bool(value) => Value::Bool(*value),
            Expression::Number(number) => Value::Number(*number),
            Expression::Text(text) => Value::text(&**text),
            Expression::Variable(slot) => self.variable(*slot)?,
            Expression::ModuleVariable(slot) => match &self.of_module[*slot] {
                Value::Missing => return Err(Stop::Unknown),
                value => value.clone(),
            },
            Expression::Object(properties) => self.object(properties)?,
            Expression::List(elements) => self.list(elements)?,
            Expression::Template(texts, values) => self.template(texts, values)?,
            Expression::Member {
                object,
                name,
                optional,
            } => {
                let object = self.value(object)?;
                if *optional && object.is_nullish() {
                    return Err(Stop::ChainEnds);
                }
                self.member(&object, name)?
            }
            Expression::Index {
                object,
                index,
                optional,
            } => {
                let object = self.value(object)?;
                if *optional && object.is_nullish() {
                    return Err(Stop::ChainEnds);
                }
                let index = self.value(index)?;
                self.index(&object, &index)?
            }
            Expression::Chain(chain) => match self.value(chain) {
                Err(Stop::ChainEnds) => Value::Undefined,
                result => result?,
            },
            Expression::Not(value) => Value::Bool(!self.value(value)?.is_truthy()),
            Expression::Negative(value) => match self.value(value)? {
                Value::Number(number) => Value::Number(-number),
                _ => return Err(Stop::Unknown),
            },
            Expression::TypeOf(value) => Value::text(self.value(value)?.type_of()),
            Expression::Delete(object, key) => {
                let object = self.value(object)?;
                let key = self.key(key)?;
                let Value::Object(id) = object else {
                    return Err(Stop::Unknown);
                };
                self.heap.delete(id, &key);
                Value::Bool(true)
            }
            Expression::Binary(operator, sides) => {
                let left = self.value(&sides.0)?;
                let right = self.value(&sides.1)?;
                self.binary(*operator, &left, &right)?
            }
            Expression::Logical(operator, sides) => {
                let left = self.value(&sides.0)?;
                match decides(*operator, &left) {
                    true => left,
                    false => self.value(&sides.1)?,
                }
            }
            Expression::Conditional(parts) => {
                let (test, then, otherwise) = &**parts;
                match self.value(test)?.is_truthy() {
                    true => self.value(then)?,
                    false => self.value(otherwise)?,
                }
            }
            Expression::Assign(target, value) => {
                let place = self.place(target)?;
                let value = self.value(value)?;
                self.assign(place, value)?
            }
            Expression::AssignBinary(operator, target, value) => {
                let place = self.place(target)?;
                let left = self.current(&place)?;
                let right = self.value(value)?;
                let value = self.binary(*operator, &left, &right)?;
                self.assign(place, value)?
            }
            Expression::AssignLogical(operator, target, value) => {
                let place = self.place(target)?;
                let left = self.current(&place)?;
                if decides(*operator, &left) {
                    return Ok(left);
                }
                let value = self.value(value)?;
                self.assign(place, value)?
            }
            Expression::Call(call) => self.call(call)?,
        })
    }

    pub(super) fn values(&mut self, expressions: &'a [Expression]) -> Result<Vec<Value<'a>>> {
        let values = expressions.iter().map(|expression| self.value(expression));
        values.collect()
    }

    fn object(&mut self, properties: &'a [Property]) -> Result<Value<'a>> {
        let object = self.heap.object(Vec::with_capacity(properties.len()));
        let Value::Object(id) = object else {
            return Err(Stop::Unknown);
        };
        for property in properties {
            match property {
                Property::Member(key, value) => {
                    let name = self.key(key)?;
                    let value = self.value(value)?;
                    self.heap.set(id, name, value)?;
                }
                Property::Spread(spread) => {
                    let spread = self.value(spread)?;
                    self.assign_all(id, &spread)?;
                }
            }
        }
        Ok(object)
    }

    fn list(&mut self, elements: &'a [Element]) -> Result<Value<'a>> {
        let mut items = Vec::with_capacity(elements.len());
        for element in elements {
            match element {
                Element::Item(item) => items.push(self.value(item)?),
                Element::Spread(list) => {
                    let list = self.value(list)?;
                    for at in 0..self.length(&list)? {
                        items.push(self.item(&list, at)?);
                    }
                }
            }
        }
        Ok(self.heap.list(items))
    }

    fn template(&mut self, texts: &'a [Box<str>], values: &'a [Expression]) -> Result<Value<'a>> {
        let mut whole = String::new();
        for (number, text) in texts.iter().enumerate() {
            whole.push_str(text);
            if let Some(value) = values.get(number) {
                whole.push_str(&self.value(value)?.to_text()?);
            }
        }
        self.new_text(whole)
    }

    /// A text that was put together.
    pub(super) fn new_text(&mut self, text: String) -> Result<Value<'a>> {
        self.steps(text.len() / 16)?;
        Ok(Value::text(text))
    }

    fn key(&mut self, key: &'a Key) -> Result<Text<'a>> {
        match key {
            Key::Name(name) => Ok(Text::Given(name)),
            Key::Computed(key) => {
                let key = self.value(key)?;
                self.key_of(&key)
            }
        }
    }

    /// A value as the name of a member.
    pub(super) fn key_of(&mut self, value: &Value<'a>) -> Result<Text<'a>> {
        match value {
            Value::Text(text) => Ok(text.clone()),
            other => Ok(other.to_text()?.into_owned().into()),
        }
    }

    pub(super) fn binary(
        &mut self,
        operator: Binary,
        left: &Value<'a>,
        right: &Value<'a>,
    ) -> Result<Value<'a>> {
        use Value::{Number, Text};
        Ok(match (operator, left, right) {
            (Binary::Same { not }, left, right) => Value::Bool(left.is_same(right)? != not),
            (Binary::Equal { not }, left, right) => {
                let equal = match (left.is_nullish(), right.is_nullish()) {
                    (true, true) => true,
                    (true, false) | (false, true) => false,
                    _ if left.type_of() == right.type_of() => left.is_same(right)?,
                    _ => return Err(Stop::Unknown),
                };
                Value::Bool(equal != not)
            }
            (Binary::Add, Number(left), Number(right)) => Number(left + right),
            (Binary::Add, Text(_), _) | (Binary::Add, _, Text(_)) => {
                let text = [left.to_text()?, right.to_text()?].concat();
                self.new_text(text)?
            }
            (Binary::Subtract, Number(left), Number(right)) => Number(left - right),
            (Binary::Multiply, Number(left), Number(right)) => Number(left * right),
            (Binary::Divide, Number(left), Number(right)) => Number(left / right),
            (Binary::Remainder, Number(left), Number(right)) => Number(left % right),
            (Binary::Less, Number(left), Number(right)) => Value::Bool(left < right),
            (Binary::LessOrEqual, Number(left), Number(right)) => Value::Bool(left <= right),
            (Binary::Greater, Number(left), Number(right)) => Value::Bool(left > right),
            (Binary::GreaterOrEqual, Number(left), Number(right)) => Value::Bool(left >= right),
            // Other texts are ordered by the halves of their characters.
            (_, Text(left), Text(right)) if left.is_ascii() && right.is_ascii() => {
                let order = (**left).cmp(&**right);
                Value::Bool(match operator {
                    Binary::Less => order.is_lt(),
                    Binary::LessOrEqual => order.is_le(),
                    Binary::Greater => order.is_gt(),
                    Binary::GreaterOrEqual => order.is_ge(),
                    _ => return Err(Stop::Unknown),
                })
            }
            _ => return Err(Stop::Unknown),
        })
    }

    fn place(&mut self, target: &'a Target) -> Result<Place<'a>> {
        Ok(match target {
            Target::Variable(slot) => Place::Variable(*slot),
            Target::Member(object, key) => {
                let object = self.value(object)?;
                let key = match key {
                    Key::Name(name) => Value::text(&**name),
                    Key::Computed(key) => self.value(key)?,
                };
                Place::Member(object, key)
            }
        })
    }

    fn current(&mut self, place: &Place<'a>) -> Result<Value<'a>> {
        match place {
            Place::Variable(slot) => self.variable(*slot),
            Place::Member(object, key) => self.index(object, key),
        }
    }

    fn assign(&mut self, place: Place<'a>, value: Value<'a>) -> Result<Value<'a>> {
        match place {
            Place::Variable(slot) => {
                // What has no value yet cannot be assigned to.
                self.variable(slot)?;
                self.variables[self.base + slot] = value.clone();
            }
            Place::Member(Value::Object(id), key) => {
                let name = self.key_of(&key)?;
                self.heap.set(id, name, value.clone())?;
            }
            Place::Member(Value::List(id), Value::Number(at)) => {
                let at = whole(at).and_then(|at| usize::try_from(at).ok());
                self.heap
                    .set_item(id, at.ok_or(Stop::Unknown)?, value.clone())?;
            }
            Place::Member(..) => return Err(Stop::Unknown),
        }
        Ok(value)
    }

    fn call(&mut self, call: &'a Call) -> Result<Value<'a>> {
        match call {
            Call::Own(function, arguments) => {
                let arguments = self.values(arguments)?;
                self.call_own(*function, &arguments)
            }
            Call::Method {
                receiver,
                optional,
                method,
                arguments,
            } => {
                let receiver = self.receiver(receiver, *optional)?;
                let arguments = self.values(arguments)?;
                self.method(&receiver, *method, &arguments)
            }
            Call::Each {
                receiver,
                optional,
                method,
                callback,
            } => {
                let receiver = self.receiver(receiver, *optional)?;
                self.each(&receiver, *method, callback)
            }
            Call::Global(global, arguments) => {
                let arguments = self.values(arguments)?;
                self.global(*global, &arguments)
            }
            Call::Utility(utility, arguments) => {
                let arguments = self.values(arguments)?;
                self.utility(utility, &arguments)
            }
            Call::Effect(effect, arguments) => {
                let arguments = self.values(arguments)?;
                self.effect(effect, &arguments)
            }
        }
    }

    fn receiver(&mut self, receiver: &'a Expression, optional: bool) -> Result<Value<'a>> {
        let receiver = self.value(receiver)?;
        match optional && receiver.is_nullish() {
            true => Err(Stop::ChainEnds),
            false => Ok(receiver),
        }
    }
}

/// What is assigned to, once it is found.
enum Place<'a> {
    Variable(Slot),
    Member(Value<'a>, Value<'a>),
}

/// Whether the left side is the value.
fn decides(operator: Logical, left: &Value<'_>) -> bool {
    match operator {
        Logical::And => !left.is_truthy(),
        Logical::Or => left.is_truthy(),
        Logical::Coalesce => !left.is_nullish(),
    }
}
