//! What a template may use up. AppSync's quotas are listed at
//! <https://docs.aws.amazon.com/general/latest/gr/appsync.html>; the others keep a hostile template from
//! taking the machine with it.

/// AppSync: an evaluated template has at most 5 MB.
pub(crate) const MAX_OUTPUT_BYTES: usize = 5_000_000;

/// Texts, list elements and map members made during one evaluation, in bytes or their equivalent.
pub(crate) const MAX_ALLOCATED_BYTES: usize = 64_000_000;

/// Statements executed in one evaluation: nested loops multiply.
pub(crate) const MAX_STEPS: usize = 5_000_000;

/// AppSync: a request takes at most 30 seconds, whatever its resolvers do.
pub(crate) const MAX_MILLIS: i64 = 30_000;

/// How often the time is looked at: a single step is bounded by the other limits.
pub(crate) const STEPS_BETWEEN_CLOCKS: usize = 64;

/// Velocity: macros call each other at most 20 deep (`velocimacro.max.depth`).
///
/// <https://velocity.apache.org/engine/1.7/developer-guide.html#velocity-configuration-keys-and-values>
pub(crate) const MAX_MACRO_DEPTH: usize = 20;

/// Blocks and expressions within each other while they are evaluated, through macros too.
pub(crate) const MAX_DEPTH: usize = 250;

/// Directives, brackets and strings within each other in a template.
pub(crate) const MAX_SYNTAX_DEPTH: usize = 60;

/// Lists and maps within each other when a value is printed or leaves the template.
pub(crate) const MAX_VALUE_DEPTH: usize = 100;
