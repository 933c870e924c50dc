//! Reads a log, and what is added to it.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::entry::{Entry, Wanted};
use super::file::{newest, older};

/// How far a log has been read.
#[derive(Debug)]
pub(crate) struct Reader {
    state_dir: PathBuf,
    /// The position in the file of the newest lines.
    position: u64,
}

impl Reader {
    /// Reads a log from its beginning.
    pub(crate) fn of(state_dir: &Path) -> Self {
        Self {
            state_dir: state_dir.to_owned(),
            position: 0,
        }
    }

    /// The last lines that are wanted so far, at most `count`, oldest first.
    ///
    /// # Errors
    /// If a file is there and cannot be read.
    pub(crate) fn last(&mut self, count: usize, wanted: &Wanted<'_>) -> io::Result<Vec<Entry>> {
        let mut last = VecDeque::new();
        let mut keep = |entry: Entry| {
            if wanted.matches(&entry) {
                if last.len() == count {
                    last.pop_front();
                }
                last.push_back(entry);
            }
            Ok(())
        };
        read(&older(&self.state_dir), 0, &mut keep)?;
        self.position = read(&newest(&self.state_dir), 0, &mut keep)?;
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
        let newest = newest(&self.state_dir);
        let length = newest.metadata().map_or(0, |file| file.len());
        if length < self.position {
            // Another file was begun: what was read is at the beginning of the older one.
            read(&older(&self.state_dir), self.position, &mut keep)?;
            self.position = 0;
        }
        self.position = read(&newest, self.position, &mut keep)?;
        Ok(())
    }
}

/// Reads the whole lines of a file from a position on, and gives the position after them. A file that is not
/// there has no lines; lines that another version has written otherwise are passed over.
fn read(
    path: &Path,
    position: u64,
    keep: &mut impl FnMut(Entry) -> io::Result<()>,
) -> io::Result<u64> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        opened => opened?,
    };
    // Bytes that come meanwhile are for the next time.
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(position))?;
    let mut reader = BufReader::new(file).take(length.saturating_sub(position));
    let mut position = position;
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
        fs::write(&older, format!("{lines}{half}")).expect("written");
        fs::write(&newest, line("5")).expect("written");
        assert_eq!(added(&mut reader), ["4", "5"]);
        assert!(added(&mut reader).is_empty());
    }
}
