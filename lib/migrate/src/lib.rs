//! Translates mapping templates to APPSYNC_JS, and compares what both do.
//!
//! ```
//! use appsynth_diagnostics::Sources;
//! use appsynth_migrate::{Template, translate};
//!
//! let mut sources = Sources::new();
//! let text = r#"{"operation": "GetItem", "key": {"id": $util.dynamodb.toDynamoDBJson($ctx.args.id)}}"#;
//! let id = sources.add("Query.getPost.req.vtl", text);
//! let translation = translate(Some(Template { id, path: "Query.getPost.req.vtl", text }), None)?;
//! assert!(translation.problems.is_empty());
//! assert!(translation.code.contains("
//! export function request(ctx) {
//!   return { operation: 'GetItem', key: { id: util.dynamodb.toDynamoDB(ctx.args.id) } };
//! }
//! "));
//! # Ok::<(), appsynth_diagnostics::Diagnostics>(())
//! ```
//!
//! The template's statements become statements. Its text is read as the JSON that it will be, with the
//! holes that references and directives leave, and becomes an object, built step by step where directives
//! stand within. What has no translation is a comment with its place and a call of `util.error`, so that
//! nothing passes that the template would stop, and a diagnostic.
//!
//! [`compare`] runs both on generated contexts, [`compare_tests`] on those of tests.
//!
//! | step | module |
//! | --- | --- |
//! | where variables are declared | `variables` |
//! | statements | `handler`, `statement`, `effect`, `foreach`, `mark` |
//! | JSON with holes → pieces → expressions | `output`, `build` |
//! | expressions, references, `$util` | `expression`, `reference`, `utility` |
//! | expressions → text | `js` |
//! | comparing | `proof`, `contexts` |

mod build;
mod contexts;
mod effect;
mod expression;
mod foreach;
mod handler;
mod helpers;
mod js;
mod mark;
mod method;
mod output;
mod proof;
mod reference;
mod statement;
mod utility;
mod value;
mod variables;

use appsynth_diagnostics::{Diagnostic, Diagnostics, SourceId, Span, codes::resolver_code};
use appsynth_util::Half;

use handler::{Needs, Translation as Handler};
pub use proof::{Comparison, Difference, compare, compare_tests};

/// A mapping template.
#[derive(Debug, Clone, Copy)]
pub struct Template<'t> {
    /// The source that its text is.
    pub id: SourceId,
    /// The name of its file, for comments.
    pub path: &'t str,
    /// What it says.
    pub text: &'t str,
}

/// A module in APPSYNC_JS.
#[derive(Debug, Clone)]
pub struct Translation {
    /// The module.
    pub code: String,
    /// What could not be translated.
    pub problems: Diagnostics,
}

/// Translates the halves of a resolver or function to one module. Without a request template nothing is
/// asked for; without a response template the data source's answer is the result.
///
/// # Errors
/// If a template is not valid.
pub fn translate(
    request: Option<Template<'_>>,
    response: Option<Template<'_>>,
) -> Result<Translation, Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut needs = Needs::default();
    let mut half = |template: Option<Template<'_>>, half, needs: &mut Needs| {
        let Some(template) = template else {
            return Ok::<_, Diagnostics>(None);
        };
        let compiled = appsynth_vtl::Template::compile(template.text)
            .map_err(|error| Diagnostics::from(error.to_diagnostic(template.id)))?;
        let handler = handler::translate(&compiled, half, template.path, needs);
        problems.extend(untranslated(&handler, template.id));
        Ok(Some(handler.lines))
    };
    let request = half(request, Half::Request, &mut needs)?;
    let response = half(response, Half::Response, &mut needs)?;
    let request = request.unwrap_or_else(|| vec!["  return {};".to_owned()]);
    let passes_through = response.is_none();
    let mut response = response.unwrap_or_else(|| vec!["  return ctx.result;".to_owned()]);
    if needs.old_version {
        response.insert(0, "  if (ctx.result == null) return null;".to_owned());
    }
    if needs.old_version || passes_through {
        needs.imports.insert("util");
        response.insert(0, FAILURE.to_owned());
    }
    Ok(Translation {
        code: module(&needs, &request, &response),
        problems,
    })
}

/// What AppSync does with a failure of the data source that no template sees.
const FAILURE: &str = "  if (ctx.error) util.error(ctx.error.message, ctx.error.type);";

fn untranslated(handler: &Handler, source: SourceId) -> Diagnostics {
    let diagnostics = handler.untranslated.iter().map(|part| {
        let span = Span {
            source,
            start: part.range.start,
            end: part.range.end,
        };
        Diagnostic::error(
            &resolver_code::VTL_UNTRANSLATED,
            format!("this part of the template is not translated: {}", part.why),
        )
        .at(span, "")
        .help("write it in JavaScript where the comment in the translation stands")
    });
    diagnostics.collect()
}

fn module(needs: &Needs, request: &[String], response: &[String]) -> String {
    let mut code = String::new();
    if !needs.imports.is_empty() {
        let names: Vec<_> = needs.imports.iter().copied().collect();
        code.push_str(&format!(
            "import {{ {} }} from '@aws-appsync/utils';\n\n",
            names.join(", ")
        ));
    }
    for (name, lines) in [("request", request), ("response", response)] {
        code.push_str(&format!("export function {name}(ctx) {{\n"));
        for line in lines {
            code.push_str(line);
            code.push('\n');
        }
        code.push_str("}\n\n");
    }
    for helper in &needs.helpers {
        code.push_str(helper.code());
        code.push('\n');
    }
    code.truncate(code.trim_end().len());
    code.push('\n');
    code
}
