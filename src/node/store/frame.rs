//! A commit as it stands in the log.
//!
//! ```text
//! bytes  field                          each record:  bytes  field
//!     4  length of the whole frame                        2  length of the key
//!     8  number of the commit                             4  length of the record
//!     …  the records                                      …  the key
//!    16  checksum of all before it, and                   …  the record
//!        of the frame before                             16  checksum of all before it
//! ```
//!
//! Numbers are little endian. A length of zero is the end of what is written. The checksum of a
//! record is for whoever reads it later, alone.

use super::checksum::{CHECKSUM, Checksum, Of, Owner, checksum};
use std::ops::Range;

/// What stands before the first record.
pub(super) const HEAD: usize = 12;
/// What stands before the key of a record.
pub(super) const RECORD_HEAD: usize = 6;

/// The longest frame, far beyond what a node puts in one turn: places in a segment fit in 32 bits.
pub(super) const LONGEST: u32 = 1 << 28;

/// A frame in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    bytes: Vec<u8>,
}

impl Draft {
    /// Begins anew, in the same memory.
    pub(super) fn begin(&mut self, number: u64) {
        self.bytes.clear();
        self.bytes.extend([0; 4]);
        self.bytes.extend(number.to_le_bytes());
    }

    /// Adds a record, and tells which bytes of the frame it takes.
    pub(super) fn put(&mut self, owner: Owner, key: &[u8], record: &[u8]) -> Range<usize> {
        let begin = self.bytes.len();
        self.bytes.extend(u16::try_from(key.len()).expect("a key is short").to_le_bytes());
        self.bytes.extend(u32::try_from(record.len()).expect("a record is short").to_le_bytes());
        self.bytes.extend(key);
        self.bytes.extend(record);
        let sum = checksum(owner, Of::Record, &[&self.bytes[begin..]]);
        self.bytes.extend(sum);
        begin..self.bytes.len()
    }

    /// Ends it with its checksum; none if it is too long.
    pub(super) fn end(&mut self, owner: Owner, before: &Checksum) -> Option<Checksum> {
        let length = length_said(self.bytes.len() + CHECKSUM)?;
        self.bytes[..4].copy_from_slice(&length.to_le_bytes());
        let sum = checksum(owner, Of::Frame, &[before, &self.bytes]);
        self.bytes.extend(sum);
        Some(sum)
    }

    /// The frame.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// How the length of a frame is said; none if it is too long.
fn length_said(length: usize) -> Option<u32> {
    u32::try_from(length).ok().filter(|said| *said <= LONGEST)
}

/// The length of a frame that begins like this; none if there is none.
pub(super) fn length(head: &[u8]) -> Option<usize> {
    let length = u32::from_le_bytes(*head.first_chunk()?) as usize;
    (length >= HEAD + CHECKSUM && length_said(length).is_some()).then_some(length)
}

/// A frame that verifies: its checksum, and its records with the bytes of it that they take.
pub(super) type Verified<'a> = (Checksum, Vec<(Range<usize>, Entry<'a>)>);

/// What a frame says that was committed under this number, after the frame with this checksum. None
/// if it is anything else.
pub(super) fn verify<'a>(
    owner: Owner,
    before: &Checksum,
    number: u64,
    bytes: &'a [u8],
) -> Option<Verified<'a>> {
    if length(bytes)? != bytes.len() || bytes[4..HEAD] != number.to_le_bytes() {
        return None;
    }
    let (content, said) = bytes.split_last_chunk::<CHECKSUM>()?;
    if *said != checksum(owner, Of::Frame, &[before, content]) {
        return None;
    }
    let (mut at, mut entries) = (HEAD, Vec::new());
    while at < content.len() {
        let entry = Entry::parse(&content[at..])?;
        entries.push((at..at + entry.length(), entry));
        at += entry.length();
    }
    Some((*said, entries))
}

/// A record in a frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    bytes: &'a [u8],
    pub(super) key: &'a [u8],
    pub(super) record: &'a [u8],
}

impl<'a> Entry<'a> {
    /// The record that these bytes begin with.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let length = Self::length_of(bytes)?;
        let bytes = bytes.get(..length)?;
        let (_, content) = bytes[..length - CHECKSUM].split_at(RECORD_HEAD);
        let (key, record) = content.split_at(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])));
        Some(Self { bytes, key, record })
    }

    /// How many bytes a record takes that begins like this.
    pub(super) fn length_of(head: &[u8]) -> Option<usize> {
        let (key, rest) = head.split_first_chunk()?;
        let record = rest.first_chunk()?;
        let content = usize::from(u16::from_le_bytes(*key)) + u32::from_le_bytes(*record) as usize;
        Some(RECORD_HEAD + content + CHECKSUM)
    }

    /// How many bytes it takes.
    pub(super) fn length(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it is as it was written.
    pub(super) fn verifies(&self, owner: Owner) -> bool {
        let (content, said) = self.bytes.split_at(self.bytes.len() - CHECKSUM);
        said == checksum(owner, Of::Record, &[content])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: Owner = [7; 32];

    fn frame(number: u64, before: &Checksum) -> Vec<u8> {
        let mut draft = Draft::default();
        draft.begin(number);
        draft.put(OWNER, b"colour", b"green");
        draft.put(OWNER, b"size", b"");
        draft.end(OWNER, before).expect("it is short");
        draft.bytes().to_vec()
    }

    #[test]
    fn a_frame_says_what_was_put_where() {
        let before = [1; CHECKSUM];
        let bytes = frame(5, &before);
        let (sum, entries) = verify(OWNER, &before, 5, &bytes).expect("it is sound");
        assert!(bytes.ends_with(&sum));
        let put: Vec<_> = entries.iter().map(|(_, entry)| (entry.key, entry.record)).collect();
        assert_eq!(put, [(&b"colour"[..], &b"green"[..]), (b"size", b"")]);
        for (Range { start: at, .. }, entry) in entries {
            assert!(entry.verifies(OWNER) && !entry.verifies([8; 32]));
            let again = Entry::parse(&bytes[at..]).expect("it is there");
            assert_eq!((again.key, again.record), (entry.key, entry.record));
        }
    }

    #[test]
    fn a_frame_is_so_long_that_its_places_can_be_said() {
        for (head, said) in [(27, false), (28, true), (LONGEST, true), (LONGEST + 1, false)] {
            assert_eq!(length(&head.to_le_bytes()).is_some(), said, "{head}");
            assert!(said == length_said(head as usize).is_some() || head == 27);
        }
    }

    #[test]
    fn no_byte_of_it_can_change_and_no_other_frame_stands_in_its_place() {
        let before = [1; CHECKSUM];
        let sound = frame(5, &before);
        for at in 0..sound.len() {
            let mut hurt = sound.clone();
            hurt[at] ^= 0x10;
            assert!(verify(OWNER, &before, 5, &hurt).is_none(), "byte {at}");
            assert!(verify(OWNER, &before, 5, &sound[..at]).is_none(), "cut off at {at}");
        }
        assert!(verify(OWNER, &[2; CHECKSUM], 5, &sound).is_none(), "after another frame");
        assert!(verify(OWNER, &before, 6, &sound).is_none(), "as another commit");
        assert!(verify([8; 32], &before, 5, &sound).is_none(), "of another directory");
    }
}
