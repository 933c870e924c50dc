//! Runs the cases of a file and compares.

use appsynth_js::{Engine, EngineOptions};
use appsynth_runtime::evaluate::read_context;
use appsynth_util::{Context, Host};
use serde_json::Value;

use crate::{
    Coverage, TestError,
    code::{Loaded, load},
    file::{Case, Expectation, TestFile},
    pipeline::Run,
};

/// What came of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseOutcome {
    /// The case's name.
    pub name: String,
    /// What came out otherwise than expected.
    pub mismatches: Vec<Mismatch>,
    /// Everything that came out.
    pub actual: Expectation,
}

/// One thing that came out otherwise than expected.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// The member of the expectation, such as `requests`.
    pub what: &'static str,
    /// What the case expects.
    pub expected: Value,
    /// What came out.
    pub actual: Value,
}

/// Runs every case of a file. `file` gives the text of a file by its path.
///
/// # Errors
/// If there is no code, or if it cannot be compiled.
pub fn run(
    tests: &TestFile,
    host: &Host,
    file: impl Fn(&str) -> Option<String>,
) -> Result<Vec<CaseOutcome>, TestError> {
    let code = TestedCode::load(tests, &EngineOptions::new(host.clone()), &file)?;
    code.play(tests, host)
}

/// As [`run`], and tells which lines of the tested code and its pipeline's functions ran.
///
/// # Errors
/// As [`run`].
pub fn run_covered(
    tests: &TestFile,
    host: &Host,
    file: impl Fn(&str) -> Option<String>,
) -> Result<(Vec<CaseOutcome>, Coverage), TestError> {
    let options = EngineOptions {
        coverage: true,
        ..EngineOptions::new(host.clone())
    };
    let mut code = TestedCode::load(tests, &options, &file)?;
    code.each(Loaded::measure);
    let outcomes = code.play(tests, host)?;
    let mut coverage = Coverage::default();
    code.each(|one| one.covered(&mut coverage));
    Ok((outcomes, coverage))
}

/// The code that a file tests.
struct TestedCode {
    subject: Option<Loaded>,
    functions: Vec<Loaded>,
}

impl TestedCode {
    fn load(
        tests: &TestFile,
        options: &EngineOptions,
        file: &impl Fn(&str) -> Option<String>,
    ) -> Result<Self, TestError> {
        let engine = Engine::new(EngineOptions {
            workers: 1,
            ..options.clone()
        });
        let folder = match tests.path.rfind('/') {
            Some(end) => &tests.path[..=end],
            None => "",
        };
        let load = |name: &str| load(folder, name, &engine, file);
        let missing = |name: &str| TestError::NoCode {
            path: tests.path.clone(),
            name: name.to_owned(),
        };
        let subject = load(tests.subject())?;
        let functions = tests
            .functions
            .iter()
            .map(|name| load(name)?.ok_or_else(|| missing(name)))
            .collect::<Result<Vec<_>, TestError>>()?;
        if subject.is_none() && functions.is_empty() {
            return Err(missing(tests.subject()));
        }
        Ok(Self { subject, functions })
    }

    fn each(&mut self, act: impl FnMut(&mut Loaded)) {
        self.subject
            .iter_mut()
            .chain(&mut self.functions)
            .for_each(act);
    }

    fn play(&self, tests: &TestFile, host: &Host) -> Result<Vec<CaseOutcome>, TestError> {
        let outcomes = tests.cases.iter().map(|case| {
            let run = Run::new(host, context(case, &tests.path)?, &case.answers);
            let actual = match &self.subject {
                Some(subject) if self.functions.is_empty() => run.unit(subject),
                around => run.pipeline(around.as_ref(), &self.functions),
            };
            Ok(CaseOutcome {
                name: case.name.clone(),
                mismatches: compare(case, &actual),
                actual,
            })
        });
        outcomes.collect()
    }
}

fn context(case: &Case, path: &str) -> Result<Context, TestError> {
    if case.context.is_null() {
        return Ok(Context::default());
    }
    read_context(&case.context.to_string()).map_err(|source| TestError::Context {
        path: path.to_owned(),
        case: case.name.clone(),
        source,
    })
}

fn compare(case: &Case, actual: &Expectation) -> Vec<Mismatch> {
    let expected = members(&case.expect);
    members(actual)
        .into_iter()
        .zip(expected)
        .filter_map(|((what, actual), (_, expected))| {
            let (actual, expected) = (actual?, expected?);
            (actual != expected).then_some(Mismatch {
                what,
                expected,
                actual,
            })
        })
        .collect()
}

fn members(of: &Expectation) -> [(&'static str, Option<Value>); 5] {
    [
        ("requests", of.requests.clone().map(Value::from)),
        ("result", of.result.clone()),
        ("stash", of.stash.clone()),
        ("error", of.error.clone()),
        ("errors", of.errors.clone().map(Value::from)),
    ]
}
