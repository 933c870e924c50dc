//! `@aws-appsync/utils/dynamodb`: the requests that most handlers make with it, as its script makes them.

use serde_json::Value as Json;

use super::{
    MEMBERS_IN_A_STEP, Machine,
    json::parse,
    value::{Text, Value},
};
use crate::plain::{
    Result, Stop,
    tree::{DynamoDb, Global},
};

/// Prefixes of the names that requests have for attributes and their values.
const NAME: &str = "#expName_";
const VALUE: &str = ":expValue_";

/// `type` of an operation that removes an attribute.
const REMOVE: &str = "OPERATION_REMOVE";

/// Members of requests that change an item of a versioned data source.
const VERSIONED: &[&str] = &["_version", "customPartitionKey", "populateIndexFields"];

/// The names that an expression has for attributes, in the order of their first use.
#[derive(Default)]
struct Names<'a>(Vec<Text<'a>>);

impl<'a> Names<'a> {
    fn of(&mut self, text: &Text<'a>) -> String {
        let known = self.0.iter().position(|known| **known == **text);
        let at = known.unwrap_or_else(|| {
            self.0.push(text.clone());
            self.0.len() - 1
        });
        format!("{NAME}{}", at + 1)
    }

    fn into_members(self) -> Vec<(Text<'a>, Value<'a>)> {
        let names = self.0.into_iter().enumerate();
        let members =
            names.map(|(at, text)| (format!("{NAME}{}", at + 1).into(), Value::Text(text)));
        members.collect()
    }
}

impl<'a> Machine<'a> {
    pub(super) fn dynamodb(
        &mut self,
        function: DynamoDb,
        arguments: &[Value<'a>],
    ) -> Result<Value<'a>> {
        let input = arguments.first().unwrap_or(&Value::Undefined);
        match function {
            DynamoDb::Get => {
                let key = self.attributes(input, "key")?;
                let consistent = self.member(input, "consistentRead")?;
                let projection = self.projection(input)?;
                self.request(
                    "GetItem",
                    vec![
                        ("key", key),
                        ("consistentRead", consistent),
                        ("projection", projection),
                    ],
                )
            }
            DynamoDb::Put => {
                let mut members = vec![
                    ("key", self.attributes(input, "key")?),
                    ("attributeValues", self.attributes(input, "item")?),
                    ("condition", self.expression(input, "condition")?),
                ];
                self.add(input, VERSIONED, &mut members)?;
                self.request("PutItem", members)
            }
            DynamoDb::Remove => {
                let mut members = vec![
                    ("key", self.attributes(input, "key")?),
                    ("condition", self.expression(input, "condition")?),
                ];
                self.add(input, VERSIONED, &mut members)?;
                self.request("DeleteItem", members)
            }
            DynamoDb::Update => {
                let key = self.attributes(input, "key")?;
                let changes = self.member(input, "update")?;
                let mut members = vec![
                    ("key", key),
                    ("update", self.update(&changes)?),
                    ("condition", self.expression(input, "condition")?),
                ];
                self.add(input, VERSIONED, &mut members)?;
                self.request("UpdateItem", members)
            }
            DynamoDb::Query => {
                let mut members = vec![("query", self.expression(input, "query")?)];
                self.page(input, &mut members)?;
                self.add(input, &["scanIndexForward", "select"], &mut members)?;
                self.request("Query", members)
            }
            DynamoDb::Scan => {
                let mut members = Vec::new();
                self.page(input, &mut members)?;
                self.add(input, &["segment", "totalSegments"], &mut members)?;
                self.request("Scan", members)
            }
            DynamoDb::Operation { kind, of } => {
                let mut members = vec![("type".into(), Value::text(kind))];
                let values = of.iter().enumerate();
                members.extend(values.map(|(at, name)| {
                    let value = arguments.get(at).cloned();
                    (Text::Given(name), value.unwrap_or(Value::Undefined))
                }));
                Ok(self.heap.object(members))
            }
        }
    }

