//! What a running program takes of the machine.

use std::fs;

/// The most memory that a process has had at once so far, in KiB: `VmHWM` of `/proc/<pid>/status`. None where
/// there is no such file or the process has ended.
pub fn peak_memory_kib(process: u32) -> Option<u64> {
    status(process, "VmHWM:")
}

/// The memory that a process has now, in KiB: `VmRSS` of `/proc/<pid>/status`. None where there is no such file
/// or the process has ended.
pub fn memory_kib(process: u32) -> Option<u64> {
    status(process, "VmRSS:")
}

/// How many files and connections a process has open. None where there is no `/proc`.
pub fn open_files(process: u32) -> Option<usize> {
    Some(fs::read_dir(format!("/proc/{process}/fd")).ok()?.count())
}

fn status(process: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
