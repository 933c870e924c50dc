//! Methods of Java that give a value.

use std::ops::Range;

use appsynth_vtl::tree::Expression;

use crate::{
    handler::Handler,
    js::{Js, Operator},
    value::{Kind, Translated, Value, no},
};

mod any;
mod map;
mod text;

/// A call of a method.
struct Call<'c> {
    receiver: Value,
    name: &'c str,
    /// The arguments as the template has them.
    written: &'c [Expression],
    /// The arguments in JavaScript.
    given: Vec<Value>,
    at: &'c Range<usize>,
}

impl Handler<'_, '_> {
    /// What a method gives. Which method it is, its name tells: what the receiver is may be unknown.
    pub(crate) fn method(
        &mut self,
        receiver: Value,
        name: &str,
        arguments: &[Expression],
        at: &Range<usize>,
    ) -> Translated<Value> {
        let mut given = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let argument = self.expression(argument, at)?;
            given.push(self.plain(argument));
        }
        let call = Call {
            receiver,
            name,
            written: arguments,
            given,
            at,
        };
        if let Some(value) = map::method(&call) {
            return Ok(value);
        }
        if let Some(value) = text::method(self, &call)? {
            return Ok(value);
        }
        match any::method(self, &call) {
            Some(value) => Ok(value),
            None => no(at.clone(), format!("the method `{name}`")),
        }
    }
}

impl Call<'_> {
    /// The receiver and what has to stand before its member.
    fn before_member(&self) -> String {
        format!("{}{}", self.receiver.js.receiver(), dot(&self.receiver))
    }

    /// A member of the receiver, null if that is.
    fn member(&self, member: &str, kind: Kind) -> Value {
        Value {
            js: Js::atom(format!("{}{member}", self.before_member())),
            kind,
            is_nullable: self.receiver.is_nullable,
        }
    }

    /// The method of JavaScript with the same arguments, null if the receiver is.
    fn same(&self, method: &str, kind: Kind) -> Value {
        let arguments = self.given.iter().map(|one| one.js.clone()).collect();
        Value {
            js: Js::call(format!("{}{method}", self.before_member()), arguments),
            kind,
            is_nullable: self.receiver.is_nullable,
        }
    }
}

fn dot(value: &Value) -> &'static str {
    if value.is_nullable { "?." } else { "." }
}

/// `left === right`
fn equal(left: &Js, right: &Js) -> Value {
    let js = Js::binary(left, "===", Operator::Comparison, right);
    Value::new(js, Kind::Bool)
}
