//! Reads JavaScript values by walking them.

use rquickjs::{
    Array, Ctx, Exception, Object, Value,
    atom::{Atom, PredefinedAtom},
    function::This,
    object::Filter,
};
use serde_json::{Map, Value as Json};

use super::text;
use crate::failure::OUT_OF_MEMORY;

/// How deep values may be, as for JSON text that Rust reads.
const MAX_DEPTH: usize = 127;

/// What JavaScript needs for a value, the text of strings aside.
const BYTES_OF_A_VALUE: usize = 16;

/// A value as `JSON.stringify` sees it; `None` for what it leaves out. It may come to so many bytes, counted
/// as JavaScript needs memory for it: a value that contains the same one many times takes little memory
/// until it is written out.
///
/// # Errors
/// An exception, the code's own or that the value is no JSON.
pub(super) fn read<'js>(
    ctx: &Ctx<'js>,
    value: &Value<'js>,
    max_bytes: usize,
) -> rquickjs::Result<Option<Json>> {
    Walk {
        ctx,
        plain: None,
        bytes_left: max_bytes,
    }
    .value(value.clone(), Name::Empty, None)
}

struct Walk<'c, 'js> {
    ctx: &'c Ctx<'js>,
    /// `Object.prototype`, once it is needed.
    plain: Option<Object<'js>>,
    bytes_left: usize,
}

/// What a value is called within another.
enum Name<'a, 'js> {
    Empty,
    Index(usize),
    Member(&'a Atom<'js>),
}

/// The values around one.
struct Around<'a, 'js> {
    value: &'a Value<'js>,
    outer: Option<&'a Around<'a, 'js>>,
    depth: usize,
}

