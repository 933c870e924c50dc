//! How messages begin.

/// A message of another program as messages here begin, which is in lower case.
pub fn lower_first(message: &str) -> String {
    let mut characters = message.chars();
    let first = characters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::lower_first;

    #[test]
    fn only_the_first_letter_changes() {
        assert_eq!(lower_first("Expected `A`"), "expected `A`");
        assert_eq!(lower_first("Änderung"), "änderung");
        assert_eq!(lower_first(""), "");
    }
}
