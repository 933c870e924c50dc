//! GraphQL APIs on AWS AppSync, defined in Rust: what stacks import.
//!
//! A stack is made of constructs: plain values that say what is wanted. Adding one gives a handle, to be
//! used by others. Nothing is deployed and no account is needed: [`synthesize`] writes CloudFormation
//! templates and all that belongs to them into a folder, the assembly.
//!
//! ```
//! use appsynth::prelude::*;
//!
//! fn blog(app: &mut App) {
//!     let mut stack = app.stack("blog");
//!     let posts = stack.add("Posts", Table::new(Key::partition(string("id"))));
//!     let api = stack.add("Api", Api::new("blog.graphql", Auth::api_key(Days(7))));
//!     let source = stack.add("PostsSource", DataSource::table(api, posts).access(Access::Read));
//!     stack.add(
//!         "GetPost",
//!         Resolver::unit(
//!             api.field("Query.getPost"),
//!             source,
//!             Code::vtl_inline(
//!                 r#"{"version": "2018-05-29", "operation": "GetItem",
//!                     "key": {"id": $util.dynamodb.toDynamoDBJson($ctx.args.id)}}"#,
//!                 "$util.toJson($ctx.result)",
//!             ),
//!         ),
//!     );
//!     stack.output("GraphqlUrl", api.url());
//! }
//!
//! let files = MemoryFiles::new().file(
//!     "blog.graphql",
//!     "type Query { getPost(id: ID!): Post } type Post { id: ID!, title: String }",
//! );
//! let mut app = App::new(Environment::local(), files);
//! blog(&mut app);
//!
//! let dir = tempfile::tempdir()?;
//! let synthesized = appsynth::synthesize(app, dir.path())?;
//! assert_eq!(synthesized.stacks, ["blog"]);
//! assert!(dir.path().join("blog.template.json").exists());
//! assert!(dir.path().join("resolvers/Query.getPost.req.vtl").exists());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Constructs are in the [`prelude`]. Where they end, [`cfn`] has CloudFormation's own resource types, and any
//! other type can be added by name with `CfnResource`; `Scope::patch` sets a single property.
//!
//! Mistakes do not stop a stack half-way: they are recorded with the line that made the construct, and
//! `synthesize` reports them all together without writing anything.

mod files;
pub mod prelude;
mod synthesize;

pub use appsynth_appsync::{
    Attribute, CodeUse, FieldOfCode, Target, Text, code_uses, unresolved_fields,
};
pub use appsynth_construct::{App, AssetContent, AssetRef, Environment, Failure};
pub use appsynth_data::{
    AccessRow, AccessTable, AuthMode, Caller, FileName, Needs, SlotFunctions, Verdict,
    access_tables, prepare, schema_needs, slot_functions,
};
pub use appsynth_diagnostics as diagnostics;
pub use appsynth_resources as cfn;
pub use files::DiskFiles;
pub use synthesize::{Destination, SynthesizeError, Synthesized, synthesize};
