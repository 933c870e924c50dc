//! What to tell people about imports that cannot be bundled.

use appsynth_diagnostics::{Diagnostic, Diagnostics, SourceId, Span, codes::resolver_code};

use crate::{BundleError, ProblemKind};

impl BundleError {
    /// The mistakes as diagnostics; `source` tells which source a file is.
    pub fn diagnostics(&self, mut source: impl FnMut(&str) -> Option<SourceId>) -> Diagnostics {
        let problems = self.problems.iter().map(|problem| {
            let (code, help) = match problem.kind {
                ProblemKind::Syntax | ProblemKind::Early => (&resolver_code::JS_SYNTAX, None),
                ProblemKind::TypeScript => (
                    &resolver_code::JS_SYNTAX,
                    Some("this is TypeScript: give the file a name that ends in `.ts`"),
                ),
                ProblemKind::NoFile => (
                    &resolver_code::JS_BUNDLE,
                    Some("write the path from this file, such as `./shared/pages`"),
                ),
                ProblemKind::NoExport => (
                    &resolver_code::JS_BUNDLE,
                    Some("export it there, or correct the name"),
                ),
                ProblemKind::Object => (
                    &resolver_code::JS_BUNDLE,
                    Some("ask it for its members, as in `helpers.name`, or import what you need by name"),
                ),
                ProblemKind::Form => (
                    &resolver_code::JS_BUNDLE,
                    Some("export and import it by name: `export function f() {}`, `import { f } from './file'`"),
                ),
            };
            let mut diagnostic = Diagnostic::error(code, problem.message.clone());
            if let Some(source) = source(&problem.path) {
                let span = Span {
                    source,
                    start: problem.range.start,
                    end: problem.range.end,
                };
                let label = match problem.kind {
                    ProblemKind::Syntax | ProblemKind::TypeScript => "reading stopped here",
                    ProblemKind::Early => "not possible here",
                    _ => "",
                };
                diagnostic = diagnostic.at(span, label);
            }
            match help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            }
        });
        problems.collect()
    }
}
