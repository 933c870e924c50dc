//! Printing halves as VTL and as APPSYNC_JS.
//!
//! The same half gives the same bytes. Both printings are meant to be read and extended by users.

mod js;
mod lines;
mod scope;
mod vtl;

pub use js::js;
pub use vtl::vtl;
