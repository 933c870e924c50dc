//! Names that Amplify derives from names. Deployed APIs and their clients depend on every letter.

/// The plural of a type's name: `Entries`, `People`, `Sheep`. A name all in capitals gets a capital ending:
/// `A` gives `AS`. After a digit the ending is small: `B2s`.
pub(crate) fn plural(name: &str) -> String {
    if name.ends_with(|letter: char| !letter.is_alphabetic()) {
        return format!("{name}s");
    }
    pluralizer::pluralize(name, 2, false)
}

/// The name with a capital first letter.
pub(crate) fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// The name with a small first letter: `ABCReport` gives `aBCReport`.
pub(crate) fn uncapitalized(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// The words as one name, such as `postCommentsId`.
pub(crate) fn joined<'a>(first: &str, rest: impl IntoIterator<Item = &'a str>) -> String {
    let mut name = uncapitalized(first);
    for word in rest {
        name.push_str(&capitalized(word));
    }
    name
}

/// The name of an index, and of its query, that has none: `customersByNameAndPhone`.
pub(crate) fn by_fields<'a>(type_name: &str, fields: impl IntoIterator<Item = &'a str>) -> String {
    let fields: Vec<String> = fields.into_iter().map(capitalized).collect();
    format!(
        "{}By{}",
        uncapitalized(&plural(type_name)),
        fields.join("And")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_are_english() {
        let plurals: Vec<String> = [
            "Entry", "Person", "Sheep", "Data", "Status", "A", "Labels", "B2", "Route66",
        ]
        .iter()
        .map(|name| plural(name))
        .collect();
        assert_eq!(
            plurals,
            [
                "Entries", "People", "Sheep", "Data", "Statuses", "AS", "Labels", "B2s", "Route66s"
            ]
        );
    }

    #[test]
    fn index_names_keep_the_letters_of_their_fields() {
        assert_eq!(by_fields("ABCReport", ["ownerID"]), "aBCReportsByOwnerID");
        assert_eq!(
            by_fields("Entry", ["blogID", "title"]),
            "entriesByBlogIDAndTitle"
        );
    }
}
