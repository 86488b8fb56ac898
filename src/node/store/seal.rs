//! The seal: the last commit once more, kept apart from the log (see `mod`).
//!
//! The file has two slots of 64 KiB, which are written in turn:
//!
//! ```text
//! bytes  field
//!     8  number of the commit, little endian
//!    16  checksum of its frame
//!     4  length of the frame here, or 0 if it has no room
//!     …  the frame
//!    16  checksum of all before it and of the slot's number
//! ```
//!
//! A crash can tear only the slot being written. The other then has the commit before.

use super::checksum::{CHECKSUM, Checksum, Of, Owner, checksum};
use super::log::GENESIS;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::Path;

const SLOT: usize = 64 * 1024;
const HEAD: usize = 8 + CHECKSUM + 4;

/// The longest frame that a slot has room for.
const ROOM: usize = SLOT - HEAD - CHECKSUM;

/// What the seal says of a commit.
#[derive(Debug, Default)]
pub(super) struct Mark {
    pub(super) number: u64,
    pub(super) sum: Checksum,
    /// Its frame, or nothing if that is too long.
    pub(super) frame: Vec<u8>,
}

impl Mark {
    pub(super) fn new(number: u64, sum: Checksum, frame: &[u8]) -> Self {
        let frame = if Seal::has_room(frame.len()) { frame.to_vec() } else { Vec::new() };
        Self { number, sum, frame }
    }
}

/// What was found in a seal.
pub(super) struct Slots {
    /// The last commit that it knows of.
    pub(super) last: Mark,
    /// Why a slot could not be read, which may know of a later one.
    pub(super) unread: Option<io::Error>,
}

/// The open seal of a data directory.
#[derive(Debug)]
pub(super) struct Seal {
    file: File,
    owner: Owner,
}

impl Seal {
    /// Whether a frame of this length is written here as a whole.
    pub(super) fn has_room(frame: usize) -> bool {
        frame <= ROOM
    }

    /// Makes the seal of a new data directory: no commit yet.
    pub(super) fn create(path: &Path, owner: Owner) -> io::Result<()> {
        let file = File::options().read(true).write(true).create(true).truncate(true).open(path)?;
        file.write_all_at(&vec![0; 2 * SLOT], 0)?;
        let seal = Self { file, owner };
        seal.write(&Mark::new(0, GENESIS, &[]))?;
        seal.file.sync_all()
    }

    /// Opens a seal, of which one slot must verify.
    pub(super) fn open(path: &Path, owner: Owner) -> io::Result<(Self, Slots)> {
        let file = File::options().read(true).write(true).open(path)?;
        let seal = Self { file, owner };
        let (mut marks, mut unread) = (Vec::new(), None);
        for slot in 0..2 {
            match seal.read(slot) {
                Ok(mark) => marks.extend(mark),
                Err(error) => unread = Some(error),
            }
        }
        let nonsense = || io::Error::new(ErrorKind::InvalidData, "no slot verifies");
        match marks.into_iter().max_by_key(|mark| mark.number) {
            Some(last) => Ok((seal, Slots { last, unread })),
            None => Err(unread.unwrap_or_else(nonsense)),
        }
    }

    /// Makes what it says of a commit durable.
    pub(super) fn set(&self, mark: &Mark) -> io::Result<()> {
        self.write(mark)?;
        self.file.sync_data()
    }

    fn write(&self, mark: &Mark) -> io::Result<()> {
        let slot = mark.number % 2;
        let length = u32::try_from(mark.frame.len()).map_err(io::Error::other)?;
        let mut content = Vec::with_capacity(HEAD + mark.frame.len() + CHECKSUM);
        content.extend(mark.number.to_le_bytes());
        content.extend(mark.sum);
        content.extend(length.to_le_bytes());
        content.extend(&mark.frame);
        content.extend(self.checksum(slot, &content));
        self.file.write_all_at(&content, slot * SLOT as u64)
    }

    /// What a slot says; nothing if it does not verify.
    fn read(&self, slot: u64) -> io::Result<Option<Mark>> {
        let mut content = vec![0; SLOT];
        match self.file.read_exact_at(&mut content, slot * SLOT as u64) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
            Ok(()) => Ok(self.parse(slot, &content)),
        }
    }

    fn parse(&self, slot: u64, content: &[u8]) -> Option<Mark> {
        let (number, rest) = content.split_first_chunk()?;
        let (sum, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (number, length) = (u64::from_le_bytes(*number), u32::from_le_bytes(*length) as usize);
        let frame = rest.get(..length)?.to_vec();
        let said = rest.get(length..length + CHECKSUM)?;
        let is_sound = said == self.checksum(slot, &content[..HEAD + length]);
        (is_sound && number % 2 == slot).then_some(Mark { number, sum: *sum, frame })
    }

    fn checksum(&self, slot: u64, content: &[u8]) -> Checksum {
        checksum(self.owner, Of::Seal, &[&slot.to_le_bytes(), content])
    }
}
