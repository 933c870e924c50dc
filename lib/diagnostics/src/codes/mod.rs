//! Every code, one file an area.
//!
//! | codes | area |
//! | --- | --- |
//! | `AS1…` | GraphQL schema language |
//! | `AS2…` | directives |
//! | `AS3…` | constructs |
//! | `AS4…` | resolver code |
//! | `AS5…` | templates and assembly |
//! | `AS6…` | deploying to AWS |
//! | `AS7…` | local environment |
//! | `AS8…` | configuration and command line |

pub mod appsync;
pub mod assembly;
pub mod configuration;
pub mod constructs;
pub mod deployment;
pub mod directives;
pub mod local;
pub mod resolver_code;
pub mod schema;

use crate::Code;

/// All codes, in the order of their areas.
pub fn all() -> impl Iterator<Item = &'static Code> {
    [
        schema::ALL,
        directives::ALL,
        constructs::ALL,
        appsync::ALL,
        resolver_code::ALL,
        assembly::ALL,
        deployment::ALL,
        local::ALL,
        configuration::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// Defines the codes of one area and the list `ALL` of them.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $title:literal, $explanation:literal;)*) => {
        $($(#[$doc])* #[doc = $title] pub static $name: $crate::Code =
            $crate::Code { id: $id, title: $title, explanation: $explanation };)*

        /// Every code of this area.
        pub static ALL: &[&$crate::Code] = &[$(&$name),*];
    };
}
pub(crate) use codes;
