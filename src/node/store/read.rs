//! Reading the whole log, from its first segment to where it ends.

use super::checksum::{Checksum, Owner};
use super::frame::{self, Entry};
use super::index::Index;
use super::log::{FLOOR, GENESIS, Log};
use super::reader::{READ_AHEAD, Reader};
use super::seal::{self, Mark, SLOTS, Slot};
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
    /// Whether nothing but zeros follows where the log ends, and the next commit's seal has no remains of another.
    pub(super) is_clean: bool,
    /// Why what is there could not be read.
    pub(super) unread: Option<io::Error>,
    /// What the witness says, and then the seal.
    marks: Vec<Mark>,
    /// Why a slot of the seal could not be read, which may know of a later commit.
    pub(super) unread_slot: Option<io::Error>,
    /// A commit that is here another than the witness says.
    pub(super) contradicted: Option<u64>,
    /// After which commit the last segment begins.
    begins_after: u64,
    /// The first segment that counts.
    pub(super) floor: u32,
    /// Segments that are no part of it: below the floor, or not begun.
    pub(super) others: Vec<u32>,
}

/// Reads the log of which the witness says this, and puts the places of its records into the index.
pub(super) fn read(
    folder: &Path,
    owner: Owner,
    witnessed: Vec<Mark>,
    index: &mut Index,
) -> io::Result<Found> {
    let numbers = segment::list(folder)?;
    // Segments are removed from below. What is below a gap is left of a removal that a crash cut
    // short, or else the floor tells.
    let run = numbers.chunk_by(|number, next| number + 1 == *next).next_back().unwrap_or_default();
    let nonsense = |what| io::Error::new(ErrorKind::InvalidData, what);
    let (&first, rest) = run.split_first().ok_or_else(|| nonsense("it has no segments"))?;
    let segment = Segment::open(folder, first)?;
    let begin = head(&segment, owner)?.ok_or_else(|| nonsense("its beginning does not verify"))?;
    let mut found = Found {
        log: Log::begin(folder, owner, segment.begun(), begin),
        last: Vec::new(),
        before: GENESIS,
        is_clean: true,
        unread: None,
        marks: witnessed,
        unread_slot: None,
        contradicted: None,
        begins_after: begin.0,
        floor: 1,
        others: numbers.iter().copied().filter(|number| *number < first).collect(),
    };
    found.read_segments(folder, rest, owner, index)?;
    found.read_seal(folder, run, owner)?;
    Ok(found)
}

/// After which commit a segment says that it begins, and the checksum of its frame.
fn head(segment: &Segment, owner: Owner) -> io::Result<Option<(u64, Checksum)>> {
    let mut reader = Reader::new(segment, 0);
    Ok(segment::read_head(owner, segment.number, reader.bytes(segment::HEAD_AT, segment::HEAD)?))
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

    /// Takes out what is known of the last commit that is known outside the log: of the newest segment, if that is
    /// said more than once. The witness has no frames.
    pub(super) fn take_last_mark(&mut self) -> Mark {
        self.marks.sort_by_key(|mark| mark.number);
        self.marks.pop().unwrap_or_default()
    }

    /// Whether what else is known outside the log says something else of a commit.
    pub(super) fn is_contradicted(&self, number: u64, sum: &Checksum) -> bool {
        self.marks.iter().any(|mark| mark.number == number && mark.sum != *sum)
    }

    /// Takes in all segments but the first, as far as each begins where the one before ends.
    fn read_segments(
        &mut self,
        folder: &Path,
        numbers: &[u32],
        owner: Owner,
        index: &mut Index,
    ) -> io::Result<()> {
        self.compare_with_witness();
        for (at, &number) in numbers.iter().enumerate() {
            let next = Segment::open(folder, number)?;
            let (begin, unread) = match head(&next, owner) {
                Ok(begin) => (begin, None),
                Err(error) => (None, Some(error)),
            };
            self.read_segment(begin, owner, index);
            if begin != Some(self.end()) {
                self.unread = self.unread.take().or(unread);
                self.others.extend(&numbers[at..]);
                return Ok(());
            }
            self.begins_after = self.log.number;
            self.log.push(next.begun());
        }
        self.read_segment(None, owner, index);
        Ok(())
    }

    /// Takes in what the seal says in the last segment, where the commit before the last one may be in the
    /// segment before, and what it says in those behind, of which a crash in the first commit may have left no
    /// more. In a segment that is followed by another no commit counts that comes after the one with which that
    /// begins, as among its frames.
    fn read_seal(&mut self, folder: &Path, numbers: &[u32], owner: Owner) -> io::Result<()> {
        let last = self.log.last().number;
        for &number in numbers.iter().filter(|number| **number + 1 >= last) {
            let segment = Segment::open(folder, number)?;
            let is_followed = number < last;
            for slot in 0..SLOTS {
                let counts = |mark: &Mark| !is_followed || mark.number <= self.begins_after;
                match segment.slot(owner, slot) {
                    Ok(Slot::Mark(mark)) => self.marks.extend(Some(mark).filter(counts)),
                    Ok(Slot::Torn) if number == last && seal::slot(self.log.number + 1) == slot => {
                        self.is_clean = false;
                    }
                    Ok(Slot::Torn | Slot::Empty) => {}
                    Err(error) => self.unread_slot = Some(error),
                }
            }
        }
        Ok(())
    }

    /// Notes it if the witness says something else of the last commit so far.
    fn compare_with_witness(&mut self) {
        if self.is_contradicted(self.log.number, &self.log.sum) {
            self.contradicted = Some(self.log.number);
        }
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
                Ok(Some(false)) => break Ok(false),
                Ok(Some(true)) => break reader.is_zero_from(self.log.last().end),
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
        self.compare_with_witness();
        Ok(None)
    }
}
