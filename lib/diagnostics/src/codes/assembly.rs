//! `AS5…`: templates and the cloud assembly.

use super::codes;

codes! {
    TEMPLATE_SYNTAX = "AS5001", "the file is not a CloudFormation template",
        "The text is neither JSON nor YAML with CloudFormation short tags, or its sections have the wrong\nshape.";
}
