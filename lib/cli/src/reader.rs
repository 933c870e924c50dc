//! Files as text.

use std::cell::RefCell;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::CliError;

/// The text of a file.
pub(crate) fn text(path: &Path) -> Result<String, CliError> {
    fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => CliError::NotText {
            path: path.to_owned(),
        },
        _ => CliError::io("read", path)(error),
    })
}

/// The text of a file that need not be there.
pub(crate) fn text_if_there(path: &Path) -> Result<Option<String>, CliError> {
    match text(path) {
        Err(CliError::Io { source, .. }) if is_absence(path, source.kind()) => Ok(None),
        read => read.map(Some),
    }
}

fn is_absence(path: &Path, failure: ErrorKind) -> bool {
    matches!(failure, ErrorKind::NotFound | ErrorKind::NotADirectory) || path.is_dir()
}

/// Does work that tries which files are there. It gets the texts of those; if another cannot be read, that is why
/// the work fails.
pub(crate) fn with_files<T>(
    work: impl FnOnce(&dyn Fn(&str) -> Option<String>) -> T,
) -> Result<T, CliError> {
    let failure = RefCell::new(None);
    let done = work(&|path| match text_if_there(Path::new(path)) {
        Ok(text) => text,
        Err(error) => {
            failure.borrow_mut().get_or_insert(error);
            None
        }
    });
    failure.into_inner().map_or(Ok(done), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_told_from_what_cannot_be_read() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name).display().to_string();
        fs::write(path("text"), "é").expect("a written file");
        fs::write(path("latin"), b"\xe9").expect("a written file");
        let read = |name: &str| with_files(|file| file(&path(name)));
        assert!(matches!(read("text"), Ok(Some(text)) if text == "é"));
        for none in ["none", "text/none", ""] {
            assert!(matches!(read(none), Ok(None)), "{none}");
        }
        let refused = read("latin").expect_err("it is not in UTF-8");
        assert!(matches!(refused, CliError::NotText { path } if path.ends_with("latin")));
    }

    #[test]
    fn the_first_failure_is_told_whatever_the_work_gives() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name).display().to_string();
        for name in ["one", "two"] {
            fs::write(path(name), b"\xff").expect("a written file");
        }
        let refused = with_files(|file| [file(&path("one")), file(&path("two"))]);
        assert!(matches!(refused, Err(CliError::NotText { path }) if path.ends_with("one")));
    }
}
