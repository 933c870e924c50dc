//! Pairs of bad input and what is said about it, for the tests of every crate that finds mistakes.
//!
//! A folder holds `<CODE>_<what>.<extension>` beside `<CODE>_<what>.txt`: adding a case means adding
//! files. `BLESS=1 cargo test` writes the `.txt` files anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::{Diagnostics, SourceId, Sources, find_code, render};

/// Runs every pair of `dir` whose input ends in `.extension` and compares the full rendering.
///
/// `run` gets the input as the source it was added as, named as its file is.
///
/// # Panics
/// When the folder has no such input, a rendering differs, the code that a file is named for is unknown or
/// not reported, or a `.txt` has lost its input; after all pairs ran, with everything that is wrong.
pub fn check(
    dir: impl AsRef<Path>,
    extension: &str,
    run: impl Fn(&mut Sources, SourceId) -> Diagnostics,
) {
    let dir = dir.as_ref();
    let bless = std::env::var_os("BLESS").is_some();
    let names = stems(dir, extension);
    assert!(
        !names.is_empty(),
        "no .{extension} files in {}",
        dir.display()
    );
    let mut wrong = Vec::new();
    for name in &names {
        if let Err(what) = check_pair(dir, name, extension, bless, &run) {
            wrong.push(format!("{name}.{extension}: {what}"));
        }
    }
    for orphan in orphans(dir) {
        wrong.push(format!("{orphan}.txt has no input beside it"));
    }
    assert!(
        wrong.is_empty(),
        "{}\n\nBLESS=1 accepts what is said now",
        wrong.join("\n\n")
    );
}

fn check_pair(
    dir: &Path,
    name: &str,
    extension: &str,
    bless: bool,
    run: impl Fn(&mut Sources, SourceId) -> Diagnostics,
) -> Result<(), String> {
    let input_name = format!("{name}.{extension}");
    let text = fs::read_to_string(dir.join(&input_name)).map_err(|error| error.to_string())?;
    let mut sources = Sources::new();
    let source = sources.add(input_name, text);
    let diagnostics = run(&mut sources, source);

    let id = name.split('_').next().unwrap_or(name);
    let code = find_code(id).ok_or_else(|| format!("there is no code {id}"))?;
    let rendered = render::full(&diagnostics, &sources, render::Options::default());
    let actual = format!("{}\n", rendered.trim_end());
    if !diagnostics.iter().any(|one| one.code == code) {
        return Err(format!("{id} is not reported; what is:\n{actual}"));
    }

    let expected_path = dir.join(format!("{name}.txt"));
    if bless {
        return fs::write(expected_path, actual).map_err(|error| error.to_string());
    }
    let expected = fs::read_to_string(expected_path).unwrap_or_default();
    if expected == actual {
        Ok(())
    } else {
        Err(format!("expected:\n{expected}\nactual:\n{actual}"))
    }
}

/// The names, without the extension, of the files that have it, sorted.
fn stems(dir: &Path, extension: &str) -> BTreeSet<String> {
    file_names(dir)
        .iter()
        .filter_map(|name| {
            name.strip_suffix(&format!(".{extension}"))
                .map(str::to_owned)
        })
        .collect()
}

fn orphans(dir: &Path) -> Vec<String> {
    let names = file_names(dir);
    let has_input = |stem: &str| {
        names.iter().any(|name| {
            name.split_once('.')
                .is_some_and(|(before, after)| before == stem && after != "txt")
        })
    };
    names
        .iter()
        .filter_map(|name| name.strip_suffix(".txt"))
        .filter(|stem| !has_input(stem))
        .map(str::to_owned)
        .collect()
}

fn file_names(dir: &Path) -> BTreeSet<String> {
    fs::read_dir(dir)
        .unwrap_or_else(|error| panic!("{}: {error}", dir.display()))
        .map(|entry| {
            let entry = entry.unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
            entry.file_name().to_string_lossy().into_owned()
        })
        .collect()
}
