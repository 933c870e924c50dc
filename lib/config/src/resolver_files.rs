//! Which files of the resolvers folder hold the code of what.
//!
//! | file | code of |
//! | --- | --- |
//! | `Query.getPost.js`, `Query.getPost.ts` | the resolver of a field, in APPSYNC_JS |
//! | `Query.getPost.req.vtl`, `Query.getPost.res.vtl` | the halves of a field's resolver, in VTL |
//! | `loadAuthor.js`, or `loadAuthor.req.vtl` and `loadAuthor.res.vtl` | a pipeline function |
//!
//! Files that end neither in `.js` or `.ts` nor in `.vtl` are not looked at, and neither are `.js` and `.ts`
//! files in folders below that are not named as code is (for a resolver, a function, an operation or a slot),
//! which others import. A pipeline resolver may do without code of its own, or without one half of it; whatever
//! asks a Lambda function may do without code, too, as a direct Lambda resolver.

use appsynth_diagnostics::{Diagnostic, Diagnostics, Span};
use indexmap::IndexMap;

use crate::diagnostics;
use crate::settings::{DataSourceKind, FieldCoordinate, RESOLVERS, ResolverKind, Settings};

/// The files of each resolver and pipeline function, by names within the resolvers folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolverFiles {
    /// Of resolvers.
    pub resolvers: IndexMap<FieldCoordinate, CodeFiles>,
    /// Of pipeline functions.
    pub pipeline_functions: IndexMap<String, CodeFiles>,
    /// The code files that are of neither, in alphabetical order.
    pub others: Vec<String>,
}

/// The files of one piece of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeFiles {
    /// There are none.
    None,
    /// An APPSYNC_JS module, in JavaScript or TypeScript.
    Js(String),
    /// Mapping templates; only a pipeline resolver may lack one.
    Vtl {
        /// The request half.
        request: Option<String>,
        /// The response half.
        response: Option<String>,
    },
}

/// Finds the code of every resolver and pipeline function among the names of the files in the folder.
///
/// # Errors
/// `AS8010` for missing code, `AS8011` for endings that are no code's, `AS8012` for code in two languages.
pub fn assign(settings: &Settings, file_names: &[String]) -> Result<ResolverFiles, Diagnostics> {
    let mut names: Vec<&str> = file_names
        .iter()
        .map(String::as_str)
        .filter(|name| {
            name.ends_with(".vtl") || (is_script(name) && !is_for_import(name, settings))
        })
        .collect();
    names.sort_unstable();
    let mut folder = Folder {
        path: &settings.api.resolvers.value,
        unused: names.clone(),
        names,
        without_code: Vec::new(),
        problems: Diagnostics::new(),
    };

    let resolvers = settings
        .resolvers
        .iter()
        .map(|(field, resolver)| {
            let needs = match &resolver.kind {
                ResolverKind::Unit { data_source, .. } => needs(settings, &data_source.value),
                ResolverKind::Pipeline(_) => Needs::Nothing,
            };
            let files = folder.take(&field.to_string(), needs, resolver.span);
            (field.clone(), files)
        })
        .collect();
    let pipeline_functions = settings
        .pipeline_functions
        .iter()
        .map(|(name, function)| {
            let needs = needs(settings, &function.data_source.value);
            (name.clone(), folder.take(name, needs, function.span))
        })
        .collect();
    folder.report_missing();
    let mistaken = file_names
        .iter()
        .filter_map(|name| mistaken_ending(name, settings));
    folder.problems.extend(mistaken);

    if folder.problems.is_empty() {
        let others = folder.unused.into_iter().map(str::to_owned).collect();
        Ok(ResolverFiles {
            resolvers,
            pipeline_functions,
            others,
        })
    } else {
        // A file in a folder below may be the one that is missed.
        let below: Vec<String> = folder
            .unused
            .iter()
            .filter(|name| name.contains('/'))
            .map(|name| (*name).to_owned())
            .collect();
        folder.problems.extend(fit_nothing(settings, &below));
        Err(folder.problems)
    }
}

/// What code there must be.
#[derive(Clone, Copy)]
enum Needs {
    /// A module, or both halves.
    Whole,
    /// The same, or none.
    WholeOrNone,
    /// Anything.
    Nothing,
}

/// Only a Lambda function can be asked without code:
/// <https://docs.aws.amazon.com/appsync/latest/devguide/direct-lambda-reference.html>
fn needs(settings: &Settings, source: &str) -> Needs {
    let is_lambda = match settings.data_sources.get(source) {
        Some(source) => matches!(source.kind, DataSourceKind::Lambda { .. }),
        None => settings.functions.contains_key(source),
    };
    if is_lambda {
        Needs::WholeOrNone
    } else {
        Needs::Whole
    }
}

fn is_script(name: &str) -> bool {
    name.ends_with(".js") || (name.ends_with(".ts") && !name.ends_with(".d.ts"))
}

