//! The errors of a system without files.

use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

fn unsupported() -> Error {
    Error::new(ErrorKind::Unsupported, "there are no files in a browser")
}

/// No text is put anywhere.
pub fn replace(_: &Path, _: &[u8]) -> Result<()> {
    Err(unsupported())
}

/// No text is put anywhere.
pub fn replace_by(_: &Path, _: &Path, _: &[u8]) -> Result<()> {
    Err(unsupported())
}

/// There is no such file.
pub fn temporary(_: &Path) -> Result<File> {
    Err(unsupported())
}

/// There is nothing to read.
pub fn read_at(_: &File, _: &mut [u8], _: u64) -> Result<()> {
    Err(unsupported())
}

/// Nothing is written.
pub fn write_at(_: &File, _: &[u8], _: u64) -> Result<()> {
    Err(unsupported())
}
