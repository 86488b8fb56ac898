//! Where our engine keeps its states: in memory, and beside it in a folder, so that a search that was
//! stopped or killed can be continued.
//!
//! All that a search has is appended to, shard by shard, or is a few numbers; and at the end of a
//! round all of it is the same, whatever the number of threads. So a checkpoint is taken between two
//! rounds: what is new is appended to the shards' files and made durable, and then a manifest is put
//! in the old one's place in one step, which says how much of each file counts. A kill leaves the old
//! manifest or the new one, and perhaps bytes that neither counts.
//!
//! ```text
//! lock            held by the process that searches
//! manifest.json   what is searched, how, and how far (see `manifest`)
//! 00.states ...   the states of each shard, in the order in which they came (see `file`)
//! ```

mod file;
mod folder;
mod manifest;
mod shard;

pub(super) use folder::Folder;
pub(super) use manifest::{Identity, Manifest, SavedHit};
pub(super) use shard::Shard;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

/// Where a search keeps its states, beside memory.
#[derive(Clone, Debug, Default)]
pub struct Storage {
    /// Checkpoints, if some are to be taken.
    pub checkpoint: Option<Checkpoint>,
}

/// Where and when checkpoints are taken.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// The folder that holds the last one.
    pub folder: PathBuf,
    /// How long after one the next is taken.
    pub every: Duration,
}

/// Why a search cannot use what it stores.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A folder that is not to be used: it is another's, or damaged. What is in it stays as it is.
    #[error("{}: {what}", path.display())]
    Refused {
        /// The folder or file.
        path: PathBuf,
        /// What is wrong, and what to do.
        what: String,
    },
    /// The system could not read or write.
    #[error("{}: {source}", path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl StoreError {
    fn refused(path: &Path, what: impl Into<String>) -> Self {
        Self::Refused { path: path.to_owned(), what: what.into() }
    }

    fn damaged(path: &Path, what: &str) -> Self {
        let remedy = "restore it, or name another folder to search from the beginning";
        Self::refused(path, format!("{what}; the checkpoint is damaged: {remedy}"))
    }

    fn io(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}