    /// What is null counts as not given.
    fn request(
        &mut self,
        operation: &'static str,
        members: Vec<(&'static str, Value<'a>)>,
    ) -> Result<Value<'a>> {
        let given = members.into_iter().filter(|(_, value)| !value.is_nullish());
        let operation = ("operation", Value::text(operation));
        let members = std::iter::once(operation).chain(given);
        let members = members.map(|(name, value)| (Text::Given(name), value));
        Ok(self.heap.object(members.collect()))
    }

    /// Adds members of the input as they are.
    fn add(
        &mut self,
        input: &Value<'a>,
        names: &[&'static str],
        members: &mut Vec<(&'static str, Value<'a>)>,
    ) -> Result<()> {
        for name in names.iter().copied() {
            members.push((name, self.member(input, name)?));
        }
        Ok(())
    }

    fn page(
        &mut self,
        input: &Value<'a>,
        members: &mut Vec<(&'static str, Value<'a>)>,
    ) -> Result<()> {
        self.add(
            input,
            &["index", "limit", "nextToken", "consistentRead"],
            members,
        )?;
        members.push(("filter", self.expression(input, "filter")?));
        members.push(("projection", self.projection(input)?));
        Ok(())
    }

    /// A key or an item of the input.
    fn attributes(&mut self, input: &Value<'a>, name: &str) -> Result<Value<'a>> {
        match self.member(input, name)? {
            map @ (Value::Object(_) | Value::Given(Json::Object(_))) => {
                self.global(Global::ToMapValues, &[map])
            }
            _ => Err(Stop::Unknown),
        }
    }

    /// A condition or a filter of the input.
    fn expression(&mut self, input: &Value<'a>, name: &str) -> Result<Value<'a>> {
        let filter = self.member(input, name)?;
        if filter.is_nullish() {
            return Ok(Value::Undefined);
        }
        let name = "transform.toDynamoDBFilterExpression";
        let Value::Text(text) = self.utility_named(name, &[filter])? else {
            return Err(Stop::Unknown);
        };
        let Json::Object(mut members) = parse(&text)? else {
            return Err(Stop::Unknown);
        };
        match members.shift_remove("expressionValues") {
            Some(Json::Object(values)) if values.is_empty() => {}
            Some(values @ Json::Object(_)) => {
                members.insert("expressionValues".to_owned(), values);
            }
            _ => return Err(Stop::Unknown),
        }
        self.of_json(Json::Object(members))
    }

    fn projection(&mut self, input: &Value<'a>) -> Result<Value<'a>> {
        let paths = self.member(input, "projection")?;
        let count = match &paths {
            Value::List(_) | Value::Given(Json::Array(_)) => self.length(&paths)?,
            _ => 0,
        };
        if count == 0 {
            return Ok(Value::Undefined);
        }
        let mut names = Names::default();
        let mut written = Vec::new();
        for at in 0..count {
            let Value::Text(path) = self.item(&paths, at)? else {
                return Err(Stop::Unknown);
            };
            let mut segments = Vec::new();
            for segment in path.split('.') {
                segments.push(self.name(&mut names, &segment.to_owned().into())?);
            }
            written.push(segments.join("."));
        }
        let expression = self.new_text(written.join(", "))?;
        let names = self.heap.object(names.into_members());
        Ok(self.heap.object(vec![
            ("expression".into(), expression),
            ("expressionNames".into(), names),
        ]))
    }

    /// First all SET clauses, then all REMOVE clauses; names and values count in that order.
    fn update(&mut self, changes: &Value<'a>) -> Result<Value<'a>> {
        let (mut sets, mut removed) = (Vec::new(), Vec::new());
        for (field, change) in self.entries(changes)? {
            if self.has_operation(&change)? {
                return Err(Stop::Unknown);
            }
            for (kind, operation) in self.operations(change)? {
                match &*kind == REMOVE {
                    true => removed.push(field.clone()),
                    false => sets.push((field.clone(), kind, operation)),
                }
            }
        }
        let mut names = Names::default();
        let mut values = Vec::new();
        let mut clauses = Vec::new();
        for (field, kind, operation) in sets {
            let name = self.name(&mut names, &field)?;
            clauses.push(self.set_clause(&name, &kind, &operation, &mut values)?);
        }
        let removes = removed.iter().map(|field| self.name(&mut names, field));
        let removes = removes.collect::<Result<Vec<String>>>()?;
        let parts = [("SET", clauses), ("REMOVE", removes)];
        let parts = parts.iter().filter(|(_, clauses)| !clauses.is_empty());
        let parts = parts.map(|(word, clauses)| format!("{word} {}", clauses.join(", ")));
        let expression = self.new_text(parts.collect::<Vec<String>>().join(" "))?;
        let names = self.heap.object(names.into_members());
        let values = self.heap.object(values);
        Ok(self.heap.object(vec![
            ("expression".into(), expression),
            ("expressionNames".into(), names),
            ("expressionValues".into(), values),
        ]))
    }

    /// What an expression calls an attribute.
    fn name(&mut self, names: &mut Names<'a>, attribute: &Text<'a>) -> Result<String> {
        self.steps(1 + names.0.len() / MEMBERS_IN_A_STEP)?;
        Ok(names.of(attribute))
    }

    /// The operations on an attribute with their types: a plain value replaces it, and a list of `updateListItem` is
    /// several.
    fn operations(&mut self, change: Value<'a>) -> Result<Vec<(Text<'a>, Value<'a>)>> {
        if let Some(kind) = self.kind(&change)? {
            return Ok(vec![(kind, change)]);
        }
        if let Value::List(_) | Value::Given(Json::Array(_)) = change {
            let mut several = Vec::new();
            for at in 0..self.length(&change)? {
                let item = self.item(&change, at)?;
                match self.kind(&item)? {
                    Some(kind) if *kind == *"OPERATION_UPDATE_LIST_ITEM" => {
                        several.push((kind, item));
                    }
                    _ => {
                        several.clear();
                        break;
                    }
                }
            }
            if !several.is_empty() {
                return Ok(several);
            }
        }
        let replacing = self.heap.object(vec![("value".into(), change)]);
        Ok(vec![(Text::Given("OPERATION_REPLACE"), replacing)])
    }

    /// Whether operations stand within an object.
    fn has_operation(&mut self, change: &Value<'a>) -> Result<bool> {
        let is_object = matches!(change, Value::Object(_) | Value::Given(Json::Object(_)));
        if !is_object || self.kind(change)?.is_some() {
            return Ok(false);
        }
        for (_, member) in self.entries(change)? {
            let first = match &member {
                Value::List(_) | Value::Given(Json::Array(_)) => self.item(&member, 0)?,
                _ => member.clone(),
            };
            if self.kind(&first)?.is_some() || self.has_operation(&member)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The type of an operation; `None` of what is none.
    fn kind(&mut self, change: &Value<'a>) -> Result<Option<Text<'a>>> {
        Ok(match change {
            Value::Object(_) | Value::Given(Json::Object(_)) => {
                match self.member(change, "type")? {
                    Value::Text(kind) => Some(kind).filter(|kind| kind.starts_with("OPERATION_")),
                    _ => None,
                }
            }
            _ => None,
        })
    }

    fn set_clause(
        &mut self,
        name: &str,
        kind: &str,
        operation: &Value<'a>,
        values: &mut Vec<(Text<'a>, Value<'a>)>,
    ) -> Result<String> {
        let of = match kind {
            "OPERATION_APPEND" | "OPERATION_PREPEND" => "items",
            "OPERATION_INCREMENT" | "OPERATION_DECREMENT" => "by",
            _ => "value",
        };
        let value = match self.member(operation, of)? {
            nothing if of == "by" && nothing.is_nullish() => Value::Number(1.0),
            value => value,
        };
        let index = match kind {
            "OPERATION_UPDATE_LIST_ITEM" => {
                let index = self.member(operation, "index")?;
                format!("[{}]", index.to_text()?)
            }
            _ => String::new(),
        };
        let placeholder = format!("{VALUE}{}", values.len() + 1);
        let attribute = self.global(Global::ToDynamoDb, &[value])?;
        values.push((placeholder.clone().into(), attribute));
        Ok(match kind {
            "OPERATION_APPEND" => format!("{name} = list_append({name}, {placeholder})"),
            "OPERATION_PREPEND" => format!("{name} = list_append({placeholder}, {name})"),
            "OPERATION_INCREMENT" => format!("{name} = {name} + {placeholder}"),
            "OPERATION_DECREMENT" => format!("{name} = {name} - {placeholder}"),
            _ => format!("{name}{index} = {placeholder}"),
        })
    }
}
