//! JSON in the manner of the CDK: indented by one space, without a line break at the end.

use serde::ser::{self, Error as _, Impossible, Serialize};
use serde_json::Error;

/// Appends a value as JSON.
///
/// # Panics
/// If a map has keys that are no text, or the value has variants with several members.
pub fn write(value: &impl Serialize, bytes: &mut Vec<u8>) {
    let writer = &mut Writer { bytes, depth: 0 };
    value
        .serialize(writer)
        .expect("invariant: the keys of what is written are texts");
}

/// Gives what [`serde_json::ser::PrettyFormatter`] gives in a fraction of the time: templates are mostly texts, and most
/// of these are long.
struct Writer<'b> {
    bytes: &'b mut Vec<u8>,
    depth: usize,
}

/// A line break and the deepest indentation that is written at once.
const NEW_LINE: &[u8; 65] = b"\n                                                                ";

impl Writer<'_> {
    fn new_line(&mut self) {
        let at_once = self.depth.min(NEW_LINE.len() - 1);
        let new_line = NEW_LINE.get(..=at_once).unwrap_or_default();
        self.bytes.extend_from_slice(new_line);
        self.bytes.extend((at_once..self.depth).map(|_| b' '));
    }

    fn text(&mut self, text: &str) {
        json_escape_simd::escape_into(text, self.bytes);
    }

    /// What has a form that does not depend on the indentation.
    fn atom(&mut self, value: &impl Serialize) -> Result<(), Error> {
        serde_json::to_writer(&mut *self.bytes, value)
    }
}

/// The members of an array or object.
struct Members<'w, 'b> {
    writer: &'w mut Writer<'b>,
    is_empty: bool,
    close: u8,
}

impl<'w, 'b> Members<'w, 'b> {
    fn open(writer: &'w mut Writer<'b>, open: u8, close: u8) -> Self {
        writer.bytes.push(open);
        writer.depth += 1;
        Self {
            writer,
            is_empty: true,
            close,
        }
    }

    fn next(&mut self) -> &mut Writer<'b> {
        if !self.is_empty {
            self.writer.bytes.push(b',');
        }
        self.is_empty = false;
        self.writer.new_line();
        self.writer
    }

    fn value(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        self.writer.bytes.extend_from_slice(b": ");
        value.serialize(&mut *self.writer)
    }

    fn close(self) -> Result<(), Error> {
        self.writer.depth -= 1;
        if !self.is_empty {
            self.writer.new_line();
        }
        self.writer.bytes.push(self.close);
        Ok(())
    }
}

macro_rules! atoms {
    ($($name:ident: $type:ty),*) => {
        $(fn $name(self, value: $type) -> Result<(), Error> {
            self.atom(&value)
        })*
    };
}

impl<'w, 'b> ser::Serializer for &'w mut Writer<'b> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Members<'w, 'b>;
    type SerializeTuple = Members<'w, 'b>;
    type SerializeTupleStruct = Members<'w, 'b>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Members<'w, 'b>;
    type SerializeStruct = Members<'w, 'b>;
    type SerializeStructVariant = Impossible<(), Error>;

    atoms!(
        serialize_bool: bool, serialize_char: char,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_f32: f32, serialize_f64: f64
    );

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        self.text(text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Error> {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.atom(&())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let mut members = self.serialize_map(None)?;
        ser::SerializeMap::serialize_entry(&mut members, variant, value)?;
        members.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Members<'w, 'b>, Error> {
        Ok(Members::open(self, b'[', b']'))
    }

    fn serialize_tuple(self, length: usize) -> Result<Members<'w, 'b>, Error> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        length: usize,
    ) -> Result<Members<'w, 'b>, Error> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Error>, Error> {
        Err(Error::custom(variant))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'w, 'b>, Error> {
        Ok(Members::open(self, b'{', b'}'))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Members<'w, 'b>, Error> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Error>, Error> {
        Err(Error::custom(variant))
    }
}

macro_rules! elements {
    ($($of:ident: $element:ident),*) => {
        $(impl ser::$of for Members<'_, '_> {
            type Ok = ();
            type Error = Error;

            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                value.serialize(self.next())
            }

            fn end(self) -> Result<(), Error> {
                self.close()
            }
        })*
    };
}

elements!(
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field
);

impl ser::SerializeMap for Members<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let writer = self.next();
        let start = writer.bytes.len();
        key.serialize(&mut *writer)?;
        match writer.bytes.get(start) {
            Some(b'"') => Ok(()),
            _ => Err(Error::custom("a key that is no text")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

impl ser::SerializeStruct for Members<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.next().text(name);
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close()
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
        let every_ascii: String = (0..=127_u8).map(char::from).collect();
        let texts = json!([
            every_ascii,
            "naïve 𝄞\u{2028}",
            "\"".repeat(100),
            "a".repeat(1_000)
        ]);
        let numbers = json!([0, -1, u64::MAX, 0.1, 1e300, true, false]);
        for value in [
            json!({}),
            json!([[], [1, "two"]]),
            json!(null),
            deep,
            texts,
            numbers,
        ] {
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
