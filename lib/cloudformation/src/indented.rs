//! JSON in the manner of the CDK: indented by one space, without a line break at the end.

use std::io::{Result, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

/// Appends a value as JSON.
///
/// # Panics
/// If a map has keys that are no text.
pub fn write(value: &impl Serialize, bytes: &mut Vec<u8>) {
    let mut serializer = serde_json::Serializer::with_formatter(bytes, Indented::default());
    value
        .serialize(&mut serializer)
        .expect("invariant: the keys of what is written are texts");
}

/// Gives what [`serde_json::ser::PrettyFormatter`] gives, and each new line with its indentation at once.
#[derive(Debug, Default)]
struct Indented {
    depth: usize,
    has_value: bool,
}

/// A line break and the deepest indentation that is written at once.
const NEW_LINE: &[u8; 65] = b"\n                                                                ";

impl Indented {
    fn new_line<W: ?Sized + Write>(&self, writer: &mut W) -> Result<()> {
        let at_once = self.depth.min(NEW_LINE.len() - 1);
        writer.write_all(NEW_LINE.get(..=at_once).unwrap_or_default())?;
        (at_once..self.depth).try_for_each(|_| writer.write_all(b" "))
    }

    fn begin<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(bracket)
    }

    fn end<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> Result<()> {
        self.depth -= 1;
        if self.has_value {
            self.new_line(writer)?;
        }
        writer.write_all(bracket)
    }

    fn begin_item<W: ?Sized + Write>(&self, writer: &mut W, first: bool) -> Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        self.new_line(writer)
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.begin(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.begin_item(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.begin(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.begin_item(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::ser::PrettyFormatter;
    use serde_json::{Serializer, Value, json};

    use super::*;

    #[test]
    fn it_is_the_json_of_serde_with_one_space() {
        let deep = (0..80).fold(json!(1), |inner, depth| match depth % 2 {
            0 => json!([inner, {}]),
            _ => json!({ "a": [], "b": inner }),
        });
        for value in [json!({}), json!([[], [1, "two"]]), json!(null), deep] {
            let mut bytes = Vec::new();
            write(&value, &mut bytes);
            assert_eq!(String::from_utf8_lossy(&bytes), pretty(&value));
        }
    }

    fn pretty(value: &Value) -> String {
        let mut bytes = Vec::new();
        let formatter = PrettyFormatter::with_indent(b" ");
        let mut serializer = Serializer::with_formatter(&mut bytes, formatter);
        value.serialize(&mut serializer).expect("JSON");
        String::from_utf8(bytes).expect("a text")
    }
}
