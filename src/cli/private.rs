//! What should be its owner's alone: files with keys, and data directories.

use super::say::complain;
use super::shell::word;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// All that others may do, of the owner's group or of none.
const OTHERS: u32 = 0o077;

/// Warns of a file with keys that is not its owner's alone.
pub(super) fn warn_of_readers(file: &Path) {
    if let Some(what) = open_to_readers(file) {
        complain(format_args!("warning: {what}"));
    }
}

/// What is wrong with a file with keys that is not its owner's alone.
pub(super) fn open_to_readers(file: &Path) -> Option<String> {
    is_open(file).then(|| {
        format!(
            "{}: others on this machine may read or change it, and it holds a key; chmod 600 {}",
            file.display(),
            word(file)
        )
    })
}

/// What is wrong with a data directory that is not its owner's alone.
pub(super) fn open_to_visitors(dir: &Path) -> Option<String> {
    is_open(dir).then(|| {
        format!(
            "{}: others on this machine may look into this data directory or change it; chmod 700 {}",
            dir.display(),
            word(dir)
        )
    })
}

fn is_open(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & OTHERS != 0)
}
