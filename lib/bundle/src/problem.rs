//! Why files cannot be made one module.

use std::ops::Range;

/// Everything that keeps files from being made one module.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .problems.iter().map(|one| one.message.as_str()).collect::<Vec<_>>().join("; "))]
pub struct BundleError {
    /// At least one.
    pub problems: Vec<Problem>,
}

/// One mistake and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of mistake it is.
    pub kind: ProblemKind,
    /// The file it is in.
    pub path: String,
    /// The bytes of the file it is about.
    pub range: Range<usize>,
    /// What is wrong, for people.
    pub message: String,
}

/// The kinds of mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// Not the language that the file's name says.
    Syntax,
    /// TypeScript in a file of JavaScript.
    TypeScript,
    /// Code that can be read but means nothing, such as a name that is declared twice.
    ///
    /// <https://tc39.es/ecma262/#early-error>
    Early,
    /// There is no such file.
    NoFile,
    /// The file does not export the name.
    NoExport,
    /// A file that is imported as one object is used other than for its members.
    Object,
    /// A form of import or export that cannot be made part of one module.
    Form,
}
