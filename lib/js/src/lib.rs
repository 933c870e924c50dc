//! Runs APPSYNC_JS resolver code: JavaScript modules that export `request` and `response`.
//!
//! ```
//! use appsynth_js::{Engine, EngineOptions};
//! use appsynth_util::{Context, Half, Host, Outcome};
//! use serde_json::json;
//!
//! let engine = Engine::new(EngineOptions::new(Host::system()));
//! let module = engine.compile("getPost.js", "
//!     import { get } from '@aws-appsync/utils/dynamodb';
//!     export function request(ctx) { return get({ key: { id: ctx.args.id } }); }
//!     export function response(ctx) { return ctx.result; }
//! ").expect("valid code");
//! let context = Context { arguments: json!({"id": "1"}), ..Context::default() };
//! let evaluation = module.evaluate_blocking(Half::Request, &context);
//! assert_eq!(
//!     evaluation.outcome,
//!     Outcome::Value(json!({"operation": "GetItem", "key": {"id": {"S": "1"}}})),
//! );
//! ```
//!
//! Code is read by a parser first, which refuses what AppSync refuses (`try`, `while`, classes, foreign
//! imports, …) with exact places. Plain code, as most is, is evaluated by this crate itself, on the thread of who
//! asks for it; all other runs in QuickJS on threads of the engine's own, within limits of time, memory and stack.
//! Types are not checked, and TypeScript is for [`lint`] only: it has to be stripped before it is compiled.
//!
//! Invariants: an evaluation sees nothing of earlier ones, for a module's top level runs anew each time
//! and everything shared is frozen; the clock and random numbers come from [`appsynth_util::Host`] only;
//! no code ends or blocks the engine.

mod builtin;
mod code;
mod console;
mod context;
mod deadline;
mod diagnostics;
mod effects;
mod engine;
mod failure;
mod globals;
mod json;
pub mod lint;
mod module;
mod plain;
mod pool;
mod realm;
mod rounds;
mod utilities;
mod worker;

pub use builtin::exporting;
pub use code::{CodeError, Problem, ProblemKind, check, check_typescript};
pub use context::context_members;
pub use diagnostics::instead;
pub use engine::{Engine, EngineOptions};
pub use globals::{GLOBALS, instead_of_global};
pub use module::Module;
pub use pool::Evaluator;
