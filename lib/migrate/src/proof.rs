//! Runs templates and their translation on the same contexts and compares what comes out.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use appsynth_js::{Engine, EngineOptions, Module};
use appsynth_test::{TestError, TestFile};
use appsynth_util::{Clock, Context, Evaluation, FieldError, Half, Host, Ids, Outcome};
use appsynth_vtl::Template;
use serde_json::{Map, Value, json};

use crate::contexts::contexts;

/// How many contexts are generated for each half.
const CONTEXTS: usize = 200;

/// What came of running both.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// Contexts or tests on which both gave the same.
    pub same: usize,
    /// Contexts on which the template itself fails, or prints a reference that has no value as it
    /// stands: nothing to be compared with.
    pub skipped: usize,
    /// The first context of each half, or every test, on which they gave something else.
    pub differences: Vec<Difference>,
}

/// Something that templates and their translation do not do alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The half, or none where a test ran both.
    pub half: Option<Half>,
    /// The context, or the name of a test.
    pub on: Value,
    /// What came of the template.
    pub template: Value,
    /// What came of the translation.
    pub translation: Value,
}

/// Runs both on generated contexts: objects and lists of the members that the templates read, with values
/// that fit what they do with them.
pub fn compare(request: Option<&str>, response: Option<&str>, code: &str) -> Comparison {
    let mut comparison = Comparison::default();
    let ids = Arc::new(CountedIds::default());
    let host = Host {
        clock: Arc::new(StoppedClock),
        ids: Arc::clone(&ids) as Arc<dyn Ids>,
    };
    let engine = Engine::new(EngineOptions {
        workers: 1,
        ..EngineOptions::new(host.clone())
    });
    let module = match engine.compile("code.js", code) {
        Ok(module) => module,
        Err(error) => {
            comparison.differences.push(Difference {
                half: None,
                on: Value::Null,
                template: Value::Null,
                translation: json!({ "refused": error.to_string() }),
            });
            return comparison;
        }
    };
    let halves = [(Half::Request, request), (Half::Response, response)];
    for (half, text) in halves {
        let template = text.and_then(|text| Template::compile(text).ok());
        if let Some(template) = template {
            let run = Run {
                template: &template,
                module: &module,
                host: &host,
                ids: &ids,
            };
            run.half(half, &mut comparison);
        }
    }
    comparison
}

struct Run<'r> {
    template: &'r Template,
    module: &'r Module,
    host: &'r Host,
    ids: &'r CountedIds,
}

impl Run<'_> {
    fn half(&self, half: Half, comparison: &mut Comparison) {
        for context in contexts(self.template, half, CONTEXTS) {
            self.ids.restart();
            let rendered = self.template.render(&context, self.host);
            let failed = matches!(
                &rendered.evaluation.outcome,
                Outcome::Error(error) if error.error_type.as_deref() == Some("MappingTemplate")
            );
            if failed || rendered.unresolved.is_some() {
                comparison.skipped += 1;
                continue;
            }
            self.ids.restart();
            let of_code = self.module.evaluate_blocking(half, &context);
            let template = outcome(rendered.evaluation, &context, half);
            let translation = outcome(of_code, &context, half);
            if is_same(&template, &translation) {
                comparison.same += 1;
            } else {
                comparison.differences.push(Difference {
                    half: Some(half),
                    on: context_json(&context),
                    template,
                    translation,
                });
                return;
            }
        }
    }
}

