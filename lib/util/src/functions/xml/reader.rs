//! XML as `XML.toJSONObject` of the library `org.json` reads it.
//!
//! Elements become members, by their names with prefixes. An element of text only is its text, read as a
//! number or boolean if it is one. Attributes, declarations of namespaces among them, are members beside
//! the child elements; elements of one name become a list; text beside other content is the member
//! `content`.
//!
//! <https://stleary.github.io/JSON-java/org/json/XML.html#toJSONObject-java.lang.String->

use serde_json::{Map, Value};

/// Deeper documents are refused: they would exhaust the stack.
const MAX_DEPTH: usize = 200;

type Members = Map<String, Value>;

/// The members of a document.
///
/// # Errors
/// What is wrong with the document.
pub(super) fn read(xml: &str) -> Result<Members, String> {
    let mut members = Members::new();
    let mut reader = Reader { rest: xml };
    while reader.until("<").is_some() {
        reader.markup(&mut members, None, MAX_DEPTH)?;
    }
    Ok(members)
}

struct Reader<'x> {
    rest: &'x str,
}

impl<'x> Reader<'x> {
    /// What follows a `<`. Whether it is the end of the element that is `open`.
    fn markup(
        &mut self,
        members: &mut Members,
        open: Option<&str>,
        depth: usize,
    ) -> Result<bool, String> {
        if self.eat("!--") {
            self.until("-->").ok_or("a comment has no end")?;
        } else if self.eat("![CDATA[") {
            let text = self.until("]]>").ok_or("a CDATA section has no end")?;
            if !text.is_empty() {
                add(members, "content", text.into());
            }
        } else if self.eat("!") {
            self.declaration()?;
        } else if self.eat("?") {
            self.until("?>").ok_or("an instruction has no end")?;
        } else if self.eat("/") {
            let name = self.name()?;
            if open != Some(name) {
                return Err(format!("</{name}> closes an element that is not open"));
            }
            self.expect(">")?;
            return Ok(true);
        } else {
            self.element(members, depth)?;
        }
        Ok(false)
    }

    /// `<!DOCTYPE …>`, which may have declarations inside and is passed over.
    fn declaration(&mut self) -> Result<(), String> {
        let mut depth = 1;
        while depth > 0 {
            let at = self.rest.find(['<', '>', '"', '\'']);
            let sign = at.and_then(|at| self.rest[at..].chars().next());
            let (Some(at), Some(sign)) = (at, sign) else {
                return Err("a declaration has no end".to_owned());
            };
            self.rest = &self.rest[at + 1..];
            match sign {
                '<' => depth += 1,
                '>' => depth -= 1,
                quote => {
                    self.until(quote.encode_utf8(&mut [0; 4]))
                        .ok_or("a quoted text has no end")?;
                }
            }
        }
        Ok(())
    }

    fn element(&mut self, parent: &mut Members, depth: usize) -> Result<(), String> {
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| format!("elements are nested deeper than {MAX_DEPTH} levels"))?;
        let name = self.name()?;
        let mut members = Members::new();
        loop {
            self.skip_whitespace();
            if self.eat("/") {
                self.expect(">")?;
                break;
            }
            if self.eat(">") {
                self.content(&mut members, name, depth)?;
                break;
            }
            self.attribute(&mut members)?;
        }
        add(parent, name, value_of(members));
        Ok(())
    }

    fn attribute(&mut self, members: &mut Members) -> Result<(), String> {
        let name = self.name()?;
        self.skip_whitespace();
        if !self.eat("=") {
            add(members, name, "".into());
            return Ok(());
        }
        self.skip_whitespace();
        let value = if self.eat("\"") {
            self.until("\"").ok_or("a quoted text has no end")?
        } else if self.eat("'") {
            self.until("'").ok_or("a quoted text has no end")?
        } else {
            self.name()?
        };
        add(members, name, scalar(&decoded(value)?));
        Ok(())
    }

    /// What is between the tags of an element, and the closing one.
    fn content(&mut self, members: &mut Members, name: &str, depth: usize) -> Result<(), String> {
        loop {
            let text = self
                .until("<")
                .ok_or_else(|| format!("the element <{name}> has no end"))?;
            let text = decoded(text)?;
            let text = text.trim_matches(|character| character <= ' ');
            if !text.is_empty() {
                add(members, "content", scalar(text));
            }
            if self.markup(members, Some(name), depth)? {
                return Ok(());
            }
        }
    }

    fn name(&mut self) -> Result<&'x str, String> {
        let is_end =
            |character: char| character.is_whitespace() || ">/=!?[]<\"'".contains(character);
        let end = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        if name.is_empty() {
            return Err("a tag has no name".to_owned());
        }
        self.rest = rest;
        Ok(name)
    }

    fn skip_whitespace(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, text: &str) -> Result<(), String> {
        self.skip_whitespace();
        if self.eat(text) {
            Ok(())
        } else {
            Err(format!("`{text}` is missing at the end of a tag"))
        }
    }

    /// What stands before a text, which is passed over; none if there is no such text.
    fn until(&mut self, end: &str) -> Option<&'x str> {
        let (before, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(before)
    }
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

/// Text with its entities replaced; those that XML does not know itself stay.
fn decoded(text: &str) -> Result<String, String> {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let (entity, after) = after
            .split_once(';')
            .filter(|(entity, _)| {
                entity
                    .chars()
                    .all(|one| one.is_alphanumeric() || one == '#')
            })
            .ok_or("an `&` begins no entity")?;
        match entity {
            "amp" => decoded.push('&'),
            "apos" => decoded.push('\''),
            "gt" => decoded.push('>'),
            "lt" => decoded.push('<'),
            "quot" => decoded.push('"'),
            entity => match entity.strip_prefix('#') {
                Some(code) => decoded
                    .push(character(code).ok_or_else(|| format!("`&{entity};` is no character"))?),
                None => decoded.push_str(&format!("&{entity};")),
            },
        }
        rest = after;
    }
    decoded.push_str(rest);
    Ok(decoded)
}

/// The character of a code such as `65` or `x41`.
fn character(code: &str) -> Option<char> {
    let code = match code.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => code.parse(),
    };
    char::from_u32(code.ok()?)
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
