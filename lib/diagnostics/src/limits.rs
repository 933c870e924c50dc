//! What AppSync takes of the user's code, for all who check or run it. [`codes`](crate::codes) explains each limit.

/// The most characters of a resolver's or function's JavaScript (`code`).
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html>
pub const JS_CHARACTERS: usize = 32_768;

/// The most characters of each mapping template (`requestMappingTemplate`, `responseMappingTemplate`).
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html>
pub const TEMPLATE_CHARACTERS: usize = 65_536;

/// How often a loop goes round, in JavaScript as in templates. AppSync leaves the rest out without an error.
///
/// <https://docs.aws.amazon.com/general/latest/gr/appsync.html> (iterations in a foreach loop), and for JavaScript
/// <https://github.com/aws/aws-appsync-community/issues/371>
pub const LOOP_ROUNDS: usize = 1_000;
