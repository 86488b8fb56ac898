//! Where our engine keeps its states.
//!
//! Whole states are in memory. Or fingerprints of them are, and the states in files: what is expanded
//! is read from there, a chunk at a time. Either can be kept in a folder, so that a search that was
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
//! again/          the same for a second search, if the model is searched once more
//! ```

mod file;
mod folder;
mod manifest;
mod shard;

pub(super) use folder::Folder;
pub(super) use manifest::{Manifest, SavedHit};
pub(super) use shard::Shard;

use crate::model::packed::Reductions;
use file::StateFile;
use manifest::Identity;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

/// Where a search keeps its states, beside memory.
#[derive(Clone, Debug, Default)]
pub struct Storage {
    /// Whether states are told apart by 64-bit fingerprints alone, and go to disk themselves: to the
    /// folder of checkpoints, or else to temporary files without a name, which end with the program.
    pub fingerprints: bool,
    /// Checkpoints, if some are to be taken.
    pub checkpoint: Option<Checkpoint>,
}

impl Storage {
    /// The same for a second search of the model, with a folder of its own inside the first.
    pub(super) fn again(&self) -> Self {
        let inside = |checkpoint: &Checkpoint| Checkpoint {
            folder: checkpoint.folder.join(folder::AGAIN),
            ..checkpoint.clone()
        };
        Self { checkpoint: self.checkpoint.as_ref().map(inside), ..self.clone() }
    }
}

/// Where and when checkpoints are taken.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// The folder that holds the last one.
    pub folder: PathBuf,
    /// How long after one the next is taken.
    pub every: Duration,
}

/// What a search keeps its states in.
#[derive(Debug, Default)]
pub(super) struct Store {
    fingerprints: bool,
    folder: Option<Folder>,
}

impl Store {
    /// Opens what is to be used, for the search of a model.
    pub(super) fn open(
        storage: &Storage,
        model: &str,
        reductions: Reductions,
    ) -> Result<Self, StoreError> {
        let fingerprints = storage.fingerprints;
        let of = || Identity::new(model, reductions, fingerprints);
        let folder = storage.checkpoint.as_ref().map(|checkpoint| Folder::open(checkpoint, of()));
        Ok(Self { fingerprints, folder: folder.transpose()? })
    }

    /// The folder of checkpoints.
    pub(super) fn folder(&self) -> Option<&Folder> {
        self.folder.as_ref()
    }

    /// Whether whole states are compared.
    pub(super) fn is_exact(&self) -> bool {
        !self.fingerprints
    }

    /// This many shards, without states yet.
    pub(super) fn shards<const N: usize>(
        &self,
        number: usize,
    ) -> Result<Vec<Shard<N>>, StoreError> {
        let shard = if self.fingerprints { Shard::hashed } else { |file| Shard::exact(Some(file)) };
        match &self.folder {
            Some(folder) => Ok(folder.files(number)?.into_iter().map(shard).collect()),
            None if self.fingerprints => {
                let files = (0..number).map(|_| temporary());
                files.map(|file| file.map(Shard::hashed)).collect()
            }
            None => Ok((0..number).map(|_| Shard::default()).collect()),
        }
    }
}

/// A file that ends with the program, however that ends.
fn temporary<const N: usize>() -> Result<StateFile<N>, StoreError> {
    let path = std::env::temp_dir();
    let file = tempfile::tempfile_in(&path).map_err(|error| {
        let what = format!("no temporary file can be made here ({error}); set TMPDIR");
        StoreError::refused(&path, what)
    })?;
    Ok(StateFile::new(file, path))
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
