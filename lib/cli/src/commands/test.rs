//! `appsynth test`

use std::fs;
use std::path::Path;

use appsynth_test::{CaseOutcome, Coverage, ENDING, Options, Remote, SCHEMA, TestFile};
use appsynth_util::Host;
use serde_json::{Value, json};

use crate::CliError;
use crate::args::Test;
use crate::folder::named_files;
use crate::output::{Output, causes};
use crate::reader;

mod coverage;

struct Ran {
    path: String,
    file: TestFile,
    outcomes: Vec<CaseOutcome>,
    coverage: Coverage,
}

/// A file that could not be run.
struct Unread {
    path: String,
    error: CliError,
}

/// Runs tests, on this machine unless there is somewhere else.
pub(crate) fn run(
    arguments: &Test,
    remote: Option<&dyn Remote>,
    output: &Output,
) -> Result<(), CliError> {
    if arguments.schema {
        output.result(SCHEMA);
        return Ok(());
    }
    let paths = named_files(&arguments.paths, |file| file.ends_with(ENDING))?;
    let measure = arguments.coverage || arguments.lcov.is_some();
    let host = Host::system();
    let options = Options {
        remote,
        coverage: measure,
        ..Options::new(&host)
    };
    let (ran, unread, coverage) = in_parallel(&paths, options);
    if let Some(path) = &arguments.lcov {
        fs::write(path, coverage.to_lcov()).map_err(CliError::io("write", path))?;
    }
    if arguments.accept && unread.is_empty() {
        let another = Host::standing_still(0, [0; 16]);
        let options = Options {
            remote,
            ..Options::new(&another)
        };
        let (again, ..) = in_parallel(&paths, options);
        return accept(ran, &again, output);
    }
    let coverage = arguments.coverage.then_some(&coverage);
    report(&ran, unread, coverage, output)
}

/// Runs the files, as many at a time as the machine has processors. Beside what ran, gives what kept others from
/// it.
fn in_parallel(paths: &[String], options: Options<'_>) -> (Vec<Ran>, Vec<Unread>, Coverage) {
    // Tests wait for engines and answers from elsewhere, neither of which need these threads.
    let ran = appsynth_parallel::map(paths.iter().collect(), 1, |path| run_file(path, options));
    let mut coverage = Coverage::default();
    let mut done = Vec::new();
    let mut unread = Vec::new();
    for (path, ran) in paths.iter().zip(ran) {
        match ran {
            Ok(mut ran) => {
                coverage.merge(std::mem::take(&mut ran.coverage));
                done.push(ran);
            }
            Err(error) => unread.push(Unread {
                path: path.clone(),
                error,
            }),
        }
    }
    (done, unread, coverage)
}

fn run_file(path: &str, options: Options<'_>) -> Result<Ran, CliError> {
    let text = reader::text(Path::new(path))?;
    let file = TestFile::parse(path, &text)?;
    let ran = reader::with_files(|read| appsynth_test::run_with(&file, options, read))?;
    let (outcomes, coverage) = ran?;
    Ok(Ran {
        path: path.to_owned(),
        file,
        outcomes,
        coverage,
    })
}

/// Writes what came out as what is expected, but for what came out otherwise when the cases ran again.
fn accept(ran: Vec<Ran>, again: &[Ran], output: &Output) -> Result<(), CliError> {
    let mut written = Vec::new();
    let mut left_out = Vec::new();
    for ran in ran {
        let Ran {
            path,
            file,
            mut outcomes,
            ..
        } = ran;
        let again = again.iter().filter(|one| one.path == path);
        let again = again.flat_map(|one| &one.outcomes);
        for (outcome, again) in outcomes.iter_mut().zip(again) {
            for what in outcome.keep_what_stays(again) {
                let name = &outcome.name;
                output.note(&format!(
                    "{path}: {name}: `{what}` is left out: it is another in every run, as by a time or an id; \
                     what the context has instead can be compared"
                ));
                left_out.push(json!({ "file": path, "name": name, "what": what }));
            }
        }
        let text = file.accept(&outcomes);
        let old = reader::text(Path::new(&path))?;
        if old != text {
            fs::write(&path, text).map_err(CliError::io("write", Path::new(&path)))?;
            output.note(&format!("{path}: written"));
            written.push(path);
        }
    }
    if output.is_json() {
        output.json(&json!({ "format": 1, "written": written, "leftOut": left_out }));
    }
    Ok(())
}

fn report(
    ran: &[Ran],
    mut unread: Vec<Unread>,
    coverage: Option<&Coverage>,
    output: &Output,
) -> Result<(), CliError> {
    let mut tests = Vec::new();
    let (mut all, mut failed) = (0, 0);
    for Ran { path, outcomes, .. } in ran {
        for outcome in outcomes {
            all += 1;
            let mismatches: Vec<Value> = outcome
                .mismatches
                .iter()
                .map(|one| {
                    json!({ "what": one.what, "expected": one.expected, "actual": one.actual })
                })
                .collect();
            if !mismatches.is_empty() {
                failed += 1;
                output.note(&failure(path, outcome));
            }
            tests.push(json!({
                "file": path,
                "name": outcome.name,
                "passed": mismatches.is_empty(),
                "mismatches": mismatches,
            }));
        }
    }
    let mut document = json!({ "format": 1, "failed": failed, "tests": tests });
    if let Some(coverage) = coverage {
        output.note(&coverage::table(coverage));
        document["coverage"] = coverage::document(coverage);
    }
    if all == 0 && unread.len() == 1 {
        return Err(unread.remove(0).error);
    }
    if !unread.is_empty() {
        let errors = unread.iter().map(|one| {
            let message = causes(&one.error);
            output.note(&format!("error: {message}"));
            json!({ "file": one.path, "message": message })
        });
        document["errors"] = errors.collect();
        return Err(CliError::TestsUnread {
            unread: unread.len(),
            failed,
            all,
            document,
        });
    }
    if failed > 0 {
        return Err(CliError::TestsFailed {
            failed,
            all,
            document,
        });
    }
    if output.is_json() {
        output.json(&document);
    }
    output.note(&format!("{all} tests passed"));
    Ok(())
}

fn failure(path: &str, outcome: &CaseOutcome) -> String {
    let mut text = format!("{path}: {}: failed\n", outcome.name);
    for one in &outcome.mismatches {
        text.push_str(&format!(
            "  {}\n    expected: {}\n    actual:   {}\n",
            one.what, one.expected, one.actual
        ));
    }
    for message in &outcome.in_files {
        text.push_str(&format!("  {message}\n"));
    }
    text
}
