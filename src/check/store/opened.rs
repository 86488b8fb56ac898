//! What a search keeps its states in, opened.

use super::error::StoreError;
use super::file::StateFile;
use super::folder::Folder;
use super::manifest::Identity;
use super::shard::Shard;
use super::storage::Storage;
use crate::files;
use crate::model::packed::Reductions;

/// What a search keeps its states in.
#[derive(Debug, Default)]
pub(in crate::check) struct Store {
    fingerprints: bool,
    folder: Option<Folder>,
}

impl Store {
    /// Opens what is to be used, for the search of a model.
    pub(in crate::check) fn open(
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
    pub(in crate::check) fn folder(&self) -> Option<&Folder> {
        self.folder.as_ref()
    }

    /// Whether whole states are compared.
    pub(in crate::check) fn is_exact(&self) -> bool {
        !self.fingerprints
    }

    /// This many shards, without states yet.
    pub(in crate::check) fn shards<const N: usize>(
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
    let file = files::temporary(&path).map_err(|error| {
        let what = format!("no temporary file can be made here ({error}); set TMPDIR");
        StoreError::refused(&path, what)
    })?;
    Ok(StateFile::new(file, path))
}
