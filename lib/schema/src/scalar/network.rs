//! Addresses: mail, web, telephone, network.

use std::net::IpAddr;

/// `local-part@domain-part`, RFC 822 without quoted local parts.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let in_local =
        |letter: char| letter.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(letter);
    let in_domain = |letter: char| letter.is_alphanumeric() || letter == '-';
    let dotted = |text: &str, allowed: &dyn Fn(char) -> bool| {
        text.split('.')
            .all(|part| !part.is_empty() && part.chars().all(allowed))
    };
    dotted(local, &in_local)
        && dotted(domain, &in_domain)
        && domain
            .split('.')
            .all(|part| !part.starts_with('-') && !part.ends_with('-'))
}

/// A scheme and what belongs to it. A path may not contain two slashes in a row.
pub(super) fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let starts_well = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let scheme_letters =
        |letter: char| letter.is_ascii_alphanumeric() || ['+', '-', '.'].contains(&letter);
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let path = rest.split(['?', '#']).next().unwrap_or("");
    starts_well
        && scheme.chars().all(scheme_letters)
        && !rest.is_empty()
        && !text
            .chars()
            .any(|letter| letter.is_whitespace() || letter.is_control())
        && !path.contains("//")
}

/// A number of the North American Numbering Plan, with or without its country code, or `+`, the code of another
/// country and digits. Spaces, hyphens, dots and parentheses may group the digits.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/scalars.html>
pub(super) fn is_phone(text: &str) -> bool {
    let (international, rest) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let grouping = |letter: char| [' ', '-', '.', '(', ')'].contains(&letter);
    if !rest
        .chars()
        .all(|letter| letter.is_ascii_digit() || grouping(letter))
    {
        return false;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix('1') {
        Some(number) => is_north_american(number),
        // E.164: at most 15 digits.
        None if international => (7..=15).contains(&digits.len()) && !digits.starts_with('0'),
        None => is_north_american(&digits),
    }
}

/// Three digits of an area, three of an exchange and four of a line; the first two groups begin with neither 0 nor 1.
fn is_north_american(digits: &str) -> bool {
    let begins_group = |at: usize| matches!(digits.as_bytes().get(at), Some(b'2'..=b'9'));
    digits.len() == 10 && begins_group(0) && begins_group(3)
}

/// IPv4 or IPv6, with an optional `/` and the length of the prefix.
pub(super) fn is_ip_address(text: &str) -> bool {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let Ok(address) = address.parse::<IpAddr>() else {
        return false;
    };
    let longest = if address.is_ipv4() { 32 } else { 128 };
    prefix.is_none_or(|prefix| prefix.parse::<u8>().is_ok_and(|bits| bits <= longest))
}
