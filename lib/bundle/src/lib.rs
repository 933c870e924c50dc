//! Makes one APPSYNC_JS module of a file in JavaScript or TypeScript and the files that it imports.
//!
//! ```
//! let files = |path: &str| match path {
//!     "Query.hello.ts" => Some("import { greet } from './greet';
//! export function request(ctx: { args: { name: string } }) { return greet(ctx.args.name); }".to_owned()),
//!     "greet.ts" => Some("export const greet = (name: string) => ({ payload: `Hello, ${name}` });".to_owned()),
//!     _ => None,
//! };
//! let bundle = appsynth_bundle::bundle("Query.hello.ts", files)?;
//! assert_eq!(bundle.code, "const greet = (name) => ({ payload: `Hello, ${name}` });
//! function request(ctx) {
//! \treturn greet(ctx.args.name);
//! }
//! export { request };
//! ");
//! let place = bundle.original(3, 9).expect("a place in a file");
//! assert_eq!((place.path, place.line), ("Query.hello.ts", 2));
//! # Ok::<(), appsynth_bundle::BundleError>(())
//! ```
//!
//! Types are stripped, not checked. AppSync's own modules stay imports. A JavaScript file that imports no
//! others is left as it is, byte for byte.

mod bundle;
mod columns;
mod diagnostics;
mod messages;
mod module;
mod names;
mod naming;
mod problem;
mod resolve;
mod source_map;

pub use bundle::{Bundle, bundle, import_paths};
pub use messages::log_in_file;
pub use problem::{BundleError, Problem, ProblemKind};
pub use source_map::{InvalidSourceMap, Place, SourceMap};