/// Endings that look like those of code, with the ending that it has.
const MISTAKEN_ENDINGS: [(&str, &str); 10] = [
    (".cjs", ".js"),
    (".cts", ".ts"),
    (".js.txt", ".js"),
    (".jsx", ".js"),
    (".mjs", ".js"),
    (".mts", ".ts"),
    (".ts.txt", ".ts"),
    (".tsx", ".ts"),
    (".vm", ".vtl"),
    (".vtl.txt", ".vtl"),
];

/// `AS8011`: a file that is named for code but for its ending, which would be left out.
fn mistaken_ending(name: &str, settings: &Settings) -> Option<Diagnostic> {
    let written = name.to_ascii_lowercase();
    let right = [".js", ".ts", ".vtl"].map(|ending| (ending, ending));
    let mut endings = right.into_iter().chain(MISTAKEN_ENDINGS);
    let (ending, right) = endings.find(|(ending, _)| written.ends_with(ending))?;
    let stem = &name[..name.len() - ending.len()];
    let better = format!("{stem}{right}");
    if better == name {
        return None;
    }
    let own = stem.rsplit('/').next().unwrap_or(stem);
    let place = own.trim_end_matches(".req").trim_end_matches(".res");
    is_named_for_code(place, settings)
        .then(|| diagnostics::mistaken_ending(&settings.api.resolvers.value, name, &better))
}

/// Whether a file lies in a folder below and is not named as code of the project is.
fn is_for_import(name: &str, settings: &Settings) -> bool {
    let Some((_, own)) = name.rsplit_once('/') else {
        return false;
    };
    let stem = own.rsplit_once('.').map_or(own, |(stem, _)| stem);
    !is_named_for_code(stem, settings)
}

/// Whether a file's name without its ending is that of a resolver, of a function or of a place in what directives
/// generate.
fn is_named_for_code(stem: &str, settings: &Settings) -> bool {
    let mut fields = settings.resolvers.keys();
    fields.any(|field| field.to_string() == stem)
        || settings.pipeline_functions.contains_key(stem)
        || is_for_generated(stem)
}

/// Whether a file is named for a place in what directives generate: a field of an operation, or a slot.
fn is_for_generated(stem: &str) -> bool {
    match stem.split('.').collect::<Vec<_>>()[..] {
        [type_name, _] => ["Query", "Mutation", "Subscription"].contains(&type_name),
        [_, _, _, number] => number.parse::<u32>().is_ok(),
        _ => false,
    }
}

struct Folder<'a> {
    path: &'a str,
    names: Vec<&'a str>,
    unused: Vec<&'a str>,
    /// Reported when it is known which files are left over.
    without_code: Vec<(String, Span)>,
    problems: Diagnostics,
}

impl Folder<'_> {
    fn take(&mut self, name: &str, needs: Needs, place: Span) -> CodeFiles {
        let js = self.find(format!("{name}.js"));
        let ts = self.find(format!("{name}.ts"));
        if let (Some(js), Some(ts)) = (&js, &ts) {
            self.problems
                .push(diagnostics::two_languages(place, name, js, ts));
        }
        let js = js.or(ts);
        let request = self.find(format!("{name}.req.vtl"));
        let response = self.find(format!("{name}.res.vtl"));
        match (js, request, response) {
            (Some(js), None, None) => CodeFiles::Js(js),
            (Some(js), request, response) => {
                let vtl = request.or(response).unwrap_or_default();
                self.problems
                    .push(diagnostics::two_languages(place, name, &js, &vtl));
                CodeFiles::None
            }
            (None, None, None) => {
                if matches!(needs, Needs::Whole) {
                    self.without_code.push((name.to_owned(), place));
                }
                CodeFiles::None
            }
            (None, request, response) => {
                let missing = match (&request, &response) {
                    (None, _) => Some("req"),
                    (_, None) => Some("res"),
                    _ => None,
                };
                if let Some(half) = missing
                    && !matches!(needs, Needs::Nothing)
                {
                    self.problems
                        .push(diagnostics::half_missing(place, name, half, self.path));
                }
                CodeFiles::Vtl { request, response }
            }
        }
    }

    fn find(&mut self, name: String) -> Option<String> {
        if !self.names.contains(&name.as_str()) {
            return None;
        }
        self.unused.retain(|unused| *unused != name);
        Some(name)
    }

    fn report_missing(&mut self) {
        for (name, place) in std::mem::take(&mut self.without_code) {
            self.problems
                .push(diagnostics::no_code(place, &name, self.path, &self.unused));
        }
    }
}

/// `AS8008`: the folder of resolver files is not there, which only one of the usual name may be.
pub fn missing_folder(settings: &Settings) -> Option<Diagnostic> {
    let folder = &settings.api.resolvers;
    (folder.value != RESOLVERS).then(|| diagnostics::missing_folder(folder))
}

/// `AS8011`: files that are no code of anything.
pub fn fit_nothing(settings: &Settings, files: &[String]) -> Diagnostics {
    let what: Vec<String> = settings
        .resolvers
        .keys()
        .map(FieldCoordinate::to_string)
        .chain(settings.pipeline_functions.keys().cloned())
        .collect();
    let folder = &settings.api.resolvers.value;
    files
        .iter()
        .map(|name| diagnostics::fits_nothing(folder, name, &what))
        .collect()
}
