//! Fields of a schema's types.

use crate::api::ApiRef;

/// A field of an API to attach a resolver to; see [`ApiRef::field`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub(crate) api: ApiRef,
    pub(crate) coordinate: String,
}

impl Field {
    /// The type and the field, unless the text is not of the form `Type.field`.
    pub(crate) fn parts(&self) -> Option<(&str, &str)> {
        self.coordinate.split_once('.').filter(|(of_type, field)| {
            !of_type.is_empty() && !field.is_empty() && !field.contains('.')
        })
    }
}
