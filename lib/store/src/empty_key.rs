//! Empty texts in key conditions, which the engine finds nothing by and DynamoDB refuses.
//!
//! <https://github.com/getmoto/moto/issues/7062> records DynamoDB's answer.

use serde_json::Value;

use crate::Exception;

/// Refuses a `Query` whose key condition compares an attribute with an empty text.
pub(crate) fn check(query: &Value) -> Result<(), Exception> {
    let condition = query["KeyConditionExpression"].as_str().unwrap_or_default();
    let mut attribute = "";
    for word in condition.split(|c: char| c.is_whitespace() || "(),=<>".contains(c)) {
        if word.starts_with(':') {
            if query["ExpressionAttributeValues"][word]["S"] == "" {
                return Err(refusal(attribute));
            }
        } else if !is_of_the_language(word) {
            let name = &query["ExpressionAttributeNames"][word];
            attribute = name.as_str().unwrap_or(word);
        }
    }
    Ok(())
}

/// Whether a word is none of the user's.
fn is_of_the_language(word: &str) -> bool {
    ["", "and", "between", "begins_with"].contains(&word.to_ascii_lowercase().as_str())
}

fn refusal(attribute: &str) -> Exception {
    Exception::new(
        "ValidationException",
        format!(
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an \
             empty string value. Key: {attribute}"
        ),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The attribute for which a condition is refused.
    fn refused(condition: &str) -> Option<String> {
        let query = json!({
            "KeyConditionExpression": condition,
            "ExpressionAttributeNames": {"#a": "author", "#t": "title"},
            "ExpressionAttributeValues": {
                ":full": {"S": "x"}, ":zero": {"N": "0"}, ":empty": {"S": ""},
            },
        });
        let message = check(&query).err()?.message;
        message.rsplit_once(' ').map(|(_, name)| name.to_owned())
    }

    #[test]
    fn the_attribute_is_the_one_before_the_empty_text() {
        for (condition, attribute) in [
            ("#a = :empty", "author"),
            ("id=:empty", "id"),
            ("#a = :full AND begins_with(#t, :empty)", "title"),
            ("#a = :full and (#t <= :empty)", "title"),
            ("#a = :full AND #t BETWEEN :empty AND :full", "title"),
            ("#t between :full and :empty AND #a = :full", "title"),
        ] {
            assert_eq!(
                refused(condition).as_deref(),
                Some(attribute),
                "{condition}"
            );
        }
    }

    #[test]
    fn other_values_pass() {
        for condition in ["#a = :full", "#a = :full AND #t > :zero", "#a = :missing"] {
            assert_eq!(refused(condition), None, "{condition}");
        }
    }
}
