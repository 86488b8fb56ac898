//! Reading the whole log, from its first segment to where it ends.

use super::checksum::{Checksum, Owner};
use super::frame::{self, Entry};
use super::index::Index;
use super::log::{FLOOR, GENESIS, Log};
use super::reader::{READ_AHEAD, Reader};
use super::segment::{self, Segment};
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::Path;

/// What was found in the folder of a log.
pub(super) struct Found {
    /// All that verifies, from the first segment on.
    pub(super) log: Log,
    /// The last frame, and the checksum of the one before.
    pub(super) last: Vec<u8>,
    pub(super) before: Checksum,
    /// Whether zeros follow where the log ends.
    pub(super) is_clean: bool,
    /// Why what is there could not be read.
    pub(super) unread: Option<io::Error>,
    /// The first segment that counts.
    pub(super) floor: u32,
    /// Segments that are no part of it: below the floor, or not begun.
    pub(super) others: Vec<u32>,
}

/// Reads the log, and puts the places of its records into the index.
pub(super) fn read(folder: &Path, owner: Owner, index: &mut Index) -> io::Result<Found> {
    let numbers = segment::list(folder)?;
    // Segments are removed from below. What is below a gap is left of a removal that a crash cut
    // short, or else the floor tells.
    let run = numbers.chunk_by(|number, next| number + 1 == *next).next_back();
    let nonsense = |what| io::Error::new(ErrorKind::InvalidData, what);
    let (&first, rest) =
        run.and_then(|run| run.split_first()).ok_or_else(|| nonsense("it has no segments"))?;
    let segment = Segment::open(folder, first)?;
    let begin = head(&segment, owner)?.ok_or_else(|| nonsense("its beginning does not verify"))?;
    let mut found = Found {
        log: Log::begin(folder, owner, segment.begun(), begin),
        last: Vec::new(),
        before: GENESIS,
        is_clean: true,
        unread: None,
        floor: 1,
        others: numbers.iter().copied().filter(|number| *number < first).collect(),
    };
    for (at, &number) in rest.iter().enumerate() {
        let next = Segment::open(folder, number)?;
        let (begin, unread) = match head(&next, owner) {
            Ok(begin) => (begin, None),
            Err(error) => (None, Some(error)),
        };
        found.read_segment(begin, owner, index);
        if begin != Some(found.end()) {
            found.unread = found.unread.or(unread);
            found.others.extend(&rest[at..]);
            return Ok(found);
        }
        found.log.push(next.begun());
    }
    found.read_segment(None, owner, index);
    Ok(found)
}

/// After which commit a segment says that it begins, and the checksum of its frame.
fn head(segment: &Segment, owner: Owner) -> io::Result<Option<(u64, Checksum)>> {
    let mut reader = Reader::new(segment, 0);
    Ok(segment::read_head(owner, segment.number, reader.bytes(0, segment::HEAD)?))
}

/// The floor that a commit with these records raises.
pub(super) fn floor(entries: &[(Range<usize>, Entry<'_>)]) -> Option<u32> {
    let (_, entry) = entries.iter().find(|(_, entry)| entry.key == FLOOR)?;
    entry.record.try_into().ok().map(u32::from_le_bytes)
}

impl Found {
    /// The last commit so far, and the checksum of its frame.
    fn end(&self) -> (u64, Checksum) {
        (self.log.number, self.log.sum)
    }

    /// Takes in all frames of the last segment that verify, but none after the commit after which the
    /// next segment begins: what was there was given up, or stands in that one, even if it verifies
    /// again. What cannot be read does not.
    fn read_segment(&mut self, next: Option<(u64, Checksum)>, owner: Owner, index: &mut Index) {
        let mut reader = Reader::new(self.log.last(), READ_AHEAD);
        let end = loop {
            if next == Some(self.end()) {
                break Ok(false);
            }
            match self.read_frame(&mut reader, owner, index) {
                Ok(None) => {}
                Ok(Some(is_clean)) => break Ok(is_clean),
                Err(error) => break Err(error),
            }
        };
        self.is_clean = matches!(end, Ok(true));
        self.unread = end.err();
    }

    /// Takes in the next frame of the last segment. If none follows that verifies: whether zeros do.
    fn read_frame(
        &mut self,
        reader: &mut Reader,
        owner: Owner,
        index: &mut Index,
    ) -> io::Result<Option<bool>> {
        let log = &mut self.log;
        let at = log.last().end;
        let head = reader.bytes(at, frame::HEAD)?;
        let is_clean = head.iter().all(|byte| *byte == 0);
        let Some(length) = frame::length(head) else { return Ok(Some(is_clean)) };
        let bytes = reader.bytes(at, length)?;
        let verified = frame::verify(owner, &log.sum, log.number + 1, bytes);
        let Some((sum, entries)) = verified else { return Ok(Some(is_clean)) };
        self.floor = floor(&entries).unwrap_or(self.floor);
        self.before = log.sum;
        self.last.clear();
        self.last.extend(bytes);
        log.note(length, sum, entries.into_iter().map(|(bytes, entry)| (bytes, entry.key)), index);
        Ok(None)
    }
}
