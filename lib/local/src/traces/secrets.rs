//! Keeps credentials out of traces and logs, wherever code has put them.

use std::borrow::Cow;

use serde_json::Value;

/// What stands in place of a secret.
const HIDDEN: &str = "(hidden)";

/// A secret shorter than this is hidden where it is a whole text, but not looked for within texts, where it
/// could be a word.
const SHORT: usize = 8;

/// The credentials of a request.
#[derive(Debug, Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Those among the headers of a request.
    pub(crate) fn of<'h>(headers: impl IntoIterator<Item = (&'h str, &'h str)>) -> Self {
        let mut secrets = Vec::new();
        for (_, value) in headers.into_iter().filter(|(name, _)| is_secret(name)) {
            if let Some((_, token)) = value.split_once(' ') {
                secrets.push(token.trim().to_owned());
            }
            secrets.push(value.to_owned());
        }
        secrets.retain(|secret| !secret.is_empty());
        // The whole before its parts.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self(secrets)
    }

    /// A text without them.
    pub(crate) fn hide_in<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for secret in &self.0 {
            if *text == *secret {
                return Cow::Owned(HIDDEN.to_owned());
            }
            if secret.len() >= SHORT && text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), HIDDEN).into();
            }
        }
        text
    }

    /// Hides them in a value, and what members with the names of such headers hold, as in requests to other
    /// servers.
    pub(crate) fn hide(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Cow::Owned(hidden) = self.hide_in(text) {
                    *text = hidden;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide(item)),
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    if is_secret(name) && (member.is_string() || member.is_array()) {
                        *member = HIDDEN.into();
                    } else {
                        self.hide(member);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Whether a header or member of this name holds a credential.
fn is_secret(name: &str) -> bool {
    [
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-api-key",
        "x-amz-security-token",
        "password",
    ]
    .iter()
    .any(|secret| name.eq_ignore_ascii_case(secret))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn credentials_are_hidden_wherever_they_are() {
        let secrets = Secrets::of([
            ("authorization", "Bearer abc.def.ghi"),
            ("x-api-key", "short"),
            ("accept", "application/json"),
        ]);
        let mut value = json!({
            "headers": {"Authorization": "other server's", "accept": "application/json"},
            "list": ["Bearer abc.def.ghi", "token: abc.def.ghi!", "short", "shortly"],
            "cookie": ["a=b"],
            "password": {"is": "a field's selection"},
        });
        secrets.hide(&mut value);
        assert_eq!(
            value,
            json!({
                "headers": {"Authorization": "(hidden)", "accept": "application/json"},
                "list": ["(hidden)", "token: (hidden)!", "(hidden)", "shortly"],
                "cookie": "(hidden)",
                "password": {"is": "a field's selection"},
            })
        );
    }
}
