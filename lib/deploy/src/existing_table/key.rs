//! Keys and indexes of tables, in words.

use serde_json::Value;

use super::list;

/// `id (S), date (N)`
pub(super) fn key(schema: &Value, definitions: &Value) -> String {
    let parts = list(schema).map(|part| {
        let name = part["AttributeName"].as_str().unwrap_or_default();
        let mut definitions = list(definitions);
        let definition = definitions.find(|one| one["AttributeName"] == name);
        let kind = definition.and_then(|one| one["AttributeType"].as_str());
        format!("{name} ({})", kind.unwrap_or("?"))
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// `byDate by id (S), date (N)` for each index, sorted.
pub(super) fn indexes(indexes: &Value, definitions: &Value) -> Vec<String> {
    let indexes = list(indexes).map(|index| {
        let name = index["IndexName"].as_str().unwrap_or_default();
        format!("{name} by {}", key(&index["KeySchema"], definitions))
    });
    let mut indexes: Vec<_> = indexes.collect();
    indexes.sort();
    indexes
}

/// Why a table cannot be the one that a model needs: its key is another, or it lacks an index. None if it can.
pub(crate) fn shortcoming(actual: &Value, key: &str, indexes: &[(&str, &str)]) -> Option<String> {
    let definitions = &actual["AttributeDefinitions"];
    let is = self::key(&actual["KeySchema"], definitions);
    if is != key {
        return Some(format!("its key is {is}, and the schema needs {key}"));
    }
    indexes.iter().find_map(|(name, shall)| {
        let mut there = list(&actual["GlobalSecondaryIndexes"]);
        match there.find(|index| index["IndexName"] == *name) {
            None => Some(format!("it has no index `{name}` by {shall}")),
            Some(index) => {
                let is = self::key(&index["KeySchema"], definitions);
                (is != *shall)
                    .then(|| format!("its index `{name}` is by {is}, and the schema needs {shall}"))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::actual;
    use super::*;

    #[test]
    fn a_model_needs_its_key_and_its_indexes() {
        let by_author = [("byAuthor", "author (S)")];
        assert_eq!(shortcoming(&actual(), "id (S)", &by_author), None);
        let lacks = |key: &str, indexes: &[(&str, &str)]| {
            shortcoming(&actual(), key, indexes).expect("something is missing")
        };
        let key = "its key is id (S), and the schema needs id (S), at (S)";
        assert_eq!(lacks("id (S), at (S)", &[]), key);
        let none = "it has no index `byTitle` by title (S)";
        assert_eq!(lacks("id (S)", &[("byTitle", "title (S)")]), none);
        let other =
            "its index `byAuthor` is by author (S), and the schema needs author (S), at (S)";
        assert_eq!(
            lacks("id (S)", &[("byAuthor", "author (S), at (S)")]),
            other
        );
    }
}
