//! What is wrong with a log.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A place in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) file: Arc<Path>,
    pub(super) line: u64,
}

/// What is wrong with the logs: the first line at which it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The log.
    pub file: PathBuf,
    /// The line, counted from 1. Where what is wrong is no single line, the last that belongs to it.
    pub line: u64,
    /// What is wrong, in a sentence.
    pub what: String,
    /// What the log says there, and what should stand there instead, where there are two sides.
    pub sides: Option<(String, String)>,
}

impl Problem {
    pub(super) fn new(at: &At, what: impl Into<String>) -> Self {
        Self { file: at.file.to_path_buf(), line: at.line, what: what.into(), sides: None }
    }

    /// With what the log says, and what it should say.
    pub(super) fn with(self, said: impl Into<String>, should: impl Into<String>) -> Self {
        Self { sides: Some((said.into(), should.into())), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.what)?;
        if let Some((said, should)) = &self.sides {
            write!(f, "\n  the log says:  {said}\n  it should say: {should}")?;
        }
        Ok(())
    }
}
