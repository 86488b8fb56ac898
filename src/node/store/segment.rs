//! A file of the log: the slots of the seal, a head, then frames, then zeros, or what a crash has left.
//!
//! ```text
//! bytes  field of the head
//!     8  number of the last commit before this segment
//!    16  checksum of its frame
//!    16  checksum of the two and of the segment's number
//! ```
//!
//! A segment is made of zeros, and durable before anything is written to it. Its head is written
//! together with its first frame and the seal of that. A head also says that the segment before it ends with that commit,
//! whatever stands there.

use super::checksum::{CHECKSUM, Checksum, Of, Owner, checksum};
use super::seal::{self, Commit, SLOT, SLOTS, Slot};
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the head stands, and how long it is.
pub(super) const HEAD_AT: u64 = SLOTS * SLOT as u64;
pub(super) const HEAD: usize = 8 + 2 * CHECKSUM;

/// Where the first frame stands.
pub(super) const BEGIN: u64 = HEAD_AT + HEAD as u64;

/// What a segment is called until it takes its place.
const DRAFT: &str = "draft";

/// So many bytes are written and synced at once where a whole file is to be: a commit that comes
/// meanwhile waits for the disk no longer than that takes.
const PIECE: u64 = 256 * 1024;

/// An open segment.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) file: Arc<File>,
    path: PathBuf,
    /// Its place among the segments.
    pub(super) number: u32,
    pub(super) size: u64,
    /// Where the last frame ends.
    pub(super) end: u64,
    /// How many bytes its records take, and those of them that have not been replaced.
    pub(super) records: u64,
    pub(super) live: u64,
}

impl Segment {
    /// Makes a segment in the folder of the log.
    pub(super) fn make(folder: &Path, number: u32, size: u64) -> io::Result<Self> {
        let segment = Self::create(folder.join(name(number)), number, size)?;
        sync_names(folder)?;
        Ok(segment)
    }

    /// Makes a segment with a content, which is durable before it takes its place, perhaps that of another. Until then
    /// that one has what it had.
    pub(super) fn make_with(
        folder: &Path,
        number: u32,
        size: u64,
        write: impl FnOnce(&Self) -> io::Result<()>,
    ) -> io::Result<Self> {
        let mut segment = Self::create(folder.join(DRAFT), number, size)?;
        write(&segment)?;
        segment.sync()?;
        let path = folder.join(name(number));
        fs::rename(&segment.path, &path)?;
        sync_names(folder)?;
        segment.path = path;
        Ok(segment)
    }

    fn create(path: PathBuf, number: u32, size: u64) -> io::Result<Self> {
        let options = &mut File::options();
        let file = options.read(true).write(true).create(true).truncate(true).open(&path)?;
        let mut segment = Self::new(file, path, number);
        segment.grow(size)?;
        Ok(segment)
    }

    /// Opens the segment of this number.
    pub(super) fn open(folder: &Path, number: u32) -> io::Result<Self> {
        let path = folder.join(name(number));
        let file = File::options().read(true).write(true).open(&path)?;
        let size = file.metadata()?.len();
        Ok(Self { size, ..Self::new(file, path, number) })
    }

    fn new(file: File, path: PathBuf, number: u32) -> Self {
        Self { file: Arc::new(file), path, number, size: 0, end: 0, records: 0, live: 0 }
    }

    /// It has its head, and what follows is not known yet.
    pub(super) fn begun(self) -> Self {
        Self { end: BEGIN, ..self }
    }

    /// Whether no frame is in it, as far as is known.
    pub(super) fn holds_no_frame(&self) -> bool {
        self.end <= BEGIN
    }

    /// Makes it at least so long.
    pub(super) fn grow(&mut self, size: u64) -> io::Result<()> {
        self.zero(self.size, size)?;
        self.size = self.size.max(size);
        self.file.sync_all()
    }

