//! The code of resolvers and functions.

use appsynth_bundle::{Bundle, SourceMap};
use appsynth_construct::{Expr, Intrinsic, Scope, Value};
use appsynth_diagnostics::SourceId;
use appsynth_diagnostics::limits::{JS_CHARACTERS, TEMPLATE_CHARACTERS};

use crate::diagnostics;

/// The code of a resolver or function.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-components.html>
#[derive(Debug, Clone, PartialEq)]
pub enum Code {
    /// A JavaScript module with the functions `request` and `response`. A file may be TypeScript and may
    /// import others by relative paths: they become one module.
    Js(Text),
    /// Mapping templates of VTL.
    Vtl {
        /// The request template.
        request: Text,
        /// The response template.
        response: Text,
    },
    /// None: a Lambda function gets the resolver's context and its answer is the field's value.
    Direct,
}

/// A text of the project.
#[derive(Debug, Clone, PartialEq)]
pub enum Text {
    /// A file, by its path in the project.
    File(String),
    /// The text itself.
    Inline(String),
    /// A text of which parts may only be known when it is deployed. No file for people is written: that is
    /// for whoever generated it.
    Generated(Value<String>),
}

impl Code {
    /// A module in JavaScript or TypeScript (`.ts`), by its path in the project.
    pub fn js(path: impl Into<String>) -> Self {
        Self::Js(Text::File(path.into()))
    }

    /// A JavaScript module.
    pub fn js_inline(code: impl Into<String>) -> Self {
        Self::Js(Text::Inline(code.into()))
    }

    /// Mapping templates, by their paths in the project.
    pub fn vtl(request: impl Into<String>, response: impl Into<String>) -> Self {
        Self::Vtl {
            request: Text::File(request.into()),
            response: Text::File(response.into()),
        }
    }

    /// Mapping templates.
    pub fn vtl_inline(request: impl Into<String>, response: impl Into<String>) -> Self {
        Self::Vtl {
            request: Text::Inline(request.into()),
            response: Text::Inline(response.into()),
        }
    }

    /// No code; see [`Code::Direct`].
    pub fn direct() -> Self {
        Self::Direct
    }

    /// Reads the code, and writes each half for people as `<file>.req.vtl`, `<file>.res.vtl` or
    /// `<file>.js`, with a source map `<file>.js.map` if it was made of other files.
    pub(crate) fn load(self, scope: &mut Scope<'_>, file: &str) -> LoadedCode {
        match self {
            Self::Js(Text::File(path)) => {
                let mut loaded = LoadedCode::default();
                loaded.sources.extend(scope.read(&path));
                loaded.js = bundled(scope, &path).and_then(|bundle| {
                    let legible_path = format!("{file}.js");
                    if let Some(map) = bundle.source_map() {
                        scope.legible_file(format!("{legible_path}.map"), map.to_json());
                    }
                    written(scope, path, bundle.code, &legible_path, JS_CHARACTERS)
                });
                loaded
            }
            Self::Js(code) => {
                let mut loaded = LoadedCode::default();
                loaded.js = loaded.load(scope, code, &format!("{file}.js"), JS_CHARACTERS);
                loaded
            }
            Self::Vtl { request, response } => {
                let mut loaded = LoadedCode::default();
                let path = format!("{file}.req.vtl");
                loaded.request = loaded.load(scope, request, &path, TEMPLATE_CHARACTERS);
                let path = format!("{file}.res.vtl");
                loaded.response = loaded.load(scope, response, &path, TEMPLATE_CHARACTERS);
                loaded
            }
            Self::Direct => LoadedCode::default(),
        }
    }
}

/// The texts of some code; none if it could not be read, or if there is no such half.
#[derive(Debug, Default)]
pub(crate) struct LoadedCode {
    pub(crate) js: Option<Value<String>>,
    pub(crate) request: Option<Value<String>>,
    pub(crate) response: Option<Value<String>>,
    /// The texts that are the project's own: files, and what is written within the stacks.
    pub(crate) sources: Vec<SourceId>,
}

/// The version of the runtime `APPSYNC_JS`.
pub(crate) const JS_VERSION: &str = "1.0.0";

impl LoadedCode {
    fn load(
        &mut self,
        scope: &mut Scope<'_>,
        text: Text,
        legible_path: &str,
        limit: usize,
    ) -> Option<Value<String>> {
        let (file, text) = match text {
            Text::File(path) => {
                let source = scope.read(&path)?;
                self.sources.push(source);
                (path, scope.text(source).to_owned())
            }
            Text::Inline(text) => {
                self.sources.push(scope.source(legible_path, text.as_str()));
                (legible_path.to_owned(), text)
            }
            Text::Generated(value) => {
                check_length(scope, legible_path, length_when_known(&value), limit);
                return Some(value);
            }
        };
        written(scope, file, text, legible_path, limit)
    }
}

/// Checks the length of code and writes it for people.
fn written(
    scope: &mut Scope<'_>,
    file: String,
    text: String,
    legible_path: &str,
    limit: usize,
) -> Option<Value<String>> {
    check_length(scope, &file, text.chars().count(), limit);
    scope.legible_file(legible_path, text.as_str());
    Some(text.into())
}

/// A module as AppSync gets it.
#[derive(Debug, Clone)]
pub struct Module {
    /// JavaScript without imports of other files; types are gone.
    pub code: String,
    /// The source map as JSON, unless the code is the file as it is.
    pub source_map: Option<String>,
}

/// The module that a file in JavaScript or TypeScript and those it imports make, for constructs that change code
/// before they hand it on. None if they make none, which is reported.
pub fn read_module(scope: &mut Scope<'_>, path: &str) -> Option<Module> {
    let bundle = bundled(scope, path)?;
    Some(Module {
        source_map: bundle.source_map().map(SourceMap::to_json),
        code: bundle.code,
    })
}

/// The module that a file and those it imports make; what keeps them from it is reported.
fn bundled(scope: &mut Scope<'_>, path: &str) -> Option<Bundle> {
    // Says so itself if the file is not there.
    scope.read(path)?;
    let file = |path: &str| {
        scope.exists(path).then_some(())?;
        let source = scope.read(path)?;
        Some(scope.text(source).to_owned())
    };
    match appsynth_bundle::bundle(path, file) {
        Ok(bundle) => Some(bundle),
        Err(error) => {
            let mut source = |path: &str| scope.read(path);
            let found = error.diagnostics(&mut source);
            for diagnostic in found {
                scope.report(diagnostic);
            }
            None
        }
    }
}

fn check_length(scope: &mut Scope<'_>, file: &str, length: usize, limit: usize) {
    if length == 0 {
        scope.report(diagnostics::empty_code(file));
    } else if length > limit {
        scope.report(diagnostics::code_length(file, length, limit));
    }
}

/// The characters of a text, without those that only the deployment knows.
fn length_when_known(value: &Value<String>) -> usize {
    fn of(expr: &Expr) -> usize {
        match expr {
            Expr::Text(text) => text.chars().count(),
            Expr::List(list) => list.iter().map(of).sum(),
            Expr::Call(call) => match &**call {
                Intrinsic::Join(_, list) => of(list),
                _ => 0,
            },
            _ => 0,
        }
    }
    match value {
        Value::Known(text) => text.chars().count(),
        Value::AtDeploy(expr) => of(expr),
    }
}
