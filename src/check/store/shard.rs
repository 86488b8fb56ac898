//! The states of one shard of a search, each once and in the order in which they came.

use super::error::StoreError;
use super::file::StateFile;
use super::manifest::SavedShard;
use crate::check::keys::{self, Keys, hash};
use crate::check::prints::{Prints, fingerprint};
use std::ops::Range;

/// How many bytes of states are gathered before they are written.
const GATHERED: usize = 1 << 16;

/// The states of a shard.
#[derive(Debug)]
pub(in crate::check) enum Shard<const N: usize> {
    /// Whole states in memory, and perhaps in a file too.
    Exact { keys: Keys<N>, file: Option<StateFile<N>> },
    /// Fingerprints in memory, and the states in a file; the last ones are yet to be written.
    Hashed { prints: Prints, file: StateFile<N>, tail: Vec<[u64; N]> },
}

impl<const N: usize> Default for Shard<N> {
    fn default() -> Self {
        Self::exact(None)
    }
}

impl<const N: usize> Shard<N> {
    /// No states yet, whole ones.
    pub(super) fn exact(file: Option<StateFile<N>>) -> Self {
        Self::Exact { keys: Keys::default(), file }
    }

    /// No states yet, to be told apart by fingerprints.
    pub(super) fn hashed(file: StateFile<N>) -> Self {
        Self::Hashed { prints: Prints::default(), file, tail: Vec::new() }
    }

    /// Takes the states that a search has left in the file.
    pub(in crate::check) fn load(&mut self, saved: &SavedShard) -> Result<(), StoreError> {
        match self {
            Self::Exact { file: None, .. } => Ok(()),
            Self::Exact { keys, file: Some(file) } => file.load(saved, |state| {
                keys.insert(hash(&state), &state);
            }),
            Self::Hashed { prints, file, .. } => file.load(saved, |state| {
                prints.insert(fingerprint(&state));
            }),
        }
    }

    /// Cuts off what the file has beyond these states.
    pub(in crate::check) fn trim(&self) -> Result<(), StoreError> {
        self.file().map_or(Ok(()), StateFile::trim)
    }

    fn file(&self) -> Option<&StateFile<N>> {
        match self {
            Self::Exact { file, .. } => file.as_ref(),
            Self::Hashed { file, .. } => Some(file),
        }
    }

    /// How many states there are.
    pub(in crate::check) fn len(&self) -> usize {
        match self {
            Self::Exact { keys, .. } => keys.len(),
            Self::Hashed { file, tail, .. } => file.len() + tail.len(),
        }
    }

    /// Whether it may be that there is no room for the states of another round.
    pub(in crate::check) fn is_full(&self) -> bool {
        matches!(self, Self::Exact { keys, .. } if keys.len() > keys::MOST / 2)
    }

    /// Adds states, in order, with their hashes; those that are there already are passed over.
    pub(in crate::check) fn insert_all<'a>(
        &mut self,
        states: impl Iterator<Item = &'a (u64, [u64; N])>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Exact { keys, .. } => keys.insert_all(states, |_| {}),
            Self::Hashed { prints, tail, .. } => {
                prints.insert_all(states.map(|(_, state)| state), |state| tail.push(*state));
            }
        }
        let gathered = self.file().map_or(0, |file| self.len() - file.len());
        if gathered * StateFile::<N>::SIZE < GATHERED { Ok(()) } else { self.write() }
    }

    /// The states of these numbers.
    pub(in crate::check) fn read(
        &self,
        numbers: Range<usize>,
        states: &mut Vec<[u64; N]>,
    ) -> Result<(), StoreError> {
        states.clear();
        match self {
            Self::Exact { keys, .. } => states.extend(numbers.map(|number| keys.get(number))),
            Self::Hashed { file, tail, .. } => {
                let written = file.len();
                if numbers.start < written {
                    file.read(numbers.start..numbers.end.min(written), states)?;
                }
                let begin = numbers.start.max(written) - written;
                states.extend_from_slice(&tail[begin..numbers.end.max(written) - written]);
            }
        }
        Ok(())
    }

    /// Makes all states durable, and tells what then counts of the file.
    pub(in crate::check) fn save(&mut self) -> Result<SavedShard, StoreError> {
        self.write()?;
        let Some(file) = self.file() else { return Ok(SavedShard::default()) };
        file.sync()?;
        Ok(SavedShard { states: file.len(), blake3: file.checksum() })
    }

    /// Writes what has been gathered.
    fn write(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Exact { file: None, .. } => Ok(()),
            Self::Exact { keys, file: Some(file) } => {
                let unwritten = file.len()..keys.len();
                file.append(unwritten.map(|number| keys.get(number)))
            }
            Self::Hashed { file, tail, .. } => {
                file.append(tail.iter())?;
                tail.clear();
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn hashed() -> Shard<2> {
        Shard::hashed(StateFile::new(tempfile::tempfile().unwrap(), PathBuf::from("test")))
    }

    #[test]
    fn of_two_states_with_one_fingerprint_the_second_is_hidden_unless_whole_ones_are_compared() {
        let two = crate::check::prints::tests::colliding(5, 8).map(|state| (hash(&state), state));
        for (mut shard, found) in [(Shard::default(), 2), (hashed(), 1)] {
            shard.insert_all(two.iter()).unwrap();
            assert_eq!(shard.len(), found, "{shard:?}");
        }
    }

    #[test]
    fn states_are_read_wherever_they_are() {
        let states: Vec<_> = (0..10_000).map(|i| [i, i * i]).map(|s| (hash(&s), s)).collect();
        for mut shard in [Shard::default(), hashed()] {
            // The first ones are then in the file, and the last ones in memory.
            for some in states.chunks(3000) {
                shard.insert_all(some.iter().chain(some)).unwrap();
            }
            if let Shard::Hashed { file, tail, .. } = &shard {
                assert!(file.len() > 3000 && tail.len() > 500, "{} {}", file.len(), tail.len());
            }
            let mut read = Vec::new();
            for numbers in [0..10_000, 0..0, 10..20, 8990..9010, 9500..10_000, 10_000..10_000] {
                shard.read(numbers.clone(), &mut read).unwrap();
                assert!(
                    read.iter().eq(states[numbers.clone()].iter().map(|(_, s)| s)),
                    "{numbers:?}"
                );
            }
        }
    }
}
