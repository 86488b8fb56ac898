//! The lines of a log, one after the other.

use super::problem::At;
use crate::node::{LOG_VERSION, Line};
use serde::Deserialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file that cannot be audited.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line is none of a log.
    #[error(
        "{}:{line}: this is no line of a log: {why}; `synod node --log` writes logs, and one may be cut off at \
         its end or before a start alone", path.display()
    )]
    NoLine {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
    /// Logs of different clusters.
    #[error("{}: this is a log of another cluster than {}", path.display(), other.display())]
    Mixed {
        /// A log.
        path: PathBuf,
        /// One of another cluster.
        other: PathBuf,
    },
    /// What a log says of its cluster makes no sense.
    #[error("{}:{line}: {why}", path.display())]
    NoCluster {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
}

/// Reads a log. A line that was cut off is left out: at the end of the file, or before a start.
pub(super) struct Lines {
    path: Arc<Path>,
    file: BufReader<File>,
    number: u64,
    text: Vec<u8>,
    /// A line that cannot be understood, if the one before this is.
    cut: Option<(u64, String)>,
}

impl Lines {
    pub(super) fn open(path: &Path) -> Result<Self, Unusable> {
        let unreadable = |source| Unusable::Unreadable { path: path.to_owned(), source };
        let file = File::open(path).map_err(unreadable)?;
        let file = BufReader::with_capacity(1 << 18, file);
        Ok(Self { path: path.into(), file, number: 0, text: Vec::new(), cut: None })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where the last line is that was read.
    pub(super) fn at(&self) -> At {
        At { file: self.path.clone(), line: self.number }
    }

    /// The next line; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<(At, Line)>, Unusable> {
        loop {
            self.text.clear();
            let read = self.file.read_until(b'\n', &mut self.text);
            let path = || self.path.to_path_buf();
            if read.map_err(|source| Unusable::Unreadable { path: path(), source })? == 0 {
                return Ok(None);
            }
            self.number += 1;
            let line = serde_json::from_slice::<Line>(&self.text);
            let starts = matches!(line, Ok(Line::Start(_)));
            match (self.cut.take(), line) {
                (None, Err(error)) => {
                    let why = self.version().unwrap_or_else(|| error.to_string());
                    self.cut = Some((self.number, why));
                }
                (Some((line, why)), _) if !starts => {
                    return Err(Unusable::NoLine { path: path(), line, why });
                }
                (_, Ok(line)) => return Ok(Some((self.at(), line))),
                (Some(_), Err(_)) => unreachable!("it does not start"),
            }
        }
    }

    /// The line that cannot be understood and with which the log ends, if any.
    pub(super) fn cut_off(&self) -> Option<Unusable> {
        let (line, why) = self.cut.clone()?;
        Some(Unusable::NoLine { path: self.path.to_path_buf(), line, why })
    }

    /// That this line was written by another version, if it was.
    fn version(&self) -> Option<String> {
        let Versioned { start } = serde_json::from_slice(&self.text).ok()?;
        let other = start.version;
        (other != LOG_VERSION)
            .then(|| format!("its version is {other}, and this program knows {LOG_VERSION} alone"))
    }
}

/// As little of a start as tells its version.
#[derive(Deserialize)]
struct Versioned {
    start: Header,
}

#[derive(Deserialize)]
struct Header {
    version: u32,
}
