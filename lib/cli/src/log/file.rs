//! The files of a log: the newest lines, and those before them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// How large a file gets before another is begun; there are two.
const MAX_BYTES: u64 = 8 * 1024 * 1024;

/// Where the newest lines are.
pub(super) fn newest(state_dir: &Path) -> PathBuf {
    state_dir.join("log.jsonl")
}

/// Where the lines before them are.
pub(super) fn older(state_dir: &Path) -> PathBuf {
    state_dir.join("log.1.jsonl")
}

/// Writes lines.
#[derive(Debug)]
pub(super) struct LogFile {
    state_dir: PathBuf,
    max_bytes: u64,
    /// The file and its length; none until there is something to write.
    open: Option<(File, u64)>,
}

impl LogFile {
    pub(super) fn of(state_dir: &Path) -> Self {
        Self {
            state_dir: state_dir.to_owned(),
            max_bytes: MAX_BYTES,
            open: None,
        }
    }

    /// Adds a line, which has its break. The state folder has to be there already: one that was removed is not
    /// made anew.
    pub(super) fn write(&mut self, line: &[u8]) -> io::Result<()> {
        if self
            .open
            .as_ref()
            .is_some_and(|(_, length)| *length >= self.max_bytes)
        {
            self.open = None;
            fs::rename(newest(&self.state_dir), older(&self.state_dir))?;
        }
        let (file, length) = match &mut self.open {
            Some(open) => open,
            None => self.open.insert(open(&newest(&self.state_dir))?),
        };
        file.write_all(line)?;
        *length += line.len() as u64;
        Ok(())
    }
}

/// Opens a file that only its owner can read.
fn open(path: &Path) -> io::Result<(File, u64)> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_files_hold_the_last_lines() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut log = LogFile {
            max_bytes: 4,
            ..LogFile::of(folder.path())
        };
        for line in ["1\n", "2\n", "3\n", "4\n", "5\n"] {
            log.write(line.as_bytes()).expect("written");
        }
        let read = |path| fs::read_to_string(path).expect("a file");
        assert_eq!(read(older(folder.path())), "3\n4\n");
        assert_eq!(read(newest(folder.path())), "5\n");
    }

    #[test]
    fn a_folder_that_is_gone_stays_gone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let gone = folder.path().join("gone");
        LogFile::of(&gone).write(b"1\n").expect_err("no folder");
        assert!(!gone.exists());
    }
}
