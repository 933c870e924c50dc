//! Patterns of Java's `DateTimeFormatter`.
//!
//! <https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/time/format/DateTimeFormatter.html#patterns>

use super::super::arguments::refuse;
use crate::FieldError;

/// A pattern, read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    pub(super) items: Vec<Item>,
}

/// A part of a pattern.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// Text that stands for itself.
    Literal(String),
    /// A letter, as often as it stands in a row.
    Field { letter: char, count: usize },
    /// `[…]`: always written, read if it is there.
    Optional(Vec<Item>),
    /// A field with blanks in front, so that it is this wide: `ppH`.
    Padded(usize, Box<Item>),
}

/// The letters of fields that are understood: Java's, without the day period `B`, the modified Julian day
/// `g` and the generic zone name `v`.
const LETTERS: &str = "GuyYMLdDQqwWEecFahHkKmsSAnNVzOXxZ";

impl Pattern {
    /// Reads a pattern.
    pub(super) fn compile(pattern: &str) -> Result<Self, Box<FieldError>> {
        let mut open: Vec<Vec<Item>> = vec![Vec::new()];
        let mut characters = pattern.chars().peekable();
        while let Some(character) = characters.next() {
            let items = open
                .last_mut()
                .expect("invariant: the outermost list is never closed");
            match character {
                '\'' => {
                    let mut literal = String::new();
                    loop {
                        match characters.next() {
                            Some('\'') if characters.next_if_eq(&'\'').is_some() => {
                                literal.push('\'')
                            }
                            Some('\'') => break,
                            Some(other) => literal.push(other),
                            None => {
                                return Err(refuse(format!(
                                    "Pattern ends with an incomplete string literal: {pattern}"
                                )));
                            }
                        }
                    }
                    // Two quotes in a row are one quote.
                    items.push(Item::Literal(if literal.is_empty() {
                        "'".to_owned()
                    } else {
                        literal
                    }));
                }
                '[' => open.push(Vec::new()),
                ']' => {
                    let closed = open.pop().unwrap_or_default();
                    match open.last_mut() {
                        Some(outer) => outer.push(Item::Optional(closed)),
                        None => {
                            return Err(refuse(
                                "Pattern invalid as it contains ] without previous [",
                            ));
                        }
                    }
                }
                '{' | '}' | '#' => {
                    return Err(refuse(format!(
                        "Pattern includes reserved character: '{character}'"
                    )));
                }
                'p' => {
                    let width = 1 + repeats(&mut characters, 'p');
                    let letter = characters.next_if(char::is_ascii_alphabetic);
                    let Some(letter) = letter else {
                        return Err(refuse(format!(
                            "Pad letter 'p' must be followed by valid pad pattern: {pattern}"
                        )));
                    };
                    let padded = field(letter, &mut characters)?;
                    items.push(Item::Padded(width, Box::new(padded)));
                }
                letter if letter.is_ascii_alphabetic() => {
                    items.push(field(letter, &mut characters)?);
                }
                other => items.push(Item::Literal(other.to_string())),
            }
        }
        // A section that is not closed ends with the pattern.
        while open.len() > 1 {
            let closed = open.pop().unwrap_or_default();
            if let Some(outer) = open.last_mut() {
                outer.push(Item::Optional(closed));
            }
        }
        Ok(Self {
            items: open.pop().unwrap_or_default(),
        })
    }
}

type Characters<'p> = std::iter::Peekable<std::str::Chars<'p>>;

/// The field that begins with this letter.
fn field(letter: char, characters: &mut Characters<'_>) -> Result<Item, Box<FieldError>> {
    if !LETTERS.contains(letter) {
        return Err(refuse(format!("Unknown pattern letter: {letter}")));
    }
    let count = 1 + repeats(characters, letter);
    check_count(letter, count)?;
    Ok(Item::Field { letter, count })
}

/// How often a letter follows.
fn repeats(characters: &mut Characters<'_>, letter: char) -> usize {
    std::iter::from_fn(|| characters.next_if_eq(&letter)).count()
}

fn check_count(letter: char, count: usize) -> Result<(), Box<FieldError>> {
    let most = match letter {
        'd' | 'h' | 'H' | 'k' | 'K' | 'm' | 's' | 'w' => 2,
        'a' | 'W' | 'F' => 1,
        'D' => 3,
        'z' => 4,
        'S' => 9,
        'u' | 'y' | 'Y' | 'A' | 'n' | 'N' => 19,
        _ => 5,
    };
    let is_right = match letter {
        'V' => count == 2,
        'O' => count == 1 || count == 4,
        _ => count <= most,
    };
    if is_right {
        Ok(())
    } else {
        Err(refuse(format!("Too many pattern letters: {letter}")))
    }
}

/// Whether a field is written in digits, so that a neighbour must know where it ends.
pub(super) fn is_numeric(item: &Item) -> bool {
    matches!(item, Item::Field { letter, count }
        if "uyYdDwWFhHkKmsSAnN".contains(*letter) || ("MLQqec".contains(*letter) && *count <= 2))
}

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];
