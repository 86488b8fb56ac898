//! The folder of checkpoints: one process uses it, and nothing in it is ever taken for empty that is
//! not.

use super::error::StoreError;
use super::file::StateFile;
use super::manifest::{Identity, Manifest};
use super::storage::{AGAIN, Checkpoint};
use crate::files;
use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

const LOCK: &str = "lock";
const MANIFEST: &str = "manifest.json";
const DRAFT: &str = "manifest.json.new";
const STATES: &str = ".states";

/// A folder, locked for as long as this lives.
#[derive(Debug)]
pub(in crate::check) struct Folder {
    path: PathBuf,
    every: Duration,
    /// How far the search had come.
    found: Manifest,
    _lock: File,
}

impl Folder {
    /// Opens the folder of a search, or makes one where there is none or an empty one.
    pub(in crate::check) fn open(
        checkpoint: &Checkpoint,
        of: Identity,
    ) -> Result<Self, StoreError> {
        let path = checkpoint.folder.clone();
        let unusable = |error| {
            let what = format!("it cannot be used as a folder ({error}); name another");
            StoreError::refused(&path, what)
        };
        fs::create_dir_all(&path).map_err(unusable)?;
        let has_states = look_through(&path)?;
        let lock = File::options().create(true).truncate(false).write(true).open(path.join(LOCK));
        let lock = lock.map_err(unusable)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => {
                let what = "another search uses it; wait for its end, or name another folder";
                StoreError::refused(&path, what)
            }
            TryLockError::Error(error) => unusable(error),
        })?;
        let manifest = path.join(MANIFEST);
        let found = match fs::read_to_string(&manifest) {
            Ok(text) => Some(Manifest::parse(&text, &of, &manifest)?),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(StoreError::damaged(&manifest, &error.to_string())),
        };
        if found.is_none() && has_states {
            return Err(StoreError::damaged(&manifest, "it is missing beside files of states"));
        }
        let begun = found.is_some();
        let found = found.unwrap_or_else(|| Manifest::new(of));
        let folder = Self { path, every: checkpoint.every, found, _lock: lock };
        if !begun {
            // Before the first file of states, so that these never stand alone.
            folder.replace(&folder.found)?;
        }
        Ok(folder)
    }

    /// How long after a checkpoint the next is taken.
    pub(in crate::check) fn every(&self) -> Duration {
        self.every
    }

    /// How far the search had come.
    pub(in crate::check) fn found(&self) -> &Manifest {
        &self.found
    }

    /// The files for this many shards, from which nothing is read yet.
    pub(super) fn files<const N: usize>(
        &self,
        shards: usize,
    ) -> Result<Vec<StateFile<N>>, StoreError> {
        let open = |number: usize| {
            let path = self.path.join(format!("{number:02}{STATES}"));
            let is_new = self.found.shards.get(number).is_none_or(|saved| saved.states == 0);
            let mut options = File::options();
            let options = options.create(is_new).truncate(false).read(true).write(true);
            let file = options.open(&path).map_err(|error| match error.kind() {
                ErrorKind::NotFound => StoreError::damaged(&path, "it is missing"),
                _ => StoreError::io(&path)(error),
            })?;
            Ok(StateFile::new(file, path))
        };
        let files = (0..shards).map(open).collect::<Result<_, _>>()?;
        self.sync()?;
        Ok(files)
    }

    /// The error that the manifest, though intact, cannot be of this search.
    pub(in crate::check) fn senseless(&self, what: &str) -> StoreError {
        StoreError::damaged(&self.path.join(MANIFEST), what)
    }

    /// Puts a manifest in the place of the one that is there, in one step.
    pub(in crate::check) fn replace(&self, manifest: &Manifest) -> Result<(), StoreError> {
        let draft = self.path.join(DRAFT);
        let written =
            files::replace_by(&draft, &self.path.join(MANIFEST), manifest.to_text().as_bytes());
        written.map_err(StoreError::io(&draft))
    }

    /// Makes durable which files there are.
    fn sync(&self) -> Result<(), StoreError> {
        File::open(&self.path).and_then(|dir| dir.sync_all()).map_err(StoreError::io(&self.path))
    }
}

/// Refuses a folder with files of someone else. Whether there are files of states.
fn look_through(path: &Path) -> Result<bool, StoreError> {
    let mut states = false;
    for entry in fs::read_dir(path).map_err(StoreError::io(path))? {
        let name = entry.map_err(StoreError::io(path))?.file_name();
        let name = name.to_string_lossy();
        let number = name.strip_suffix(STATES);
        if number.is_some_and(|n| n.len() == 2 && n.bytes().all(|b| b.is_ascii_digit())) {
            states = true;
        } else if ![LOCK, MANIFEST, DRAFT, AGAIN].contains(&&*name) {
            let what = "no part of a checkpoint; name a folder that is missing or empty, or that \
                        holds a checkpoint and nothing else";
            return Err(StoreError::refused(&path.join(&*name), what));
        }
    }
    Ok(states)
}
