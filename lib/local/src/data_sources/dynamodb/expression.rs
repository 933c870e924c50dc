//! Expressions with their names and values, which DynamoDB wants in one map for all of a request.

use serde_json::{Map, Value};

use crate::data_sources::error::Failure;
use crate::data_sources::request::Members;

/// A request to the store that expressions are added to.
pub(super) struct WithExpressions {
    request: Map<String, Value>,
    names: Map<String, Value>,
    values: Map<String, Value>,
}

impl WithExpressions {
    pub(super) fn new(request: Map<String, Value>) -> Self {
        Self {
            request,
            names: Map::new(),
            values: Map::new(),
        }
    }

    /// Adds an expression object (`expression`, `expressionNames`, `expressionValues`) as a member such as
    /// `FilterExpression`.
    pub(super) fn add(&mut self, member: &str, expression: &mut Members) -> Result<(), Failure> {
        let text = expression.required_text("expression")?;
        self.request.insert(member.to_owned(), Value::String(text));
        if let Some(names) = expression.optional_object("expressionNames")? {
            self.names.extend(names);
        }
        if let Some(values) = expression.optional_object("expressionValues")? {
            self.values.extend(values);
        }
        Ok(())
    }

    /// Adds the request's `projection`, if it has one.
    pub(super) fn add_projection(&mut self, request: &mut Members) -> Result<(), Failure> {
        match request.optional_members("projection")? {
            Some(mut projection) => self.add("ProjectionExpression", &mut projection),
            None => Ok(()),
        }
    }

    /// Adds attributes to the projection, if there is one, and gives those that it did not have.
    pub(super) fn project_also<'n>(
        &mut self,
        attributes: impl Iterator<Item = &'n String>,
    ) -> Vec<String> {
        let Some(Value::String(projection)) = self.request.get_mut("ProjectionExpression") else {
            return Vec::new();
        };
        let mut added = Vec::new();
        for (at, attribute) in attributes.enumerate() {
            let mut paths = projection.split(',').map(str::trim);
            let is_asked = paths.any(|path| match self.names.get(path) {
                Some(name) => name == attribute,
                None => path == attribute,
            });
            if !is_asked {
                let placeholder = format!("#appsynthKey{at}");
                projection.push_str(&format!(", {placeholder}"));
                self.names.insert(placeholder, attribute.as_str().into());
                added.push(attribute.clone());
            }
        }
        added
    }

    /// Adds a condition on key attributes; `parts` are the placeholder of name and value, the attribute and its
    /// typed value.
    pub(super) fn add_key_condition(&mut self, condition: &str, parts: &[(&str, &str, Value)]) {
        self.insert("KeyConditionExpression", condition);
        for (placeholder, attribute, value) in parts {
            self.names
                .insert(format!("#{placeholder}"), (*attribute).into());
            self.values.insert(format!(":{placeholder}"), value.clone());
        }
    }

    pub(super) fn insert(&mut self, member: &str, value: impl Into<Value>) {
        self.request.insert(member.to_owned(), value.into());
    }

    /// The finished request. DynamoDB refuses empty maps of names and values.
    pub(super) fn finish(self) -> Map<String, Value> {
        let mut request = self.request;
        if !self.names.is_empty() {
            request.insert("ExpressionAttributeNames".to_owned(), self.names.into());
        }
        if !self.values.is_empty() {
            request.insert("ExpressionAttributeValues".to_owned(), self.values.into());
        }
        request
    }
}
