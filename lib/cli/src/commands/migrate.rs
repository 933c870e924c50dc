//! `appsynth migrate vtl-to-js`

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use appsynth_diagnostics::{Diagnostic, Diagnostics, SourceId, Sources, codes::resolver_code};
use appsynth_migrate::{Comparison, Template, compare, compare_tests, translate};
use appsynth_test::{ENDING, TestFile};
use appsynth_util::Half;
use serde_json::{Value, json};

use crate::CliError;
use crate::args::VtlToJs;
use crate::output::Output;
use crate::reader;

/// The templates of a resolver or function, by the name that they have in common.
#[derive(Debug, Default)]
struct Pair {
    request: Option<PathBuf>,
    response: Option<PathBuf>,
}

/// What became of a pair.
struct Migrated {
    path: PathBuf,
    code: String,
    untranslated: usize,
    generated: Comparison,
    tests: Comparison,
}

pub(crate) fn vtl_to_js(arguments: &VtlToJs, output: &Output) -> Result<(), CliError> {
    let pairs = pairs(&arguments.files)?;
    if !arguments.force && !arguments.print {
        for name in pairs.keys() {
            let path = PathBuf::from(format!("{name}.js"));
            if path.exists() {
                return Err(CliError::TranslationExists { path });
            }
        }
    }
    let mut sources = Sources::new();
    let mut problems = Diagnostics::new();
    let mut done = Vec::new();
    for (name, pair) in &pairs {
        done.push(pair.migrate(name, &mut sources, &mut problems)?);
    }
    for one in &done {
        if arguments.print {
            output.result(&one.code);
        } else {
            fs::write(&one.path, &one.code).map_err(CliError::io("write", &one.path))?;
        }
        output.note(&one.summary());
    }
    if !problems.is_empty() {
        return Err(CliError::Mistakes {
            diagnostics: problems,
            sources: Box::new(sources),
            consequence: "not everything is translated",
        });
    }
    if output.is_json() {
        let files: Vec<Value> = done.iter().map(Migrated::document).collect();
        output.json(&json!({ "format": 1, "files": files }));
    }
    Ok(())
}

/// Templates by the name that their module will have: those of `NAME.req.vtl` and `NAME.res.vtl` are one
/// module, any other is a request.
fn pairs(files: &[PathBuf]) -> Result<BTreeMap<String, Pair>, CliError> {
    let mut pairs: BTreeMap<String, Pair> = BTreeMap::new();
    for file in files {
        let path = file.display().to_string();
        let Some(name) = path.strip_suffix(".vtl") else {
            return Err(CliError::NoTemplate { path: file.clone() });
        };
        let (name, half) = match (name.strip_suffix(".req"), name.strip_suffix(".res")) {
            (Some(name), _) => (name, Half::Request),
            (_, Some(name)) => (name, Half::Response),
            _ => (name, Half::Request),
        };
        let pair = pairs.entry(name.to_owned()).or_default();
        match half {
            Half::Request => pair.request = Some(file.clone()),
            Half::Response => pair.response = Some(file.clone()),
        }
        // A half whose other one is there comes with it, as one module takes the place of both.
        for (other, place) in [
            (format!("{name}.req.vtl"), &mut pair.request),
            (format!("{name}.res.vtl"), &mut pair.response),
        ] {
            if place.is_none() && Path::new(&other).exists() {
                *place = Some(other.into());
            }
        }
    }
    Ok(pairs)
}

impl Pair {
    fn migrate(
        &self,
        name: &str,
        sources: &mut Sources,
        problems: &mut Diagnostics,
    ) -> Result<Migrated, CliError> {
        let mut read = |path: &Option<PathBuf>| {
            let Some(path) = path else { return Ok(None) };
            let text = reader::text(path)?;
            let name = path.display().to_string();
            let id = sources.add(name.as_str(), text.as_str());
            Ok::<_, CliError>(Some((id, file_name(path), text)))
        };
        let (request, response) = (read(&self.request)?, read(&self.response)?);
        fn template(read: &Option<(SourceId, String, String)>) -> Option<Template<'_>> {
            let (id, path, text) = read.as_ref()?;
            Some(Template {
                id: *id,
                path,
                text,
            })
        }
        let translation = translate(template(&request), template(&response)).map_err(|found| {
            CliError::Mistakes {
                diagnostics: found,
                sources: Box::new(std::mem::take(sources)),
                consequence: "nothing was written",
            }
        })?;
        let untranslated = translation.problems.iter().count();
        problems.extend(translation.problems);
        let path = PathBuf::from(format!("{name}.js"));
        let mut migrated = Migrated {
            path,
            code: translation.code,
            untranslated,
            generated: Comparison::default(),
            tests: Comparison::default(),
        };
        if untranslated == 0 {
            migrated.prove(name, template(&request), template(&response), problems)?;
        }
        Ok(migrated)
    }
}

impl Migrated {
    /// Runs templates and translation on the same contexts.
    fn prove(
        &mut self,
        name: &str,
        request: Option<Template<'_>>,
        response: Option<Template<'_>>,
        problems: &mut Diagnostics,
    ) -> Result<(), CliError> {
        let text = |template: &Option<Template<'_>>| template.map(|one| one.text.to_owned());
        self.generated = compare(
            text(&request).as_deref(),
            text(&response).as_deref(),
            &self.code,
        );
        let tests = PathBuf::from(format!("{name}{ENDING}"));
        if let Some(text) = reader::text_if_there(&tests)? {
            let file = TestFile::parse(&tests.display().to_string(), &text)?;
            let path = self.path.display().to_string();
            let compared =
                reader::with_files(|read| compare_tests(&file, read, &path, &self.code))?;
            self.tests = compared?;
        }
        for difference in self
            .generated
            .differences
            .iter()
            .chain(&self.tests.differences)
        {
            let place = match difference.half {
                Some(Half::Response) => response.or(request),
                _ => request.or(response),
            };
            let on = match &difference.on {
                Value::String(test) => format!("in the test \"{test}\""),
                context => format!("on the context {context}"),
            };
            let message = format!(
                "{on} the template gives {}, the translation {}",
                difference.template, difference.translation
            );
            let mut diagnostic = Diagnostic::error(&resolver_code::VTL_DIFFERENCE, message)
                .help(format!("see to it in {}", self.path.display()));
            if let Some(template) = place {
                let span = appsynth_diagnostics::Span {
                    source: template.id,
                    start: 0,
                    end: 0,
                };
                diagnostic = diagnostic.at(span, "");
            }
            problems.extend(Diagnostics::from(diagnostic));
        }
        Ok(())
    }

    fn summary(&self) -> String {
        let path = self.path.display();
        if self.untranslated > 0 {
            return format!("{path}: {} parts are not translated", self.untranslated);
        }
        let tests = match self.tests.same {
            0 => String::new(),
            count => format!(" and in {count} tests"),
        };
        let skipped = match self.generated.skipped {
            0 => String::new(),
            count => format!("; on {count} more the templates fail themselves"),
        };
        format!(
            "{path}: does what the templates do on {} generated contexts{tests}{skipped}",
            self.generated.same
        )
    }

    fn document(&self) -> Value {
        json!({
            "path": self.path,
            "code": self.code,
            "contexts": { "same": self.generated.same, "skipped": self.generated.skipped },
            "tests": self.tests.same,
        })
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
