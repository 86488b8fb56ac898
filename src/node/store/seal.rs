//! The seal: the last commit once more, in one of the two slots with which its segment begins (see `mod`).
//!
//! Commits take the slots of 64 KiB in turn:
//!
//! ```text
//! bytes  field
//!     8  number of the commit, little endian
//!    16  checksum of its frame
//!     4  length of the frame here, or 0 if it has no room
//!     …  the frame
//!    16  checksum of all before it, of the segment's number and of the slot's
//! ```
//!
//! A crash can tear only the slot being written. The commit before is in the other, or in the segment before.

use super::checksum::{CHECKSUM, Checksum, Of, Owner, checksum};

/// The length of a slot, and how many there are.
pub(super) const SLOT: usize = 64 * 1024;
pub(super) const SLOTS: u64 = 2;

const HEAD: usize = 8 + CHECKSUM + 4;

/// The longest frame that a slot has room for.
const ROOM: usize = SLOT - HEAD - CHECKSUM;

/// A commit, as it is to be sealed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Commit<'f> {
    pub(super) number: u64,
    pub(super) sum: Checksum,
    pub(super) frame: &'f [u8],
}

/// What is said of a commit.
#[derive(Debug, Default)]
pub(super) struct Mark {
    pub(super) number: u64,
    pub(super) sum: Checksum,
    /// Its frame, or nothing if that is not said.
    pub(super) frame: Vec<u8>,
}

/// Whether a frame of this length is in its seal as a whole.
pub(super) fn has_room(frame: usize) -> bool {
    frame <= ROOM
}

/// What is found in a slot.
#[derive(Debug)]
pub(super) enum Slot {
    /// Nothing was ever written there.
    Empty,
    Mark(Mark),
    /// It does not verify.
    Torn,
}

/// Which slot is that of this commit.
pub(super) fn slot(number: u64) -> u64 {
    number % SLOTS
}

/// Where in a segment the slot of this commit begins.
pub(super) fn place(number: u64) -> u64 {
    slot(number) * SLOT as u64
}

/// What is to stand in the slot of this commit, in this segment.
pub(super) fn seal(owner: Owner, segment: u32, commit: Commit<'_>) -> Vec<u8> {
    let frame = if has_room(commit.frame.len()) { commit.frame } else { &[] };
    let length = u32::try_from(frame.len()).expect("it has room");
    let mut content = Vec::with_capacity(HEAD + frame.len() + CHECKSUM);
    content.extend(commit.number.to_le_bytes());
    content.extend(commit.sum);
    content.extend(length.to_le_bytes());
    content.extend(frame);
    content.extend(sum(owner, segment, place(commit.number), &content));
    content
}

/// What the slot that begins at this place of a segment says; nothing if it does not verify.
pub(super) fn read(owner: Owner, segment: u32, at: u64, content: &[u8]) -> Option<Mark> {
    let (number, rest) = content.split_first_chunk()?;
    let (of_frame, rest) = rest.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (number, length) = (u64::from_le_bytes(*number), u32::from_le_bytes(*length) as usize);
    let frame = rest.get(..length)?.to_vec();
    let said = rest.get(length..length + CHECKSUM)?;
    let is_sound = said == sum(owner, segment, at, &content[..HEAD + length]);
    (is_sound && place(number) == at).then_some(Mark { number, sum: *of_frame, frame })
}

fn sum(owner: Owner, segment: u32, at: u64, content: &[u8]) -> Checksum {
    checksum(owner, Of::Seal, &[&segment.to_le_bytes(), &at.to_le_bytes(), content])
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: Owner = [7; 32];

    /// Where the second slot begins.
    const SECOND: u64 = SLOT as u64;

    #[test]
    fn a_slot_says_what_was_sealed_there_and_nothing_in_another_place() {
        let commit = Commit { number: 5, sum: [1; CHECKSUM], frame: b"a frame" };
        let content = seal(OWNER, 3, commit);
        let mark = read(OWNER, 3, SECOND, &content).expect("it is sound");
        assert_eq!((mark.number, mark.sum, &*mark.frame), (5, [1; CHECKSUM], &b"a frame"[..]));
        assert!(read(OWNER, 4, SECOND, &content).is_none(), "of another segment");
        assert!(read(OWNER, 3, 0, &content).is_none(), "in the other slot");
        assert!(read([8; 32], 3, SECOND, &content).is_none(), "of another directory");
        for at in 0..content.len() {
            let mut hurt = content.clone();
            hurt[at] ^= 0x10;
            assert!(read(OWNER, 3, SECOND, &hurt).is_none(), "byte {at}");
        }
    }

    #[test]
    fn a_frame_is_there_as_a_whole_or_not_at_all() {
        for (length, said) in [(ROOM, ROOM), (ROOM + 1, 0)] {
            let frame = vec![9; length];
            let content = seal(OWNER, 1, Commit { number: 2, sum: [1; CHECKSUM], frame: &frame });
            assert!(content.len() <= SLOT);
            let mark = read(OWNER, 1, 0, &content).expect("it is sound");
            assert_eq!(mark.frame.len(), said);
        }
    }
}
