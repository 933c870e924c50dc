//! `AS8…`: configuration and command line.

use super::codes;

codes! {
    UNKNOWN_KEY = "AS8001", "unknown key in appsynth.yaml",
        "Only documented keys are accepted, so that a misspelt setting is never silently ignored. The help\nnames a key with a similar spelling if there is one, or lists those that fit.";
}
