//! The log: segments one after the other, and what is known of them all.

use super::checksum::{Checksum, Owner};
use super::frame;
use super::index::{Index, Place};
use super::reader::Reader;
use super::seal::{self, Commit};
use super::segment::{self, Segment};
use std::collections::VecDeque;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

/// A record with this key tells the floor: the number of the first segment that counts. No record of
/// a node has it, since every key begins with the length of a name.
pub(super) const FLOOR: &[u8] = b"";

/// What stands before the first commit, in the place of a checksum.
pub(super) const GENESIS: Checksum = [0; 16];

/// How long a segment is, beside the slots of the seal: a sixteenth of the log, within these bounds.
const SMALLEST: u64 = 1 << 20;
const LARGEST: u64 = 1 << 26;

/// So much is read to find a single record.
const OF_A_RECORD: u64 = 512;

/// The segments that count, of which the last is written to.
#[derive(Debug)]
pub(super) struct Log {
    folder: PathBuf,
    owner: Owner,
    segments: VecDeque<Segment>,
    /// The number of the last commit, and the checksum of its frame.
    pub(super) number: u64,
    pub(super) sum: Checksum,
    /// The next segment, which a thread makes while the last one is filled.
    spare: Option<JoinHandle<io::Result<Segment>>>,
    /// What a thread removes.
    removed: Option<JoinHandle<()>>,
}

impl Log {
    /// Makes the log of a new data directory: no commit yet.
    pub(super) fn create(folder: &Path, owner: Owner) -> io::Result<()> {
        let first = Segment::make(folder, 1, segment::HEAD_AT + SMALLEST)?;
        first.write(&segment::head(owner, 1, 0, &GENESIS), segment::HEAD_AT)?;
        first.sync()
    }

    /// Whether the folder has nothing of a log but what `create` makes, or a part of it.
    pub(super) fn is_unused(folder: &Path) -> io::Result<bool> {
        if !folder.exists() {
            return Ok(true);
        }
        match (&*segment::list(folder)?, fs::read_dir(folder)?.count()) {
            ([], 0) => Ok(true),
            ([1], 1) => Segment::open(folder, 1)?.holds_nothing(),
            _ => Ok(false),
        }
    }

    /// A log that begins with this segment, after this commit.
    pub(super) fn begin(
        folder: &Path,
        owner: Owner,
        first: Segment,
        (number, sum): (u64, Checksum),
    ) -> Self {
        let (folder, segments) = (folder.to_owned(), VecDeque::from([first]));
        Self { folder, owner, segments, number, sum, spare: None, removed: None }
    }

    pub(super) fn owner(&self) -> Owner {
        self.owner
    }

    /// Adds a segment that was found.
    pub(super) fn push(&mut self, segment: Segment) {
        self.segments.push_back(segment);
    }

