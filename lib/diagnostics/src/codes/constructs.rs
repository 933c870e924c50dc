//! `AS3…`: constructs.

use super::codes;

codes! {
    DUPLICATE_ID = "AS3002", "two constructs of the same name in one scope",
        "A construct is known by its path, and logical ids derive from it, so an id may occur only once\nin a scope. Rename the newer one: renaming the older would replace what is deployed.";
}
