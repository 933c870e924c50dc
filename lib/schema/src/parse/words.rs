//! The parser's messages in plain words.

/// The parser names tokens and nodes as its grammar does; people read signs and plain words.
pub(super) fn in_our_words(message: &str) -> String {
    let message = message.strip_prefix("syntax error: ").unwrap_or(message);
    let message = message.trim_end_matches('.').replace(", got ", ", found ");
    if message == "Unexpected <EOF>" {
        return "the text is empty, or ends in the middle of a definition".to_owned();
    }
    if matches!(
        message.as_str(),
        "expected definition" | "expected a StringValue, Name or OperationDefinition"
    ) {
        return "expected a definition such as `type` or `input`".to_owned();
    }
    let words: Vec<String> = message.split(' ').map(plain_word).collect();
    words.join(" ")
}

fn plain_word(word: &str) -> String {
    let (word, rest) = match word.strip_suffix(',') {
        Some(word) => (word, ","),
        None => (word, ""),
    };
    let plain = match word {
        "R_PAREN" => "`)`".to_owned(),
        "L_PAREN" => "`(`".to_owned(),
        "R_CURLY" => "`}`".to_owned(),
        "L_CURLY" => "`{`".to_owned(),
        "R_BRACK" => "`]`".to_owned(),
        "L_BRACK" => "`[`".to_owned(),
        "COLON" => "`:`".to_owned(),
        "StringValue" => "description".to_owned(),
        "<EOF>" | "EOF" => "the end of the text".to_owned(),
        _ if word.chars().all(|letter| letter.is_ascii_punctuation()) => {
            let quoted = word
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'));
            format!("`{}`", quoted.unwrap_or(word))
        }
        _ if word.chars().skip(1).all(char::is_lowercase) => word.to_lowercase(),
        _ => word.to_owned(),
    };
    plain + rest
}