    /// All segments, the oldest first.
    pub(super) fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.segments.iter()
    }

    /// The oldest segment, if it is not the one that is written to.
    pub(super) fn oldest(&self) -> Option<&Segment> {
        self.segments.front().filter(|_| self.segments.len() > 1)
    }

    /// Whether what has been replaced takes more bytes than what has not.
    pub(super) fn is_mostly_garbage(&self) -> bool {
        let sum = |count: fn(&Segment) -> u64| self.segments.iter().map(count).sum::<u64>();
        sum(|segment| segment.records) > 2 * sum(|segment| segment.live)
    }

    /// Shows the record at a place.
    pub(super) fn look<T>(
        &self,
        place: Place,
        show: impl FnOnce(frame::Entry<'_>) -> T,
    ) -> io::Result<T> {
        let mut reader = Reader::new(self.segment(place.segment), OF_A_RECORD);
        reader.entry(place.at.into()).map(show)
    }

    /// Whether the last segment has room for a frame.
    pub(super) fn has_room(&self, length: usize) -> bool {
        self.last().end + length as u64 <= self.last().size
    }

    /// Makes sure that there is room for a frame. This is where a full disk shows.
    pub(super) fn reserve(&mut self, length: usize) -> io::Result<()> {
        if self.has_room(length) {
            return Ok(());
        }
        let number = self.last().number + 1;
        let needed = segment::BEGIN + length as u64;
        let spare = self.spare.take().and_then(|spare| spare.join().ok()?.ok());
        let mut next = match spare {
            Some(spare) => spare,
            // There is none yet, or the disk was full, and may have room again.
            None => Segment::make(&self.folder, number, self.next_size().max(needed))?,
        };
        if next.size < needed {
            next.grow(needed)?;
        }
        self.segments.push_back(next);
        Ok(())
    }

    /// Writes the next commit, for which there is room, and its seal, and makes both durable with one sync:
    /// with two, one after the other, if the seal has no room for the frame, so that it never tells of one that is
    /// not there. Tells whether this commit is the first of its segment.
    pub(super) fn write(&mut self, commit: Commit<'_>) -> io::Result<bool> {
        let is_first = self.last().holds_no_frame();
        self.write_frame(commit.frame)?;
        if !seal::has_room(commit.frame.len()) {
            self.last().sync()?;
        }
        self.seal(commit)?;
        Ok(is_first)
    }

    /// Writes the seal of a commit to the last segment, and makes what was written there durable.
    pub(super) fn seal(&self, commit: Commit<'_>) -> io::Result<()> {
        self.last().seal(self.owner, commit)?;
        self.last().sync()
    }

    /// Writes a frame for which there is room behind the last, and does not sync it.
    pub(super) fn write_frame(&mut self, frame: &[u8]) -> io::Result<()> {
        let (owner, number, sum) = (self.owner, self.number, self.sum);
        let last = self.last_mut();
        if last.end > 0 {
            return last.write(frame, last.end);
        }
        let head = segment::head(owner, last.number, number, &sum);
        last.write(&[&head, frame].concat(), segment::HEAD_AT)?;
        last.end = segment::BEGIN;
        Ok(())
    }

    /// Writes the head of a last segment that has no frame yet once more, and makes it durable: the next frame is
    /// written without it.
    pub(super) fn write_head_again(&self) -> io::Result<()> {
        let last = self.last();
        if !last.holds_no_frame() {
            return Ok(());
        }
        last.write(
            &segment::head(self.owner, last.number, self.number, &self.sum),
            segment::HEAD_AT,
        )?;
        last.sync()
    }

    /// Writes the last frame once more, in its place, and makes it durable; what stands in memory may
    /// be on no disk, whatever a sync says after one that has failed. The frame before has this
    /// checksum.
    pub(super) fn write_again(&self, frame: &[u8], before: &Checksum) -> io::Result<()> {
        let with_frames = self.segments.iter().rfind(|segment| !segment.holds_no_frame());
        let Some(segment) = with_frames else { return Ok(()) };
        let begin = segment.end - frame.len() as u64;
        if begin > segment::BEGIN {
            segment.write(frame, begin)?;
        } else {
            let head = segment::head(self.owner, segment.number, self.number - 1, before);
            segment.write(&[&head, frame].concat(), segment::HEAD_AT)?;
        }
        segment.sync()
    }

    /// Has the log go on in a segment of its own, which begins with these frames and this seal. What stands behind
    /// the last frame then counts no longer, whatever it is. One of these may stand there, and the seal may be in a
    /// segment of this number in which nothing else verifies: so all of it is durable before it takes that place.
    pub(super) fn go_on_elsewhere(&mut self, frames: &[u8], sealed: Commit<'_>) -> io::Result<()> {
        let (owner, number) = (self.owner, self.last().number + 1);
        let size = self.next_size().max(segment::BEGIN + frames.len() as u64);
        let head = segment::head(owner, number, self.number, &self.sum);
        let next = Segment::make_with(&self.folder, number, size, |next| {
            next.write(&[&head, frames].concat(), segment::HEAD_AT)?;
            next.seal(owner, sealed)
        })?;
        self.push(next.begun());
        Ok(())
    }

    /// Takes note of the frame that stands behind the last: how long it is, its checksum, and which
    /// keys it has records of, each with the bytes of the frame that it takes.
    pub(super) fn note<'k>(
        &mut self,
        length: usize,
        sum: Checksum,
        records: impl Iterator<Item = (Range<usize>, &'k [u8])>,
        index: &mut Index,
    ) {
        let (segment, begin) = (self.last().number, self.last().end);
        for (bytes, key) in records {
            self.place(index, key, Place::new(segment, begin + bytes.start as u64, bytes.len()));
        }
        self.last_mut().end += length as u64;
        (self.number, self.sum) = (self.number + 1, sum);
    }

    /// Counts a record, and no longer the one that it replaces.
    fn place(&mut self, index: &mut Index, key: &[u8], place: Place) {
        let segment = self.segment_mut(place.segment);
        segment.records += u64::from(place.length);
        if key == FLOOR {
            return;
        }
        segment.live += u64::from(place.length);
        if let Some(old) = index.set(key, place) {
            self.segment_mut(old.segment).live -= u64::from(old.length);
        }
    }

    /// Has the next segment made once the last one is half full. Without a thread it is made when it
    /// is needed.
    pub(super) fn prepare(&mut self) {
        let last = self.last();
        if self.spare.is_none() && last.end > last.size / 2 {
            let (folder, number, size) = (self.folder.clone(), last.number + 1, self.next_size());
            let make = move || Segment::make(&folder, number, size);
            self.spare = thread::Builder::new().spawn(make).ok();
        }
    }

    /// Lets go of the segments below the floor, in which nothing lives.
    pub(super) fn raise_floor(&mut self, floor: u32) {
        let mut dead = Vec::new();
        while self.oldest().is_some_and(|oldest| oldest.number < floor && oldest.live == 0) {
            dead.extend(self.segments.pop_front());
        }
        if dead.is_empty() {
            return;
        }
        self.wait_for_removal();
        let remove = || dead.into_iter().for_each(Segment::remove);
        self.removed = thread::Builder::new().spawn(remove).ok();
    }

    fn wait_for_removal(&mut self) {
        if let Some(removed) = self.removed.take() {
            // What it could not remove is removed at the next start.
            let _ = removed.join();
        }
    }

    /// The segment that is written to.
    pub(super) fn last(&self) -> &Segment {
        self.segments.back().expect("there is always one")
    }

    fn last_mut(&mut self) -> &mut Segment {
        self.segments.back_mut().expect("there is always one")
    }

    fn next_size(&self) -> u64 {
        let all = self.segments.iter().map(|segment| segment.end).sum::<u64>();
        segment::HEAD_AT + (all / 16).next_power_of_two().clamp(SMALLEST, LARGEST)
    }

    fn segment(&self, number: u32) -> &Segment {
        &self.segments[(number - self.first()) as usize]
    }

    fn segment_mut(&mut self, number: u32) -> &mut Segment {
        let first = self.first();
        &mut self.segments[(number - first) as usize]
    }

    /// The number of the first segment.
    pub(super) fn first(&self) -> u32 {
        self.segments.front().expect("there is always one").number
    }
}

impl Drop for Log {
    /// Waits for its threads, so that nobody writes to the directory any more.
    fn drop(&mut self) {
        if let Some(spare) = self.spare.take() {
            let _ = spare.join();
        }
        self.wait_for_removal();
    }
}
