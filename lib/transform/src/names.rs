//! Names that Amplify derives from names. Deployed APIs and their clients depend on every letter.

/// Words that `pluralizer` knows better than `pluralize` 8, which Amplify takes its plurals from.
const PLURALS: &[(&str, &str)] = &[
    ("Canvas", "Canvas"),
    ("Her", "Hers"),
    ("His", "His"),
    ("Its", "Its"),
    ("My", "Mies"),
    ("Our", "Ours"),
    ("Their", "Theirs"),
];

/// The plural of a type's name: `Entries`, `People`, `Sheep`. After a capital the ending is in capitals: `UserID`
/// gives `UserIDS`, `Box` and `BoX` give `Boxes` and `BoXES`. After a digit it is small: `B2s`.
pub(crate) fn plural(name: &str) -> String {
    if name.ends_with(|letter: char| !letter.is_alphabetic()) {
        return format!("{name}s");
    }
    if let Some((_, plural)) = PLURALS.iter().find(|(word, _)| *word == name) {
        return (*plural).to_owned();
    }
    let plural = pluralizer::pluralize(name, 2, false);
    match plural.strip_prefix(name) {
        Some(ending) if name.ends_with(char::is_uppercase) => {
            format!("{name}{}", ending.to_uppercase())
        }
        _ => plural,
    }
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
            "Entry", "Person", "Sheep", "Data", "Status", "A", "Labels", "B2", "Route66", "UserID",
            "BoX", "Canvas",
        ]
        .iter()
        .map(|name| plural(name))
        .collect();
        assert_eq!(
            plurals,
            [
                "Entries", "People", "Sheep", "Data", "Statuses", "AS", "Labels", "B2s",
                "Route66s", "UserIDS", "BoXES", "Canvas"
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
