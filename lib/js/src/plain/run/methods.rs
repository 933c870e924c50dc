//! Methods of texts and lists.

use serde_json::Value as Json;

use super::{
    Machine,
    value::{Text, Value, whole},
};
use crate::plain::{
    Result, Stop,
    tree::{Callback, Iteration, Method},
};

impl<'a> Machine<'a> {
    pub(super) fn method(
        &mut self,
        receiver: &Value<'a>,
        method: Method,
        arguments: &[Value<'a>],
    ) -> Result<Value<'a>> {
        match receiver {
            Value::Text(text) => self.method_of_text(text, method, arguments),
            Value::List(_) | Value::Given(Json::Array(_)) => {
                self.method_of_list(receiver, method, arguments)
            }
            _ => Err(Stop::Unknown),
        }
    }

    fn method_of_text(
        &mut self,
        text: &Text<'a>,
        method: Method,
        arguments: &[Value<'a>],
    ) -> Result<Value<'a>> {
        self.copied(text)?;
        Ok(match (method, arguments) {
            (Method::Includes, [Value::Text(part)]) => Value::Bool(text.contains(&**part)),
            (Method::StartsWith, [Value::Text(part)]) => Value::Bool(text.starts_with(&**part)),
            (Method::EndsWith, [Value::Text(part)]) => Value::Bool(text.ends_with(&**part)),
            (Method::IndexOf, [Value::Text(part)]) if text.is_ascii() => {
                Value::Number(text.find(&**part).map_or(-1.0, |at| at as f64))
            }
            (Method::Split, [Value::Text(separator)]) if !separator.is_empty() => {
                let mut parts = Vec::new();
                let mut start = 0;
                while let Some(at) = text[start..].find(&**separator) {
                    parts.push(Value::Text(text.part(start..start + at)));
                    start += at + separator.len();
                }
                parts.push(Value::Text(text.part(start..text.len())));
                self.steps(parts.len())?;
                self.heap.list(parts)
            }
            (Method::ToLowerCase, []) if text.is_ascii() => {
                self.new_text(text.to_ascii_lowercase())?
            }
            (Method::ToUpperCase, []) if text.is_ascii() => {
                self.new_text(text.to_ascii_uppercase())?
            }
            (Method::Trim, []) if text.is_ascii() => {
                // ASCII's white space in JavaScript has one character more than Rust's.
                let trimmed = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\u{b}');
                let start = trimmed.as_ptr() as usize - text.as_ptr() as usize;
                Value::Text(text.part(start..start + trimmed.len()))
            }
            (Method::Slice, bounds) if text.is_ascii() => {
                let (start, end) = slice(bounds, text.len())?;
                Value::Text(text.part(start..end))
            }
            (Method::Concat, _) => {
                let mut whole = (**text).to_owned();
                for argument in arguments {
                    whole.push_str(&argument.to_text()?);
                }
                self.new_text(whole)?
            }
            _ => return Err(Stop::Unknown),
        })
    }

    fn method_of_list(
        &mut self,
        list: &Value<'a>,
        method: Method,
        arguments: &[Value<'a>],
    ) -> Result<Value<'a>> {
        Ok(match (method, arguments) {
            (Method::Push, items) => {
                let Value::List(id) = list else {
                    return Err(Stop::Unknown);
                };
                for item in items {
                    self.heap.push(*id, item.clone());
                }
                Value::Number(self.length(list)? as f64)
            }
            (Method::Includes | Method::IndexOf, [wanted]) => {
                // Of numbers that are none, the two methods say different things.
                if matches!(wanted, Value::Number(number) if number.is_nan()) {
                    return Err(Stop::Unknown);
                }
                let mut found = None;
                for at in 0..self.length(list)? {
                    self.step()?;
                    let item = self.item(list, at)?;
                    if self.is_same(&item, wanted)? {
                        found = Some(at);
                        break;
                    }
                }
                match method {
                    Method::Includes => Value::Bool(found.is_some()),
                    _ => Value::Number(found.map_or(-1.0, |at| at as f64)),
                }
            }
            (Method::Join, [Value::Text(separator)]) => {
                let mut whole = String::new();
                for at in 0..self.length(list)? {
                    self.step()?;
                    if at > 0 {
                        whole.push_str(separator);
                    }
                    let item = self.item(list, at)?;
                    if !item.is_nullish() {
                        whole.push_str(&item.to_text()?);
                    }
                }
                self.new_text(whole)?
            }
            (Method::Slice, bounds) => {
                let (start, end) = slice(bounds, self.length(list)?)?;
                self.items(list, start, end)?
            }
            (Method::Concat, [other]) => {
                self.length(other)?;
                let mut items = Vec::new();
                for list in [list, other] {
                    for at in 0..self.length(list)? {
                        self.step()?;
                        items.push(self.item(list, at)?);
                    }
                }
                self.heap.list(items)
            }
            _ => return Err(Stop::Unknown),
        })
    }

    /// A list of some items of another.
    fn items(&mut self, list: &Value<'a>, start: usize, end: usize) -> Result<Value<'a>> {
        let mut items = Vec::new();
        for at in start..end {
            self.step()?;
            items.push(self.item(list, at)?);
        }
        Ok(self.heap.list(items))
    }

    /// Calls a function for each item that was there at the beginning.
    pub(super) fn each(
        &mut self,
        list: &Value<'a>,
        method: Iteration,
        callback: &'a Callback,
    ) -> Result<Value<'a>> {
        let mut collected = Vec::new();
        let count = self.length(list)?;
        for at in 0..count {
            self.round(at)?;
            if at >= self.length(list)? {
                return Err(Stop::Unknown);
            }
            let item = self.item(list, at)?;
            let arguments = [item, Value::Number(at as f64), list.clone()];
            let value = self.call_back(callback, &arguments)?;
            let [item, ..] = arguments;
            match method {
                Iteration::ForEach => {}
                Iteration::Map => collected.push(value),
                Iteration::Filter if value.is_truthy() => collected.push(item),
                Iteration::Find if value.is_truthy() => return Ok(item),
                Iteration::Some if value.is_truthy() => return Ok(Value::Bool(true)),
                Iteration::Every if !value.is_truthy() => return Ok(Value::Bool(false)),
                Iteration::Filter | Iteration::Find | Iteration::Some | Iteration::Every => {}
            }
        }
        Ok(match method {
            Iteration::ForEach | Iteration::Find => Value::Undefined,
            Iteration::Map | Iteration::Filter => self.heap.list(collected),
            Iteration::Some => Value::Bool(false),
            Iteration::Every => Value::Bool(true),
        })
    }
}

/// The bounds that `slice` is called with, within a length.
fn slice(arguments: &[Value<'_>], length: usize) -> Result<(usize, usize)> {
    let bound = |argument: Option<&Value<'_>>, default: usize| match argument {
        None | Some(Value::Undefined) => Ok(default),
        Some(Value::Number(number)) => {
            let at = whole(*number).ok_or(Stop::Unknown)?;
            let at = if at < 0 { at + length as i64 } else { at };
            Ok(usize::try_from(at).unwrap_or(0).min(length))
        }
        Some(_) => Err(Stop::Unknown),
    };
    let start = bound(arguments.first(), 0)?;
    let end = bound(arguments.get(1), length)?;
    Ok((start, end.max(start)))
}
