//! `str.*`.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::{
    Function,
    arguments::{optional_text, refuse, text},
    both, vtl,
};
use crate::FieldError;

pub(super) static FUNCTIONS: &[Function] = &[
    vtl("str.toUpper", |_, arguments| {
        on_text(arguments, |text| Ok(text.to_uppercase()))
    }),
    vtl("str.toLower", |_, arguments| {
        on_text(arguments, |text| Ok(text.to_lowercase()))
    }),
    vtl("str.toReplace", |_, arguments| {
        let (from, to) = (text(arguments, 1)?, text(arguments, 2)?);
        on_text(arguments, |text| Ok(text.replace(from, to)))
    }),
    both("str.normalize", |_, arguments| {
        let form = text(arguments, 1)?;
        on_text(arguments, |text| match form.to_ascii_lowercase().as_str() {
            "nfc" => Ok(text.nfc().collect()),
            "nfd" => Ok(text.nfd().collect()),
            "nfkc" => Ok(text.nfkc().collect()),
            "nfkd" => Ok(text.nfkd().collect()),
            _ => Err(refuse(format!(
                "str.normalize: `{form}` is not a normalization form; use nfc, nfd, nfkc or nfkd"
            ))),
        })
    }),
];

fn on_text(
    arguments: &[Value],
    function: impl Fn(&str) -> Result<String, Box<FieldError>>,
) -> Result<Value, Box<FieldError>> {
    optional_text(arguments, 0)?.map_or(Ok(Value::Null), |text| function(text).map(Value::String))
}
