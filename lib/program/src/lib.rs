//! The language that generated resolver halves are written in, once, to be printed as VTL or as
//! APPSYNC_JS.
//!
//! ```
//! use appsynth_program::{Half, arg, if_, is_null, map, print, result, return_, text, unauthorized};
//!
//! let request = Half::new(
//!     [if_(is_null(arg("id")), [unauthorized()])],
//!     return_(map([("operation", text("GetItem")), ("key", arg("id").into())])),
//! );
//! let response = Half::new([], return_(result()));
//! assert_eq!(print::vtl(&request), r#"#if($util.isNull($ctx.args.id))
//!   $util.unauthorized()
//! #end
//! $util.toJson({ "operation": "GetItem", "key": $ctx.args.id })
//! "#);
//! assert!(print::js(&request, &response).contains("if (ctx.args.id == null) {"));
//! ```
//!
//! It knows no models and no authorization: those who write halves do.
//!
//! Invariant: both printings of a half give the same outcome, stash and errors in every context that
//! has the types which its expressions ask for. Types keep what the runtimes disagree about from being
//! written:
//!
//! | the runtimes disagree about | so |
//! | --- | --- |
//! | which values are true | a [`Condition`] is no [`Expr`], and no value is a condition |
//! | setting a variable to null | a variable holds a [`Present`], which is never null |
//! | null in text | [`concat()`] takes it as no text at all |
//! | whether `"1"` is 1 | [`same`] compares texts only, [`compare`] numbers only |
//! | returning early | the result stands at a half's end ([`End`]); [`early_return`] skips the data source in both |
//! | `contains` on texts | [`contains`] looks into lists only |
//! | which functions give JSON text | the table of [`Utility`] knows, and the text is parsed |
//!
//! Left to those who write halves: a variable is used within the block that it is declared in; a list
//! or map does not come to contain itself; a loop does not change what it goes through; maps with members like `"2"` and `"1"` are passed through in
//! different orders; integers beyond 2⁵³ and fractions in text are written differently; a `__proto__`
//! that [`put_all`] finds in a map is no member in JavaScript; a loop ends after 1,000 elements in VTL.

mod build;
mod condition;
mod expr;
mod half;
pub mod print;
mod utility;

pub use build::*;
pub use condition::{Comparison, Condition};
pub use expr::{CtxPath, Expr, Name, Present, Text};
pub use half::{End, ErrorArguments, Half, Place, Stmt};
pub use utility::{Answer, Kind, Utility};
