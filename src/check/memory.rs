//! How much memory there is, and how much of it this program has. Both are unknown where the system
//! does not tell as Linux does.

/// The bytes of memory that this program has now.
pub(super) fn resident() -> Option<u64> {
    bytes("/proc/self/status", "VmRSS:")
}

/// The bytes of memory that the machine has.
pub fn of_machine() -> Option<u64> {
    bytes("/proc/meminfo", "MemTotal:")
}

/// Reads a figure that a file of the system tells in kibibytes.
fn bytes(file: &str, field: &str) -> Option<u64> {
    let text = std::fs::read_to_string(file).ok()?;
    let figure = text.lines().find_map(|line| line.strip_prefix(field))?;
    let kibibytes: u64 = figure.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}
