//! A log in a file.

use super::line::{Line, Start};
use super::sink::LogSink;
use crate::node::{Cluster, NodeId, StoreError};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// No line of a log is longer: a name and three values of their longest, each byte of them escaped.
const LONGEST: u64 = 1 << 20;

/// How a log begins.
const BEGIN: &[u8] = br#"{"start":{"#;

/// Appends to a file. Nothing is synced: what was written outlives the process.
pub(in crate::node) struct LogFile {
    path: PathBuf,
    file: File,
}

impl LogFile {
    /// Opens the log of this node, where it goes on, or makes it, to be read by its owner alone.
    pub(in crate::node) fn open(
        path: &Path,
        cluster: &Cluster,
        id: NodeId,
    ) -> Result<Self, LogError> {
        let unusable = |source| LogError::Io { path: path.to_owned(), source };
        let mut options = File::options();
        let file = options.read(true).append(true).create(true).mode(0o600).open(path);
        let mut file = file.map_err(unusable)?;
        if is_torn_at_once(&file).map_err(unusable)? {
            file.set_len(0).map_err(unusable)?;
        }
        if file.metadata().map_err(unusable)?.len() > 0 {
            if !begins_with_start_of(&file, cluster, id).map_err(unusable)? {
                return Err(LogError::Foreign { path: path.to_owned(), id });
            }
            end_line(&mut file).map_err(unusable)?;
        }
        Ok(Self { path: path.to_owned(), file })
    }
}

impl LogSink for LogFile {
    fn append(&mut self, lines: &[u8]) -> Result<(), StoreError> {
        let not_logged = |source| StoreError::NotLogged { path: self.path.clone(), source };
        self.file.write_all(lines).map_err(not_logged)
    }
}

/// Whether a file has no more than a part of a first line: the disk was full, or the machine lost power.
fn is_torn_at_once(mut file: &File) -> io::Result<bool> {
    let mut begin = Vec::new();
    file.take(LONGEST).read_to_end(&mut begin)?;
    file.rewind()?;
    let is_part = BEGIN.starts_with(&begin) || begin.starts_with(BEGIN);
    Ok(is_part && !begin.contains(&b'\n'))
}

/// Whether a file is a log of this node.
fn begins_with_start_of(file: &File, cluster: &Cluster, id: NodeId) -> io::Result<bool> {
    let mut first = Vec::new();
    BufReader::new(file).take(LONGEST).read_until(b'\n', &mut first)?;
    let Ok(Line::Start(start)) = serde_json::from_slice(&first) else { return Ok(false) };
    let Start { cluster: of, node, .. } = *start;
    Ok(of == cluster.id().to_string() && node == id)
}

/// A line that was cut off is to stand alone.
fn end_line(file: &mut File) -> io::Result<()> {
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    if last == *b"\n" { Ok(()) } else { file.write_all(b"\n") }
}

/// Why a log cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The system refuses it.
    #[error("{}: this log cannot be opened: {source}; name another file with --log", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is something else.
    #[error(
        "{}: this file is there, and is no log of node {id} of this cluster; name another with --log. Nothing \
         was changed",
        path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
        /// The node.
        id: NodeId,
    },
}