impl<'js> Walk<'_, 'js> {
    fn value(
        &mut self,
        value: Value<'js>,
        name: Name<'_, 'js>,
        around: Option<&Around<'_, 'js>>,
    ) -> rquickjs::Result<Option<Json>> {
        self.spend(BYTES_OF_A_VALUE)?;
        let Some(object) = value.as_object() else {
            return self.primitive(&value);
        };
        let to_json: Value<'js> = object.get(PredefinedAtom::ToJSON)?;
        let Some(to_json) = to_json.as_function() else {
            return self.object(object, around);
        };
        let value: Value<'js> = to_json.call((This(value.clone()), self.name(name)?))?;
        match value.as_object() {
            Some(object) => self.object(object, around),
            None => self.primitive(&value),
        }
    }

    fn primitive(&mut self, value: &Value<'js>) -> rquickjs::Result<Option<Json>> {
        if let Some(text) = value.as_string() {
            return self.text(text).map(|text| Some(Json::String(text)));
        }
        if let Some(number) = value.as_number() {
            return Ok(Some(from_number(number)));
        }
        if let Some(value) = value.as_bool() {
            return Ok(Some(Json::Bool(value)));
        }
        if value.is_null() {
            return Ok(Some(Json::Null));
        }
        if value.is_undefined() {
            return Ok(None);
        }
        self.stringify(value)
    }

    fn object(
        &mut self,
        object: &Object<'js>,
        around: Option<&Around<'_, 'js>>,
    ) -> rquickjs::Result<Option<Json>> {
        if object.is_function() {
            return Ok(None);
        }
        // To ask for the exact type of what is no array takes as long as to ask for a member.
        if object.is_array()
            && let Some(array) = object.as_array()
        {
            let around = self.enter(object, around)?;
            return self.items(array, &around).map(Some);
        }
        if self.is_plain(object)? {
            let around = self.enter(object, around)?;
            return self.members(object, &around).map(Some);
        }
        self.stringify(object)
    }

    fn items(&mut self, array: &Array<'js>, around: &Around<'_, 'js>) -> rquickjs::Result<Json> {
        let mut items = Vec::new();
        for index in 0..array.len() {
            let item = self.value(array.get(index)?, Name::Index(index), Some(around))?;
            items.push(item.unwrap_or(Json::Null));
        }
        Ok(Json::Array(items))
    }

    fn members(
        &mut self,
        object: &Object<'js>,
        around: &Around<'_, 'js>,
    ) -> rquickjs::Result<Json> {
        let names = object.own_keys::<Atom<'js>>(Filter::new().string().enum_only());
        let mut members = Map::with_capacity(names.len());
        for name in names {
            let name = name?;
            let member = object.get(name.clone())?;
            if let Some(member) = self.value(member, Name::Member(&name), Some(around))? {
                members.insert(self.text(&name.to_js_string()?)?, member);
            }
        }
        Ok(Json::Object(members))
    }

    fn name(&self, name: Name<'_, 'js>) -> rquickjs::Result<rquickjs::String<'js>> {
        let text = match name {
            Name::Member(name) => return name.to_js_string(),
            Name::Index(index) => index.to_string(),
            Name::Empty => String::new(),
        };
        rquickjs::String::from_str(self.ctx.clone(), &text)
    }

    fn text(&mut self, text: &rquickjs::String<'js>) -> rquickjs::Result<String> {
        let text = match text.to_string() {
            Ok(text) => text,
            Err(rquickjs::Error::Utf8(_)) => {
                return Ok(match self.stringify(text.as_value())? {
                    Some(Json::String(text)) => text,
                    _ => String::new(),
                });
            }
            Err(error) => return Err(error),
        };
        self.spend(text.len())?;
        Ok(text)
    }

    /// Whether an object is nothing but its members, as nearly all are.
    fn is_plain(&mut self, object: &Object<'js>) -> rquickjs::Result<bool> {
        if self.plain.is_none() {
            self.plain = Object::new(self.ctx.clone())?.get_prototype();
        }
        Ok(object.get_prototype() == self.plain)
    }

    /// Whatever is not plain, by `JSON.stringify` itself.
    fn stringify(&mut self, value: &Value<'js>) -> rquickjs::Result<Option<Json>> {
        let Some(json) = self.ctx.json_stringify(value.clone())? else {
            return Ok(None);
        };
        let json = json.to_string()?;
        self.spend(json.len())?;
        text::parse(&json).map(Some).map_err(|error| {
            Exception::throw_message(self.ctx, &format!("the value is no JSON: {error}"))
        })
    }

    fn enter<'a>(
        &self,
        value: &'a Value<'js>,
        outer: Option<&'a Around<'a, 'js>>,
    ) -> rquickjs::Result<Around<'a, 'js>> {
        let mut ancestor = outer;
        while let Some(around) = ancestor {
            if around.value == value {
                return Err(Exception::throw_type(self.ctx, "circular reference"));
            }
            ancestor = around.outer;
        }
        let depth = outer.map_or(0, |outer| outer.depth) + 1;
        if depth > MAX_DEPTH {
            let message = "the value is no JSON: recursion limit exceeded";
            return Err(Exception::throw_message(self.ctx, message));
        }
        Ok(Around {
            value,
            outer,
            depth,
        })
    }

    fn spend(&mut self, bytes: usize) -> rquickjs::Result<()> {
        match self.bytes_left.checked_sub(bytes) {
            Some(left) => self.bytes_left = left,
            None => return Err(Exception::throw_message(self.ctx, OUT_OF_MEMORY)),
        }
        Ok(())
    }
}

/// A number as JSON text has it: whole numbers below 10^21 have no exponent, and are integers where Rust
/// has room for them.
///
/// <https://tc39.es/ecma262/#sec-numeric-types-number-tostring>
pub(crate) fn from_number(number: f64) -> Json {
    // The largest integer from which on doubles have gaps.
    const SAFE: f64 = 9_007_199_254_740_992.0;
    if number.fract() != 0.0 || number.abs() >= 1e21 {
        serde_json::Number::from_f64(number).map_or(Json::Null, Json::Number)
    } else if number.abs() <= SAFE {
        Json::from(number as i64)
    } else {
        number.to_string().parse().map_or(Json::Null, Json::Number)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_numbers_are_integers() {
        assert_eq!(from_number(3.0), json!(3));
        assert_eq!(from_number(-0.0), json!(0));
        assert_eq!(from_number(0.5), json!(0.5));
        assert_eq!(from_number(1e18).to_string(), "1000000000000000000");
        assert_eq!(from_number(1e300), json!(1e300));
        assert_eq!(from_number(f64::NAN), Json::Null);
    }
}
