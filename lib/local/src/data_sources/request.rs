//! Reading a resolver's request: a JSON object whose members are taken one by one.

use serde_json::{Map, Value};

use super::error::{Failure, malformed};

/// An object of a request, with its place in it for messages such as `$[update][expression]`.
#[derive(Clone)]
pub(super) struct Members {
    object: Map<String, Value>,
    path: String,
}

impl Members {
    /// The request as a whole.
    pub(super) fn of(request: Value) -> Result<Self, Failure> {
        Self::new(request, "$".to_owned())
    }

    /// An object within a request, at a place such as `$[tables][Posts]`.
    pub(super) fn new(value: Value, path: String) -> Result<Self, Failure> {
        match value {
            Value::Object(object) => Ok(Self { object, path }),
            other => Err(wrong_type("object", &path, &other)),
        }
    }

    /// A member that may be missing; null counts as missing.
    pub(super) fn optional(&mut self, name: &str) -> Option<Value> {
        self.object
            .get_mut(name)
            .map(Value::take)
            .filter(|value| !value.is_null())
    }

    /// A member as it is now.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.object.get(name)
    }

    /// The members as they are now.
    pub(super) fn to_value(&self) -> Value {
        Value::Object(self.object.clone())
    }

    pub(super) fn required(&mut self, name: &str) -> Result<Value, Failure> {
        self.optional(name).ok_or_else(|| self.missing(name))
    }

    pub(super) fn optional_object(
        &mut self,
        name: &str,
    ) -> Result<Option<Map<String, Value>>, Failure> {
        match self.optional(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(other) => Err(wrong_type("object", &self.path_of(name), &other)),
        }
    }

    /// An object of typed attributes such as `{"id": {"S": "1"}}`.
    pub(super) fn optional_attributes(
        &mut self,
        name: &str,
    ) -> Result<Option<Map<String, Value>>, Failure> {
        let Some(attributes) = self.optional_object(name)? else {
            return Ok(None);
        };
        for (attribute, value) in &attributes {
            if !value.is_object() {
                return Err(wrong_type(
                    "object",
                    &format!("{}[{attribute}]", self.path_of(name)),
                    value,
                ));
            }
        }
        Ok(Some(attributes))
    }

    pub(super) fn required_attributes(
        &mut self,
        name: &str,
    ) -> Result<Map<String, Value>, Failure> {
        self.optional_attributes(name)?
            .ok_or_else(|| self.missing(name))
    }

    pub(super) fn optional_members(&mut self, name: &str) -> Result<Option<Self>, Failure> {
        let path = self.path_of(name);
        self.optional(name)
            .map(|value| Self::new(value, path))
            .transpose()
    }

    pub(super) fn required_members(&mut self, name: &str) -> Result<Self, Failure> {
        let path = self.path_of(name);
        Self::new(self.required(name)?, path)
    }

    pub(super) fn required_list(&mut self, name: &str) -> Result<Vec<Value>, Failure> {
        match self.required(name)? {
            Value::Array(list) => Ok(list),
            other => Err(wrong_type("array", &self.path_of(name), &other)),
        }
    }

    pub(super) fn optional_text(&self, name: &str) -> Result<Option<String>, Failure> {
        match self.object.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err(wrong_type("string", &self.path_of(name), other)),
        }
    }

    pub(super) fn required_text(&self, name: &str) -> Result<String, Failure> {
        self.optional_text(name)?.ok_or_else(|| self.missing(name))
    }

    /// A whole number, which may be written with a fraction of 0 as all numbers of VTL and JavaScript.
    pub(super) fn optional_integer(&self, name: &str) -> Result<Option<i64>, Failure> {
        match self.object.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Number(number)) => Ok(number
                .as_i64()
                .or_else(|| number.as_f64().map(|number| number as i64))),
            Some(other) => Err(wrong_type("number", &self.path_of(name), other)),
        }
    }

    /// The members that are left, for objects whose member names are the user's.
    pub(super) fn into_iter(self) -> impl Iterator<Item = (String, Value, String)> {
        let path = self.path;
        self.object.into_iter().map(move |(name, value)| {
            let path = format!("{path}[{name}]");
            (name, value, path)
        })
    }

    fn missing(&self, name: &str) -> Failure {
        malformed(format!(
            "Value for field '{}' not found.",
            self.path_of(name)
        ))
    }

    pub(super) fn path_of(&self, name: &str) -> String {
        format!("{}[{name}]", self.path)
    }
}

pub(super) fn wrong_type(expected: &str, path: &str, found: &Value) -> Failure {
    let found = match found {
        Value::Null => "NULL",
        Value::Bool(_) => "BOOLEAN",
        Value::Number(_) => "NUMBER",
        Value::String(_) => "STRING",
        Value::Array(_) => "ARRAY",
        Value::Object(_) => "OBJECT",
    };
    malformed(format!(
        "Expected JSON {expected} for field '{path}' but got '{found}' instead."
    ))
}
