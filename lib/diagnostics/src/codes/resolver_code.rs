//! `AS4…`: resolver code.

use super::codes;

codes! {
    VTL_SYNTAX = "AS4001", "the template is not valid VTL",
        "AppSync refuses a mapping template that the Velocity grammar does not accept. The label marks\nthe place where reading stopped.";
}
