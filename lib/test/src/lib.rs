//! Tests of resolver code: files that say what goes in, what data sources answer and what comes out.
//!
//! ```
//! use appsynth_test::{TestFile, run};
//! use appsynth_util::Host;
//!
//! let text = r#"{ "cases": [{
//!     "name": "gives what the data source has",
//!     "context": { "arguments": { "id": "1" } },
//!     "answers": [{ "result": { "title": "Hello" } }],
//!     "expect": { "requests": [{ "payload": "1" }], "result": "Hello" }
//! }] }"#;
//! let code = |path: &str| (path == "r/Query.getPost.js").then(|| "
//!     export const request = (ctx) => ({ payload: ctx.args.id });
//!     export const response = (ctx) => ctx.result.title;
//! ".to_owned());
//! let file = TestFile::parse("r/Query.getPost.test.json", text)?;
//! let outcomes = run(&file, &Host::system(), code)?;
//! assert!(outcomes[0].mismatches.is_empty());
//! # Ok::<(), appsynth_test::TestError>(())
//! ```
//!
//! A test stands beside the code that it tests: `NAME.test.json` tests `NAME.js` or `NAME.ts`, or
//! `NAME.req.vtl` and `NAME.res.vtl`. [`SCHEMA`] describes the format. What a case expects is compared,
//! what it says nothing of is not; [`TestFile::accept`] makes what came out the expectation. [`run_with`]
//! tells which lines of the code ran, and lets AppSync's own engines run it.

mod code;
mod coverage;
mod file;
mod pipeline;
mod remote;
mod run;

use appsynth_runtime::evaluate::InvalidContext;

pub use coverage::{Coverage, CoveredFile};
pub use file::{Answer, Case, Expectation, TestFile};
pub use remote::{Remote, RemoteError};
pub use run::{CaseOutcome, Mismatch, Options, run, run_with};

/// The JSON Schema of test files.
pub const SCHEMA: &str = include_str!("schema.json");

/// How the name of a test file ends.
pub const ENDING: &str = ".test.json";

/// Why a test file cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum TestError {
    /// Not a test file.
    #[error("{path}: {source}")]
    Format {
        /// The test file.
        path: String,
        /// What is wrong, and where.
        source: serde_json::Error,
    },
    /// A case's context is not one.
    #[error("{path}: {case}: {source}")]
    Context {
        /// The test file.
        path: String,
        /// The case's name.
        case: String,
        /// What is wrong with it.
        source: InvalidContext,
    },
    /// What is to be evaluated elsewhere could not be.
    #[error("{path}: {case}: not evaluated")]
    Remote {
        /// The test file.
        path: String,
        /// The case's name.
        case: String,
        /// Why not.
        source: RemoteError,
    },
    /// There is no code of this name.
    #[error(
        "{path}: there is no code `{name}`: neither {name}.js, {name}.ts, {name}.req.vtl nor {name}.res.vtl"
    )]
    NoCode {
        /// The test file.
        path: String,
        /// What the test names.
        name: String,
    },
    /// The code cannot be compiled.
    #[error("{path}: {message}")]
    Code {
        /// The file of the code.
        path: String,
        /// Everything that is wrong with it.
        message: String,
    },
}
