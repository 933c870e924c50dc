//! `xml.toMap` and `xml.toJsonString`.
//!
//! Elements become members: an element of text only is its text, read as a number or boolean if it is
//! one; attributes are members beside the child elements; elements of one name become a list; text
//! beside other content is the member `content`. That is how the `org.json` library reads XML.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/xml-helpers-in-utils-xml.html>

use roxmltree::{Document, Node};
use serde_json::{Map, Value};

use super::{
    Function,
    arguments::{any, refuse, text},
    both,
};
use crate::FieldError;

pub(super) static FUNCTIONS: &[Function] = &[
    both("xml.toMap", |_, arguments| to_map(text(arguments, 0)?)),
    both("xml.toJsonString", |_, arguments| {
        let json = to_map(text(arguments, 0)?)?.to_string();
        let is_string_encoded = any(arguments, 1) == &Value::Bool(true);
        Ok(Value::String(if is_string_encoded {
            Value::String(json).to_string()
        } else {
            json
        }))
    }),
];

/// Deeper documents are refused: they would exhaust the stack.
const MAX_DEPTH: usize = 200;

fn to_map(xml: &str) -> Result<Value, Box<FieldError>> {
    let document = Document::parse(xml).map_err(|error| refuse(format!("xml: {error}")))?;
    let root = document.root_element();
    let value = element(root, MAX_DEPTH).ok_or_else(|| {
        refuse(format!(
            "xml: elements are nested deeper than {MAX_DEPTH} levels"
        ))
    })?;
    Ok(Value::Object(Map::from_iter([(
        root.tag_name().name().to_owned(),
        value,
    )])))
}

fn element(node: Node<'_, '_>, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let mut members = Map::new();
    for attribute in node.attributes() {
        add(&mut members, attribute.name(), scalar(attribute.value()));
    }
    let mut text = String::new();
    for child in node.children() {
        if child.is_element() {
            add(
                &mut members,
                child.tag_name().name(),
                element(child, depth)?,
            );
        } else if child.is_text() {
            text.push_str(child.text().unwrap_or_default());
        }
    }
    let text = text.trim();
    Some(match (members.is_empty(), text.is_empty()) {
        (true, _) => scalar(text),
        (false, true) => Value::Object(members),
        (false, false) => {
            add(&mut members, "content", scalar(text));
            Value::Object(members)
        }
    })
}

fn add(members: &mut Map<String, Value>, name: &str, value: Value) {
    match members.get_mut(name) {
        None => {
            members.insert(name.to_owned(), value);
        }
        Some(Value::Array(list)) => list.push(value),
        Some(first) => {
            let first_value = first.take();
            *first = Value::Array(vec![first_value, value]);
        }
    }
}

fn scalar(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        _ => {
            let number = serde_json::from_str(text).ok().filter(Value::is_number);
            number.unwrap_or_else(|| Value::from(text))
        }
    }
}
