//! How much memory a process takes, where the system says so.

use std::fs;

/// A line of what Linux says of a process, in KiB; none elsewhere.
pub(crate) fn kib(process: &str, line: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let rest = status.lines().find_map(|found| found.strip_prefix(line)?.strip_prefix(':'))?;
    rest.split_whitespace().next()?.parse().ok()
}

/// What this process takes now, and the most that it has taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    pub(crate) now: u64,
    pub(crate) most: u64,
}

impl Memory {
    pub(crate) fn measure() -> Option<Self> {
        Some(Self { now: kib("self", "VmRSS")?, most: kib("self", "VmHWM")? })
    }
}
