//! What both resolver engines share: the context a resolver sees, what an evaluation gives, and
//! AppSync's utility functions.
//!
//! Functions are found by name in [`FUNCTIONS`] and work on JSON values, so that an engine needs no
//! code of its own for them:
//!
//! ```
//! use appsynth_util::{Host, find};
//! use serde_json::json;
//!
//! let function = find("dynamodb.toDynamoDB").expect("a known function");
//! let item = (function.call)(&Host::system(), &[json!({"id": "1"})]).expect("any value will do");
//! assert_eq!(item, json!({"M": {"id": {"S": "1"}}}));
//! ```
//!
//! Functions that steer the evaluation (`error`, `validate`, `log`, `earlyReturn`, …) or give back the
//! object they were given (`defaultIfNull`, `list.copyAndRetainAll`, …) belong to the engines.
//!
//! Invariant: time and randomness come through [`Host`] only, so that an evaluation can be repeated.

mod auth_type;
mod context;
mod coverage;
mod evaluation;
mod functions;
mod host;
pub mod java_regex;

pub use auth_type::auth_type;
pub use context::{Context, Half};
pub use coverage::{Counters, Covered};
pub use evaluation::{Evaluation, FieldError, Outcome, SkipTo};
pub use functions::{Availability, Call, FUNCTIONS, Function, find};
pub use host::{Clock, Host, Ids, RandomIds, SystemClock};
