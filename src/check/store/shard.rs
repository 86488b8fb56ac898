//! The states of one shard of a search, each once and in the order in which they came.

use super::StoreError;
use super::file::StateFile;
use super::manifest::SavedShard;
use crate::check::keys::Keys;
use std::fs::File;
use std::ops::Range;
use std::path::PathBuf;

/// How many bytes of states are gathered before they are written.
const GATHERED: usize = 1 << 16;

/// The states of a shard, in memory and perhaps in a file too.
#[derive(Debug, Default)]
pub(in crate::check) struct Shard<const N: usize> {
    keys: Keys<N>,
    file: Option<StateFile<N>>,
}

impl<const N: usize> Shard<N> {
    /// No states yet, in a file too.
    pub(in crate::check) fn in_file(file: File, path: PathBuf) -> Self {
        Self { keys: Keys::default(), file: Some(StateFile::new(file, path)) }
    }

    /// Takes the states that a search has left in the file.
    pub(in crate::check) fn load(&mut self, saved: &SavedShard) -> Result<(), StoreError> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.load(saved.states, &saved.blake3, |state| {
            self.keys.insert(crate::check::keys::hash(&state), &state);
        })
    }

    /// Cuts off what the file has beyond these states.
    pub(in crate::check) fn trim(&self) -> Result<(), StoreError> {
        self.file.as_ref().map_or(Ok(()), StateFile::trim)
    }

    /// How many states there are.
    pub(in crate::check) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Adds states, in order, with their hashes; those that are there already are passed over.
    pub(in crate::check) fn insert_all<'a>(
        &mut self,
        states: impl Iterator<Item = &'a (u64, [u64; N])>,
    ) -> Result<(), StoreError> {
        self.keys.insert_all(states);
        let written = self.file.as_ref().map_or(self.len(), StateFile::len);
        if (self.len() - written) * StateFile::<N>::SIZE < GATHERED {
            return Ok(());
        }
        self.write()
    }

    /// The states of these numbers.
    pub(in crate::check) fn read(&self, numbers: Range<usize>, states: &mut Vec<[u64; N]>) {
        states.clear();
        states.extend(numbers.map(|number| self.keys.get(number)));
    }

    /// Makes all states durable, and tells what then counts of the file.
    pub(in crate::check) fn save(&mut self) -> Result<SavedShard, StoreError> {
        self.write()?;
        let Some(file) = &self.file else { return Ok(SavedShard::default()) };
        file.sync()?;
        Ok(SavedShard { states: file.len(), blake3: file.checksum() })
    }

    /// Writes what has been gathered.
    fn write(&mut self) -> Result<(), StoreError> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let unwritten = file.len()..self.keys.len();
        file.append(unwritten.map(|number| self.keys.get(number)))
    }
}