    /// Whether zeros are all that there is beside the head.
    pub(super) fn holds_nothing(&self) -> io::Result<bool> {
        let content = fs::read(&self.path)?;
        let mut others = (0..).zip(&content).filter(|(at, _)| !(HEAD_AT..BEGIN).contains(at));
        Ok(others.all(|(_, byte)| *byte == 0))
    }

    fn zero(&self, begin: u64, end: u64) -> io::Result<()> {
        let zeros = vec![0; usize::try_from(PIECE).expect("it is small")];
        let begins = (begin..end).step_by(zeros.len());
        for at in begins {
            let length = usize::try_from(PIECE.min(end - at)).expect("it is small");
            self.file.write_all_at(&zeros[..length], at)?;
            self.file.sync_data()?;
        }
        Ok(())
    }

    /// Writes these bytes.
    pub(super) fn write(&self, bytes: &[u8], at: u64) -> io::Result<()> {
        self.file.write_all_at(bytes, at)
    }

    /// Writes the seal of a commit.
    pub(super) fn seal(&self, owner: Owner, commit: Commit<'_>) -> io::Result<()> {
        self.write(&seal::seal(owner, self.number, commit), seal::place(commit.number))
    }

    /// What is in a slot.
    pub(super) fn slot(&self, owner: Owner, slot: u64) -> io::Result<Slot> {
        let (mut content, at) = (vec![0; SLOT], slot * SLOT as u64);
        match self.file.read_exact_at(&mut content, at) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(Slot::Torn),
            Err(error) => Err(error),
            Ok(()) if content.iter().all(|byte| *byte == 0) => Ok(Slot::Empty),
            Ok(()) => {
                Ok(seal::read(owner, self.number, at, &content).map_or(Slot::Torn, Slot::Mark))
            }
        }
    }

    /// Makes durable what was written.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Removes the file. What is left if that fails is removed at the next start.
    pub(super) fn remove(self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Removes the files of segments that count for nothing, so that no loss of power brings one back: the last first, since
/// one alone behind a gap would be taken for the log. Also what a crash has left of one in the making.
pub(super) fn remove(folder: &Path, numbers: &[u32]) -> io::Result<()> {
    for number in numbers.iter().rev() {
        fs::remove_file(folder.join(name(*number)))?;
        sync_names(folder)?;
    }
    let draft = folder.join(DRAFT);
    if draft.try_exists()? { fs::remove_file(draft) } else { Ok(()) }
}

/// Makes durable which files are in a folder, and how they are called.
pub(super) fn sync_names(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn name(number: u32) -> String {
    format!("{number:010}.log")
}

/// The numbers of all segments in a folder, in order.
pub(super) fn list(folder: &Path) -> io::Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder)? {
        let found = entry?.file_name();
        let number = found.to_str().and_then(|found| found.strip_suffix(".log")?.parse().ok());
        numbers.extend(number.filter(|number| *found == *name(*number)));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// The head of a segment that begins after this commit, whose frame has this checksum.
pub(super) fn head(owner: Owner, segment: u32, commit: u64, frame: &Checksum) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..8].copy_from_slice(&commit.to_le_bytes());
    head[8..HEAD - CHECKSUM].copy_from_slice(frame);
    let sum = checksum(owner, Of::Segment, &[&segment.to_le_bytes(), &head[..HEAD - CHECKSUM]]);
    head[HEAD - CHECKSUM..].copy_from_slice(&sum);
    head
}

/// After which commit a segment with this head begins, and the checksum of its frame; none if the
/// head does not verify.
pub(super) fn read_head(owner: Owner, segment: u32, bytes: &[u8]) -> Option<(u64, Checksum)> {
    let (commit, rest) = bytes.split_first_chunk()?;
    let (commit, frame) = (u64::from_le_bytes(*commit), rest.first_chunk()?);
    (bytes == head(owner, segment, commit, frame)).then_some((commit, *frame))
}
