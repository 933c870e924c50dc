//! The memory of a running program.

use std::fs;

/// The most memory that a process has had at once so far, in KiB: `VmHWM` of `/proc/<pid>/status`. None where
/// there is no such file or the process has ended.
pub fn peak_memory_kib(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
