//! States in a file: `N` words each, the lower byte first, and nothing else.

use super::error::StoreError;
use super::manifest::SavedShard;
use crate::files;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::ops::Range;
use std::path::PathBuf;

/// How many bytes are read in one go.
const PIECE: usize = 1 << 16;

/// A sequence of states in a file. What stands there beyond its end does not count: a search that was
/// killed leaves it, and the next states take its place.
#[derive(Debug)]
pub(in crate::check) struct StateFile<const N: usize> {
    file: File,
    /// Its name in messages.
    path: PathBuf,
    len: usize,
    checksum: blake3::Hasher,
}

impl<const N: usize> StateFile<N> {
    /// The bytes of a state.
    pub(super) const SIZE: usize = N * 8;

    /// Nothing yet, in this file.
    pub(super) fn new(file: File, path: PathBuf) -> Self {
        Self { file, path, len: 0, checksum: blake3::Hasher::new() }
    }

    /// How many states there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The BLAKE3 hash of all states, in hexadecimal digits.
    pub(super) fn checksum(&self) -> String {
        self.checksum.finalize().to_hex().to_string()
    }

    /// Takes the first states that the file already has, and shows each; they must be those saved.
    pub(super) fn load(
        &mut self,
        saved: &SavedShard,
        mut show: impl FnMut([u64; N]),
    ) -> Result<(), StoreError> {
        let len = saved.states;
        let mut reader = BufReader::with_capacity(PIECE, &self.file);
        let mut bytes = vec![0; Self::SIZE * (PIECE / Self::SIZE)];
        while self.len < len {
            let states = (PIECE / Self::SIZE).min(len - self.len);
            let bytes = &mut bytes[..states * Self::SIZE];
            reader.read_exact(bytes).map_err(|error| match error.kind() {
                ErrorKind::UnexpectedEof => {
                    let what = format!("it should hold {len} states, and is too short");
                    StoreError::damaged(&self.path, &what)
                }
                _ => StoreError::io(&self.path)(error),
            })?;
            self.checksum.update(bytes);
            self.len += states;
            bytes.chunks_exact(Self::SIZE).map(state).for_each(&mut show);
        }
        match self.checksum() == saved.blake3 {
            true => Ok(()),
            false => Err(StoreError::damaged(&self.path, "its checksum is wrong")),
        }
    }

    /// Adds the states of these numbers to others.
    pub(super) fn read(
        &self,
        numbers: Range<usize>,
        states: &mut Vec<[u64; N]>,
    ) -> Result<(), StoreError> {
        let mut bytes = vec![0; numbers.len() * Self::SIZE];
        let read = files::read_at(&self.file, &mut bytes, Self::at(numbers.start));
        read.map_err(StoreError::io(&self.path))?;
        states.extend(bytes.chunks_exact(Self::SIZE).map(state));
        Ok(())
    }

    /// Cuts off what stands beyond the end.
    pub(super) fn trim(&self) -> Result<(), StoreError> {
        self.file.set_len(Self::at(self.len)).map_err(StoreError::io(&self.path))
    }

    /// Adds states. If that fails, none was added.
    pub(super) fn append<'a>(
        &mut self,
        states: impl ExactSizeIterator<Item = &'a [u64; N]>,
    ) -> Result<(), StoreError> {
        let added = states.len();
        let mut bytes = Vec::with_capacity(added * Self::SIZE);
        states.flatten().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
        let written = files::write_at(&self.file, &bytes, Self::at(self.len));
        written.map_err(StoreError::io(&self.path))?;
        self.checksum.update(&bytes);
        self.len += added;
        Ok(())
    }

    /// Makes durable what was added.
    pub(super) fn sync(&self) -> Result<(), StoreError> {
        self.file.sync_data().map_err(StoreError::io(&self.path))
    }

    /// Where the state of this number begins.
    fn at(number: usize) -> u64 {
        (number * Self::SIZE) as u64
    }
}

/// The state in these bytes.
fn state<const N: usize>(bytes: &[u8]) -> [u64; N] {
    let (words, _) = bytes.as_chunks();
    std::array::from_fn(|word| u64::from_le_bytes(words[word]))
}
