//! XML as `XML.toJSONObject` of the library `org.json` reads it.
//!
//! Elements become members, by their names with prefixes. An element of text only is its text, read as a
//! number or boolean if it is one. Attributes, declarations of namespaces among them, are members beside
//! the child elements; elements of one name become a list; text beside other content is the member
//! `content`.
//!
//! <https://stleary.github.io/JSON-java/org/json/XML.html#toJSONObject-java.lang.String->

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};
use serde_json::{Map, Value};

/// Deeper documents are refused: they would exhaust the stack.
const MAX_DEPTH: usize = 200;

type Members = Map<String, Value>;

/// The members of a document.
///
/// # Errors
/// What is wrong with the document.
pub(super) fn read(xml: &str) -> Result<Members, String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut document = Document::default();
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Text(text) => document.text.push_str(&text),
            Event::GeneralRef(entity) => document.text.push_str(&replaced(&entity)?),
            other => {
                document.end_text();
                match other {
                    Event::Start(tag) => document.open(&tag)?,
                    Event::End(_) => document.close(),
                    Event::CData(text) if !text.is_empty() => {
                        add(document.members(), "content", (&*text).into());
                    }
                    Event::Eof => return document.finish(),
                    _ => {}
                }
            }
        }
    }
}

/// What of a document is read.
#[derive(Default)]
struct Document {
    root: Members,
    /// The elements that are open, by name.
    open: Vec<(String, Members)>,
    /// Text since the last tag.
    text: String,
}

impl Document {
    /// The members of the innermost element that is open.
    fn members(&mut self) -> &mut Members {
        let innermost = self.open.last_mut();
        innermost.map_or(&mut self.root, |(_, members)| members)
    }

    /// Text outside of elements says nothing.
    fn end_text(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim_matches(|character| character <= ' ');
        if !text.is_empty() && !self.open.is_empty() {
            add(self.members(), "content", scalar(text));
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        if self.open.len() == MAX_DEPTH {
            return Err(format!(
                "elements are nested deeper than {MAX_DEPTH} levels"
            ));
        }
        let name = tag.name().into_inner();
        if name.is_empty() {
            return Err("a tag has no name".to_owned());
        }
        let mut members = Members::new();
        for attribute in tag.html_attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = unescape(&attribute.value).map_err(|error| error.to_string())?;
            add(&mut members, attribute.key.into_inner(), scalar(&value));
        }
        self.open.push((name.to_owned(), members));
        Ok(())
    }

    fn close(&mut self) {
        if let Some((name, members)) = self.open.pop() {
            add(self.members(), &name, value_of(members));
        }
    }

    fn finish(self) -> Result<Members, String> {
        match self.open.last() {
            Some((name, _)) => Err(format!("the element <{name}> has no end")),
            None => Ok(self.root),
        }
    }
}

/// What an entity stands for; one that XML does not know itself stays.
fn replaced(entity: &BytesRef<'_>) -> Result<String, String> {
    let character = entity.resolve_char_ref();
    if let Some(character) = character.map_err(|error| error.to_string())? {
        return Ok(character.to_string());
    }
    let known = resolve_predefined_entity(entity).map(str::to_owned);
    Ok(known.unwrap_or_else(|| format!("&{};", &**entity)))
}

/// The value of an element.
fn value_of(mut members: Members) -> Value {
    if members.is_empty() {
        "".into()
    } else if members.len() == 1
        && let Some(text) = members.remove("content")
    {
        text
    } else {
        Value::Object(members)
    }
}

/// Values of one name become a list; so does a single one that is a list, to be told from several.
fn add(members: &mut Members, name: &str, value: Value) {
    match members.get_mut(name) {
        None => {
            let value = match value {
                Value::Array(_) => Value::Array(vec![value]),
                value => value,
            };
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
    match text.to_ascii_lowercase().as_str() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        _ => {
            let number = serde_json::from_str(text).ok().filter(Value::is_number);
            number.unwrap_or_else(|| Value::from(text))
        }
    }
}
