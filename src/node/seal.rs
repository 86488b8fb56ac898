//! The seal: how many commits there were, kept apart from the store that holds them.
//!
//! A journal cannot tell a torn last commit, which nobody was told of, from a damaged one, which
//! may hold a vote: either way its tail does not verify, and libraries cut it off. So after every
//! commit, and before any message of that turn leaves, its number is written here and made durable.
//! If the store then comes back with less, something committed is lost.
//!
//! The file has two slots of 4096 bytes, which are written in turn:
//!
//! ```text
//! offset  bytes  field
//!      0      8  number of the commit, little endian
//!      8     16  checksum: BLAKE3 keyed with whose data directory it is, of the slot and number
//! ```
//!
//! A crash can tear only the slot being written. The other then says one less, and the store, which
//! is always written first, says one more: that is the only difference that is let pass. Each slot
//! is in a block of its own, so that they are not torn together.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

const SLOT: usize = 4096;
const NUMBER: usize = 8;
const CHECKSUM: usize = 16;

/// The open seal of a data directory.
#[derive(Debug)]
pub(super) struct Seal {
    file: File,
    owner: [u8; 32],
}

impl Seal {
    /// Makes the seal of a new data directory: no commit yet.
    pub(super) fn create(path: &Path, owner: [u8; 32]) -> io::Result<()> {
        let file = File::options().read(true).write(true).create_new(true).open(path)?;
        file.set_len(2 * SLOT as u64)?;
        let seal = Self { file, owner };
        seal.write(0)?;
        seal.file.sync_all()
    }

    /// Opens a seal, and tells the last commit that it knows of; none if no slot verifies.
    pub(super) fn open(path: &Path, owner: [u8; 32]) -> io::Result<(Self, Option<u64>)> {
        let file = File::options().read(true).write(true).open(path)?;
        let seal = Self { file, owner };
        let last = [0, 1].into_iter().filter_map(|slot| seal.read(slot)).max();
        Ok((seal, last))
    }

    /// Makes the number of a commit durable.
    pub(super) fn set(&self, commit: u64) -> io::Result<()> {
        self.write(commit)?;
        self.file.sync_data()
    }

    fn write(&self, commit: u64) -> io::Result<()> {
        let slot = commit % 2;
        let mut content = commit.to_le_bytes().to_vec();
        content.extend(self.checksum(slot, commit));
        self.file.write_all_at(&content, slot * SLOT as u64)
    }

    fn read(&self, slot: u64) -> Option<u64> {
        let mut content = [0; NUMBER + CHECKSUM];
        self.file.read_exact_at(&mut content, slot * SLOT as u64).ok()?;
        let (number, checksum) = content.split_at(NUMBER);
        let commit = u64::from_le_bytes(number.try_into().ok()?);
        (commit % 2 == slot && checksum == self.checksum(slot, commit)).then_some(commit)
    }

    fn checksum(&self, slot: u64, commit: u64) -> [u8; CHECKSUM] {
        let content = [slot.to_le_bytes(), commit.to_le_bytes()].concat();
        let mut checksum = [0; CHECKSUM];
        checksum.copy_from_slice(&blake3::keyed_hash(&self.owner, &content).as_bytes()[..CHECKSUM]);
        checksum
    }
}
