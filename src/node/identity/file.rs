//! What the three files have in common.

use super::problem::{FileError, Problem, VERSION};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::Path;

/// Reads a file, and understands it.
pub(super) fn load<T>(
    path: &Path,
    parse: impl FnOnce(&str) -> Result<T, Problem>,
) -> Result<T, FileError> {
    let text = fs::read_to_string(path).map_err(Problem::Unreadable);
    let parsed = text.and_then(|text| parse(&text));
    parsed.map_err(|problem| FileError { path: path.to_owned(), problem })
}

/// Reads the fields of a file of our version.
pub(super) fn document<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    // The version comes first: all other fields are only known for a known version.
    let Versioned { version } = toml::from_str(text).map_err(|e| malformed(text, &e))?;
    if version != VERSION {
        return Err(Problem::Version { version });
    }
    toml::from_str(text).map_err(|e| malformed(text, &e))
}

/// As little of a file as tells its version.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// The place and the error alone: with the line itself a key could come into a log.
fn malformed(text: &str, error: &toml::de::Error) -> Problem {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map_or(1, |before| before.matches('\n').count() + 1);
    Problem::Toml { line, what: error.message().to_owned() }
}
