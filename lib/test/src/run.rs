//! Runs the cases of a file and compares.

use appsynth_js::{Engine, EngineOptions};
use appsynth_runtime::evaluate::read_context;
use appsynth_util::{Context, Host};
use serde_json::Value;

use crate::{
    Coverage, TestError,
    code::{Loaded, load},
    file::{Case, Expectation, TestFile},
    pipeline::{Played, Run},
    remote::Remote,
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
    /// Messages of errors that name a place in code that was made of several files, or of TypeScript, with
    /// their place in the file as it was written.
    pub in_files: Vec<String>,
}

impl CaseOutcome {
    /// Forgets what came out otherwise when the case ran again, at another time and with other random numbers: nobody
    /// can expect it. Gives the members of the expectation that are forgotten.
    pub fn keep_what_stays(&mut self, again: &Self) -> Vec<&'static str> {
        let (first, second) = (members(&self.actual), members(&again.actual));
        let pairs = first.into_iter().zip(second);
        let changed = pairs.filter(|((_, first), (_, second))| first != second);
        let changed: Vec<&'static str> = changed.map(|((what, _), _)| what).collect();
        for what in &changed {
            match *what {
                "requests" => self.actual.requests = None,
                "result" => self.actual.result = None,
                "stash" => self.actual.stash = None,
                "error" => self.actual.error = None,
                _ => self.actual.errors = None,
            }
        }
        changed
    }
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

/// How tests are run.
#[derive(Clone, Copy)]
pub struct Options<'o> {
    /// The clock and the random numbers.
    pub host: &'o Host,
    /// Where code is evaluated, if not on this machine.
    pub remote: Option<&'o dyn Remote>,
    /// Whether to tell which lines ran.
    pub coverage: bool,
}

impl<'o> Options<'o> {
    /// On this machine, without coverage.
    pub fn new(host: &'o Host) -> Self {
        Self {
            host,
            remote: None,
            coverage: false,
        }
    }
}

/// Runs every case of a file on this machine. `file` gives the text of a file by its path.
///
/// # Errors
/// If there is no code, or if it cannot be compiled.
pub fn run(
    tests: &TestFile,
    host: &Host,
    file: impl Fn(&str) -> Option<String>,
) -> Result<Vec<CaseOutcome>, TestError> {
    run_with(tests, Options::new(host), file).map(|(outcomes, _)| outcomes)
}

/// Runs every case of a file, and tells which lines of the tested code and its pipeline's functions ran if
/// that is wanted. `file` gives the text of a file by its path.
///
/// # Errors
/// If there is no code, if it cannot be compiled, or if it is to be evaluated elsewhere and cannot be.
pub fn run_with(
    tests: &TestFile,
    options: Options<'_>,
    file: impl Fn(&str) -> Option<String>,
) -> Result<(Vec<CaseOutcome>, Coverage), TestError> {
    let engine = EngineOptions {
        workers: 1,
        coverage: options.coverage,
        ..EngineOptions::new(options.host.clone())
    };
    let mut code = TestedCode::load(tests, &Engine::new(engine), &file)?;
    if options.coverage {
        code.each(Loaded::measure);
    }
    let outcomes = code.play(tests, options)?;
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
        engine: &Engine,
        file: &impl Fn(&str) -> Option<String>,
    ) -> Result<Self, TestError> {
        let folder = match tests.path.rfind('/') {
            Some(end) => &tests.path[..=end],
            None => "",
        };
        let load = |name: &str| load(folder, name, engine, file);
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

    fn play(&self, tests: &TestFile, options: Options<'_>) -> Result<Vec<CaseOutcome>, TestError> {
        let outcomes = tests.cases.iter().map(|case| {
            let context = context(case, &tests.path)?;
            let run = Run::new(options.host, options.remote, context, &case.answers);
            let played = match &self.subject {
                Some(subject) if self.functions.is_empty() => run.unit(subject),
                around => run.pipeline(around.as_ref(), &self.functions),
            };
            let Played { actual, in_files } = played.map_err(|source| TestError::Remote {
                path: tests.path.clone(),
                case: case.name.clone(),
                source,
            })?;
            Ok(CaseOutcome {
                name: case.name.clone(),
                mismatches: compare(case, &actual),
                actual,
                in_files,
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
