//! What is written where a user says: to a file, or to the standard output, which is named `-`.

use super::Failure;
use super::say::say;
use crate::files;
use std::io;
use std::path::{Path, PathBuf};

/// Whether this names the standard output.
pub(super) fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}

/// Whether one of these outputs is the standard output, where a program then reads nothing else.
pub(super) fn takes_stdout(outputs: &[&Option<PathBuf>]) -> Result<bool, Failure> {
    let named = outputs.iter().filter_map(|output| output.as_deref());
    match named.filter(|path| is_stdout(path)).count() {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Failure::usage("only one output can be `-`; name a file for the others")),
    }
}

/// Writes a text where the user wants it.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if is_stdout(path) {
        return say(text.trim_end());
    }
    replace(path, text.as_bytes())
}

/// Puts a text where some file is, or none.
pub(super) fn replace(path: &Path, text: &[u8]) -> Result<(), Failure> {
    files::replace(path, text).map_err(|error| unwritten(path, &error))
}

/// That a file, or a folder, which the user has named cannot be written.
pub(super) fn unwritten(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("{}: cannot be written: {error}", path.display()))
}
