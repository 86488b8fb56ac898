//! Reading segments: a buffer, and a walk from record to record.

use super::checksum::CHECKSUM;
use super::frame::{self, Entry, RECORD_HEAD};
use super::segment::{self, Segment};
use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

/// So much is read at once where all is read.
pub(super) const READ_AHEAD: u64 = 1 << 18;

/// What has been read of a segment.
#[derive(Debug)]
pub(super) struct Reader {
    file: Arc<File>,
    size: u64,
    /// Where the last frame ends, as far as is known.
    end: u64,
    /// So much is read at once, unless more is asked for.
    read_ahead: u64,
    buffer: Vec<u8>,
    /// Where in the segment the buffer begins.
    begin: u64,
}

impl Reader {
    pub(super) fn new(segment: &Segment, read_ahead: u64) -> Self {
        let Segment { ref file, size, end, .. } = *segment;
        Self { file: Arc::clone(file), size, end, read_ahead, buffer: Vec::new(), begin: 0 }
    }

    /// So many bytes from this place on; as many as there are, if there are fewer.
    pub(super) fn bytes(&mut self, at: u64, length: usize) -> io::Result<&[u8]> {
        let left = self.size.saturating_sub(at);
        let length = usize::try_from(left.min(length as u64)).map_err(io::Error::other)?;
        let end = at + length as u64;
        if at < self.begin || end > self.begin + self.buffer.len() as u64 {
            let piece = usize::try_from(left.min(self.read_ahead)).map_err(io::Error::other)?;
            // What cannot be read may lie in what nobody has asked for.
            self.fill(at, piece.max(length)).or_else(|_| self.fill(at, length))?;
        }
        let from = usize::try_from(at - self.begin).map_err(io::Error::other)?;
        Ok(&self.buffer[from..from + length])
    }

    /// Whether zeros are all that there is from this place on.
    pub(super) fn is_zero_from(&mut self, mut at: u64) -> io::Result<bool> {
        let piece = usize::try_from(READ_AHEAD).map_err(io::Error::other)?;
        while at < self.size {
            let bytes = self.bytes(at, piece)?;
            if bytes.iter().any(|byte| *byte != 0) {
                return Ok(false);
            }
            at += bytes.len() as u64;
        }
        Ok(true)
    }

    /// Fills the buffer from this place on.
    fn fill(&mut self, at: u64, length: usize) -> io::Result<()> {
        self.buffer.resize(length, 0);
        self.begin = at;
        let filled = self.file.read_exact_at(&mut self.buffer, at);
        filled.inspect_err(|_| self.buffer.clear())
    }

    /// The record that stands there.
    pub(super) fn entry(&mut self, at: u64) -> io::Result<Entry<'_>> {
        let length = Entry::length_of(self.bytes(at, RECORD_HEAD)?).ok_or_else(nonsense)?;
        Entry::parse(self.bytes(at, length)?).ok_or_else(nonsense)
    }
}

/// A place in a segment that goes from record to record, through frames that have been verified.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk {
    at: u64,
    /// Where the records of the frame end.
    frame_end: u64,
}

impl Walk {
    /// Before the first record of a segment.
    pub(super) fn begin() -> Self {
        let begin = segment::BEGIN - CHECKSUM as u64;
        Self { at: begin, frame_end: begin }
    }

    /// The next record and where it stands; none after the last.
    pub(super) fn next<'r>(
        &mut self,
        reader: &'r mut Reader,
    ) -> io::Result<Option<(u64, Entry<'r>)>> {
        while self.at == self.frame_end {
            let begin = self.frame_end + CHECKSUM as u64;
            if begin >= reader.end {
                return Ok(None);
            }
            let length = frame::length(reader.bytes(begin, frame::HEAD)?).ok_or_else(nonsense)?;
            self.at = begin + frame::HEAD as u64;
            self.frame_end = begin + (length - CHECKSUM) as u64;
        }
        let at = self.at;
        let entry = reader.entry(at)?;
        self.at += entry.length() as u64;
        Ok(Some((at, entry)))
    }
}

pub(super) fn nonsense() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "a record is not as it was written")
}
