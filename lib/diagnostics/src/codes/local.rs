//! `AS7…`: the local environment.

use super::codes;

codes! {
    KEY_SCHEMA_CHANGED = "AS7001", "the key schema of a table that holds data would change",
        "DynamoDB cannot change the key of an existing table; on AWS the table would be replaced and its\nitems lost. Undo the change, or remove the local data with `appsynth destroy`.";
}
