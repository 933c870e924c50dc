//! `AS1…`: the GraphQL schema language.

use super::codes;

codes! {
    SYNTAX = "AS1001", "the schema is not valid GraphQL",
        "The text could not be read as GraphQL schema definition language. The label marks the first\ntoken that does not fit; the help says what could stand there.";
}
