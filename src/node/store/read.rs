//! Reading the whole log, from its first segment to where it ends.

use super::checksum::{Checksum, Owner};
use super::frame;
use super::index::Index;
use super::log::{FLOOR, GENESIS, Log};
use super::reader::Reader;
use super::segment::{self, Segment};
use std::io;
use std::path::Path;

/// So much is read at once.
const PIECE: u64 = 1 << 18;

/// What was found in the folder of a log.
pub(super) struct Found {
    /// All that verifies, from the first segment on.
    pub(super) log: Log,
    /// The last frame, and the checksum of the one before.
    pub(super) last: Vec<u8>,
    pub(super) before: Checksum,
    /// The first segment that counts.
    pub(super) floor: u32,
    /// Segments that are no part of it: below the floor, or not begun.
    pub(super) others: Vec<u32>,
}

/// Reads the log, and puts the places of its records into the index; tells what is wrong.
pub(super) fn read(folder: &Path, owner: Owner, index: &mut Index) -> Result<Found, String> {
    let told = |error: io::Error| error.to_string();
    let numbers = segment::list(folder).map_err(told)?;
    // Segments are removed from below. What is below a gap is left of a removal that a crash cut
    // short, or else the floor tells.
    let run = numbers.chunk_by(|number, next| number + 1 == *next).next_back();
    let (&first, rest) = run.and_then(|run| run.split_first()).ok_or("it has no segments")?;
    let mut found = Found {
        log: begin(folder, owner, first).map_err(told)?.ok_or("its beginning does not verify")?,
        last: Vec::new(),
        before: GENESIS,
        floor: 1,
        others: numbers.iter().copied().filter(|number| *number < first).collect(),
    };
    found.read_segment(owner, index).map_err(told)?;
    for (at, &number) in rest.iter().enumerate() {
        let next = Segment::open(folder, number).map_err(told)?;
        let begin = Reader::new(&next, 0)
            .bytes(0, segment::HEAD)
            .map(|head| segment::read_head(owner, number, head));
        if begin.map_err(told)? != Some((found.log.number, found.log.sum)) {
            found.others.extend(&rest[at..]);
            break;
        }
        if found.log.last().has_rest().map_err(told)? {
            return Err("something stands between two commits".to_owned());
        }
        found.log.push(next.begun());
        found.read_segment(owner, index).map_err(told)?;
    }
    if first > found.floor {
        return Err(format!("it begins with segment {first} instead of {}", found.floor));
    }
    Ok(found)
}

/// The log as far as its first segment tells where it begins.
fn begin(folder: &Path, owner: Owner, first: u32) -> io::Result<Option<Log>> {
    let segment = Segment::open(folder, first)?;
    let mut reader = Reader::new(&segment, 0);
    let begin = segment::read_head(owner, first, reader.bytes(0, segment::HEAD)?);
    Ok(begin.map(|begin| Log::begin(folder, owner, segment.begun(), begin)))
}

impl Found {
    /// Takes in all frames of the last segment that verify.
    fn read_segment(&mut self, owner: Owner, index: &mut Index) -> io::Result<()> {
        let Self { log, .. } = self;
        let mut reader = Reader::new(log.last(), PIECE);
        loop {
            let at = log.last().end;
            let Some(length) = frame::length(reader.bytes(at, frame::HEAD)?) else { break };
            let bytes = reader.bytes(at, length)?;
            let verified = frame::verify(owner, &log.sum, log.number + 1, bytes);
            let Some((sum, entries)) = verified else { break };
            for (_, floor) in entries.iter().filter(|(_, entry)| entry.key == FLOOR) {
                if let Ok(floor) = floor.record.try_into() {
                    self.floor = u32::from_le_bytes(floor);
                }
            }
            self.before = log.sum;
            self.last.clear();
            self.last.extend(bytes);
            log.note(length, sum, entries.iter().map(|(at, entry)| (*at, entry.key)), index);
        }
        Ok(())
    }
}
