//! The witness: a commit that is known to be durable, kept apart from the log (see `mod`).
//!
//! The file has three slots, each in a page of its own:
//!
//! ```text
//! bytes  field
//!     8  number of the commit, little endian
//!    16  checksum of its frame
//!    16  checksum of the two and of the slot's number
//! ```
//!
//! The first two are synced, and written in turn, so that a loss of power can tear only one of them: after a start, which
//! may have found in one what is on no disk yet, that one is written and synced once more before the other. The
//! third is written with every commit, and never synced: it is there after a kill, and after a loss of
//! power it may be older, or torn. What stands in any of them was durable in the log before it was
//! written here.

use super::checksum::{CHECKSUM, Checksum, Of, Owner, checksum};
use super::log::GENESIS;
use super::seal::Mark;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// From the beginning of one slot to that of the next.
const PAGE: usize = 4096;

const LENGTH: usize = 8 + 2 * CHECKSUM;

const SLOTS: usize = 3;

/// The slot that is never synced.
const LOOSE: u64 = 2;

/// The open witness of a data directory.
#[derive(Debug)]
pub(super) struct Witness {
    file: File,
    owner: Owner,
    /// Which slot is the next to be synced.
    next: u64,
    /// What the other was found to say. That may be in the memory of the system alone, and one of the two has to be
    /// durable when the other is written.
    kept: Option<(u64, Checksum)>,
    /// The last commit of which it is known after a loss of power, too.
    attested: u64,
}

impl Witness {
    /// Makes the witness of a new data directory: no commit yet.
    pub(super) fn create(path: &Path, owner: Owner) -> io::Result<()> {
        let file = File::options().read(true).write(true).create(true).truncate(true).open(path)?;
        file.write_all_at(&[0; SLOTS * PAGE], 0)?;
        let mut witness = Self { file, owner, next: 0, kept: None, attested: 0 };
        witness.attest(0, GENESIS)?;
        witness.file.sync_all()
    }

    /// Opens a witness, of which one slot that is synced must verify, and tells what it says.
    pub(super) fn open(path: &Path, owner: Owner) -> io::Result<(Self, Vec<Mark>)> {
        let file = File::options().read(true).write(true).open(path)?;
        let mut witness = Self { file, owner, next: 0, kept: None, attested: 0 };
        let (mut slots, mut unread) = ([const { None }; SLOTS], None);
        for (slot, mark) in (0..).zip(&mut slots) {
            match witness.read(slot) {
                Ok(found) => *mark = found,
                Err(error) => unread = Some(error),
            }
        }
        let nonsense = || io::Error::new(ErrorKind::InvalidData, "no slot verifies");
        let [first, second, _] = &slots;
        // The other one stays until this one is durable.
        let (next, kept) = match (first, second) {
            (Some(first), Some(second)) if first.number > second.number => (1, first),
            (Some(first), None) => (1, first),
            (_, Some(second)) => (0, second),
            (None, None) => return Err(unread.unwrap_or_else(nonsense)),
        };
        (witness.next, witness.kept) = (next, Some((kept.number, kept.sum)));
        Ok((witness, slots.into_iter().flatten().collect()))
    }

    /// Takes note of a commit that is durable in the log. It is known after a kill.
    pub(super) fn note(&self, number: u64, sum: Checksum) -> io::Result<()> {
        self.write(LOOSE, number, sum)
    }

    /// Makes durable that a commit is durable in the log.
    pub(super) fn attest(&mut self, number: u64, sum: Checksum) -> io::Result<()> {
        if let Some((number, sum)) = self.kept {
            self.write(1 - self.next, number, sum)?;
            self.file.sync_data()?;
            self.kept = None;
        }
        self.write(self.next, number, sum)?;
        self.file.sync_data()?;
        (self.next, self.attested) = (1 - self.next, number);
        Ok(())
    }

    /// The last commit of which it is known after a loss of power, too.
    pub(super) fn attested(&self) -> u64 {
        self.attested
    }

    fn write(&self, slot: u64, number: u64, sum: Checksum) -> io::Result<()> {
        self.file.write_all_at(&self.content(slot, number, sum), slot * PAGE as u64)
    }

    /// What a slot says; nothing if it does not verify.
    fn read(&self, slot: u64) -> io::Result<Option<Mark>> {
        let mut content = [0; LENGTH];
        match self.file.read_exact_at(&mut content, slot * PAGE as u64) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
            Ok(()) => Ok(self.parse(slot, &content)),
        }
    }

    fn parse(&self, slot: u64, content: &[u8; LENGTH]) -> Option<Mark> {
        let (number, rest) = content.split_first_chunk()?;
        let (number, sum) = (u64::from_le_bytes(*number), *rest.first_chunk()?);
        let is_sound = *content == self.content(slot, number, sum);
        is_sound.then_some(Mark { number, sum, frame: Vec::new() })
    }

    fn content(&self, slot: u64, number: u64, sum: Checksum) -> [u8; LENGTH] {
        let mut content = [0; LENGTH];
        content[..8].copy_from_slice(&number.to_le_bytes());
        content[8..8 + CHECKSUM].copy_from_slice(&sum);
        let said = [&slot.to_le_bytes(), &content[..8 + CHECKSUM]];
        let own = checksum(self.owner, Of::Witness, &said);
        content[8 + CHECKSUM..].copy_from_slice(&own);
        content
    }
}