/// Runs the tests of a file with the templates, then with the translation, and compares what comes out,
/// whatever the tests expect. `file` gives the text of a file by its path, `code` is what the file at
/// `path` will be.
///
/// # Errors
/// If the tests cannot be run with the templates.
pub fn compare_tests(
    tests: &TestFile,
    file: impl Fn(&str) -> Option<String>,
    path: &str,
    code: &str,
) -> Result<Comparison, TestError> {
    let host = || Host {
        clock: Arc::new(StoppedClock),
        ids: Arc::new(CountedIds::default()),
    };
    let typescript = path.strip_suffix(".js").map(|name| format!("{name}.ts"));
    let is_module = |wanted: &str| wanted == path || Some(wanted) == typescript.as_deref();
    let of_templates = appsynth_test::run(tests, &host(), |wanted| {
        if is_module(wanted) {
            None
        } else {
            file(wanted)
        }
    })?;
    let of_code = appsynth_test::run(tests, &host(), |wanted| {
        if wanted == path {
            Some(code.to_owned())
        } else if is_module(wanted) {
            None
        } else {
            file(wanted)
        }
    })?;
    let mut comparison = Comparison::default();
    for (template, translation) in of_templates.into_iter().zip(of_code) {
        let members = |outcome: &appsynth_test::Expectation| {
            let mut members = serde_json::to_value(outcome).unwrap_or_default();
            if let Some(Value::Array(requests)) = members.get_mut("requests") {
                requests.iter_mut().for_each(forget_version);
            }
            members
        };
        let (of_template, of_translation) =
            (members(&template.actual), members(&translation.actual));
        if is_same(&of_template, &of_translation) {
            comparison.same += 1;
        } else {
            comparison.differences.push(Difference {
                half: None,
                on: Value::from(template.name),
                template: of_template,
                translation: of_translation,
            });
        }
    }
    Ok(comparison)
}

/// What an evaluation does, but for its log.
fn outcome(evaluation: Evaluation, context: &Context, half: Half) -> Value {
    let stash = evaluation.stash_of(context);
    let mut members = Map::new();
    let (name, value) = match (evaluation.outcome, half) {
        (Outcome::Value(mut value), Half::Request) => {
            forget_version(&mut value);
            ("request", value)
        }
        (Outcome::EarlyReturn { value, .. }, Half::Request) => ("returned", value),
        (Outcome::Value(value) | Outcome::EarlyReturn { value, .. }, Half::Response) => {
            ("result", value)
        }
        (Outcome::Error(error), _) => ("error", error_json(error)),
    };
    members.insert(name.to_owned(), value);
    members.insert("stash".to_owned(), stash);
    let errors = evaluation.errors.into_iter().map(error_json).collect();
    members.insert("errors".to_owned(), Value::Array(errors));
    let extensions = evaluation.extensions.into_iter();
    let extensions = extensions
        .map(|(name, value)| json!([name, value]))
        .collect();
    members.insert("extensions".to_owned(), Value::Array(extensions));
    Value::Object(members)
}

/// Handlers are all of the new version.
fn forget_version(request: &mut Value) {
    if let Value::Object(members) = request {
        members.shift_remove("version");
    }
}

fn error_json(error: FieldError) -> Value {
    json!({
        "message": error.message,
        "type": error.error_type,
        "data": error.data,
        "info": error.error_info,
    })
}

/// Whether values are equal; 1 and 1.0 are.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, one)| other.get(name).is_some_and(|other| is_same(one, other)))
        }
        _ => one == other,
    }
}

/// The members that are not empty.
fn context_json(context: &Context) -> Value {
    let members = context.members().into_iter().filter(|(_, value)| {
        !value.is_null() && value.as_object().is_none_or(|members| !members.is_empty())
    });
    Value::Object(
        members
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect(),
    )
}

#[derive(Debug)]
struct StoppedClock;

impl Clock for StoppedClock {
    fn now_millis(&self) -> i64 {
        1_700_000_000_000
    }
}

/// The same ids in the same order, from every start.
#[derive(Debug, Default)]
struct CountedIds(AtomicU64);

impl CountedIds {
    fn restart(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

impl Ids for CountedIds {
    fn random(&self) -> [u8; 16] {
        let count = self.0.fetch_add(1, Ordering::Relaxed);
        u128::from(count).to_be_bytes()
    }
}
