//! Reads a log, and what is added to it.

use std::collections::VecDeque;
use std::io::{self, BufRead as _, BufReader, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use same_file::Handle;

use super::entry::{Entry, Wanted};
use super::file::{newest, older};

/// How far a log has been read.
#[derive(Debug)]
pub(crate) struct Reader {
    state_dir: PathBuf,
    /// The file that had the newest lines when they were read; kept open, because it may get another name, or
    /// none, with lines in it that have not been read.
    file: Option<Handle>,
    /// How far that file has been read.
    position: u64,
}

impl Reader {
    /// Reads a log from its beginning.
    pub(crate) fn of(state_dir: &Path) -> Self {
        Self {
            state_dir: state_dir.to_owned(),
            file: None,
            position: 0,
        }
    }

    /// The last lines that are wanted so far, at most `count`, oldest first.
    ///
    /// # Errors
    /// If a file is there and cannot be read.
    pub(crate) fn last(&mut self, count: usize, wanted: &Wanted<'_>) -> io::Result<Vec<Entry>> {
        let mut last = VecDeque::new();
        self.added(wanted, |entry| {
            if last.len() == count {
                last.pop_front();
            }
            last.push_back(entry);
            Ok(())
        })?;
        last.truncate(count);
        Ok(last.into())
    }

    /// What has been added since, line by line.
    ///
    /// # Errors
    /// If a file cannot be read, and those of `told`.
    pub(crate) fn added(
        &mut self,
        wanted: &Wanted<'_>,
        mut told: impl FnMut(Entry) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut keep = |entry: Entry| match wanted.matches(&entry) {
            true => told(entry),
            false => Ok(()),
        };
        // Opened first: if it is another file, nothing is written to the one before any more.
        let newest = open(&newest(&self.state_dir))?;
        if let Some(file) = &self.file {
            self.position = read(file, self.position, &mut keep)?;
        }
        let Some(newest) = newest.filter(|newest| self.file.as_ref() != Some(newest)) else {
            return Ok(());
        };
        // Other files may have come and gone in between; the last of them is still there.
        let between = open(&older(&self.state_dir))?;
        if let Some(between) = between
            && self.file.as_ref() != Some(&between)
            && between != newest
        {
            read(&between, 0, &mut keep)?;
        }
        self.position = read(&newest, 0, &mut keep)?;
        self.file = Some(newest);
        Ok(())
    }
}

/// A file, if it is there.
fn open(path: &Path) -> io::Result<Option<Handle>> {
    match Handle::from_path(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        opened => opened.map(Some),
    }
}

/// Reads the whole lines from a position on, and gives the position behind them. Lines that are not understood
/// are passed over: another version of the program may have written them.
fn read(
    file: &Handle,
    position: u64,
    keep: &mut impl FnMut(Entry) -> io::Result<()>,
) -> io::Result<u64> {
    let mut file = file.as_file();
    // Bytes that come meanwhile are for the next time.
    let length = file.metadata()?.len();
    // One that has become shorter was emptied.
    let mut position = if length < position { 0 } else { position };
    file.seek(SeekFrom::Start(position))?;
    let mut reader = BufReader::new(file).take(length - position);
    let mut line = Vec::new();
    loop {
        line.clear();
        let count = reader.read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            return Ok(position);
        }
        position += count as u64;
        if let Ok(entry) = serde_json::from_slice(&line) {
            keep(entry)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::args::LogLevel;

    const ALL: Wanted<'_> = Wanted {
        level: LogLevel::Info,
        field: None,
        request: None,
    };

    fn line(message: &str) -> String {
        format!(
            "{{\"at\": \"\", \"level\": \"info\", \"source\": \"server\", \"message\": \"{message}\"}}\n"
        )
    }

    fn added(reader: &mut Reader) -> Vec<String> {
        let mut messages = Vec::new();
        let told = |entry: Entry| {
            messages.push(entry.message);
            Ok(())
        };
        reader.added(&ALL, told).expect("read");
        messages
    }

    #[test]
    fn lines_are_read_once_also_when_another_file_is_begun() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (newest, older) = (newest(folder.path()), older(folder.path()));
        let mut reader = Reader::of(folder.path());
        assert!(reader.last(2, &ALL).expect("read").is_empty());

        let lines = [line("1"), line("2"), line("3")].concat();
        fs::write(&newest, &lines).expect("written");
        let mut reader = Reader::of(folder.path());
        let last = reader.last(2, &ALL).expect("read");
        let messages: Vec<_> = last.iter().map(|entry| entry.message.as_str()).collect();
        assert_eq!(messages, ["2", "3"]);

        let half = line("4");
        fs::write(&newest, format!("{lines}{}", &half[..10])).expect("written");
        assert!(added(&mut reader).is_empty(), "the line is not whole yet");
        fs::write(&newest, format!("{lines}{half}")).expect("written");
        fs::rename(&newest, &older).expect("another file is begun");
        fs::write(&newest, line("5")).expect("written");
        assert_eq!(added(&mut reader), ["4", "5"]);
        assert!(added(&mut reader).is_empty());
    }

    #[test]
    fn no_line_is_lost_when_the_next_file_has_outgrown_the_one_before() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (newest, older) = (newest(folder.path()), older(folder.path()));
        fs::write(&newest, line("1")).expect("written");
        let mut reader = Reader::of(folder.path());
        reader.last(10, &ALL).expect("read");

        fs::write(&newest, [line("1"), line("2")].concat()).expect("written");
        fs::rename(&newest, &older).expect("another file is begun");
        fs::write(&newest, [line("3"), line("4"), line("5")].concat()).expect("written");
        assert_eq!(added(&mut reader), ["2", "3", "4", "5"]);

        // Twice between two looks.
        for lines in [["6", "7"], ["8", "9"]] {
            fs::rename(&newest, &older).expect("another file is begun");
            fs::write(&newest, lines.map(line).concat()).expect("written");
        }
        assert_eq!(added(&mut reader), ["6", "7", "8", "9"]);
        assert!(added(&mut reader).is_empty());
    }

    #[test]
    fn a_file_that_is_emptied_is_read_anew() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let newest = newest(folder.path());
        fs::write(&newest, line("1").repeat(3)).expect("written");
        let mut reader = Reader::of(folder.path());
        reader.last(10, &ALL).expect("read");
        fs::write(&newest, line("2")).expect("written");
        assert_eq!(added(&mut reader), ["2"]);
    }
}
