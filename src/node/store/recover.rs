//! What log, seal and witness make of each other when a directory is opened (the table in `mod`).

use super::checksum::Owner;
use super::datadir::DataDir;
use super::error::{StoreError, io_error, read_error};
use super::frame::{self, Verified};
use super::index::Index;
use super::log::Log;
use super::read::{Found, floor, read};
use super::seal::{Commit, Mark};
use super::segment;
use super::witness::Witness;
use std::io;

/// The log of a directory whose witness says this: durable, with its seal and the witness in step. Fills the
/// index.
pub(super) fn recover(
    dir: &DataDir,
    witness: &mut Witness,
    witnessed: Vec<Mark>,
    index: &mut Index,
) -> Result<Log, StoreError> {
    let unread = |error| read_error(dir.path(), "log")(error);
    let mut found = read(&dir.log(), dir.owner(), witnessed, index).map_err(unread)?;
    // One more commit may stand behind the last one, known to the slot that could not be read.
    let is_clean = found.is_clean && found.unread.is_none();
    if let Some(error) = found.unread_slot.take_if(|_| !is_clean) {
        return Err(unread(error));
    }
    let sealed = found.take_last_mark();
    let missing = match found.compare(dir.owner(), &sealed) {
        Ok(missing) => missing,
        // What could not be read may be what is missed.
        Err(what) => Err(match found.unread.take().or(found.unread_slot.take()) {
            Some(error) => unread(error),
            None => StoreError::Damaged { dir: dir.path().to_owned(), what },
        })?,
    };
    let mend = || -> io::Result<Log> {
        // What was found is about to be acted upon. It may be in the memory of the system alone, and
        // never have come to the disk: so it is written once more, and from now on it is missed if
        // it is lost.
        found.log.write_head_again()?;
        match missing {
            Some(missing) => found.complete(&sealed, missing, index)?,
            None => found.write_again()?,
        }
        // Also the name of a segment that has taken its place, just before a start that came to no end.
        segment::sync_names(&dir.log())?;
        witness.attest(found.log.number, found.log.sum)?;
        // Only now: the last commit may have been in the seal of one of these alone.
        segment::remove(&dir.log(), &found.left_over())?;
        found.log.raise_floor(found.floor);
        Ok(found.log)
    };
    mend().map_err(io_error(dir.path(), "making durable what was found"))
}

impl Found {
    /// Whether this can be what one crash has left, if nothing is known of a later commit than this: then what its
    /// frame says, if the log lacks it. Tells what is wrong otherwise.
    fn compare<'s>(&self, owner: Owner, sealed: &'s Mark) -> Result<Option<Verified<'s>>, String> {
        let (ends, said) = (self.log.number, sealed.number);
        let missing = match ends + 1 == said {
            true => frame::verify(owner, &self.log.sum, said, &sealed.frame),
            false => None,
        };
        let sum = match &missing {
            Some((sum, _)) => sum,
            None if ends == said => &self.log.sum,
            None if ends == said + 1 => &self.before,
            None => return Err(format!("the store ends at commit {ends}, the seal at {said}")),
        };
        let (is_other, is_contradicted) =
            (*sum != sealed.sum, self.is_contradicted(said, &sealed.sum));
        let differs = (is_other || is_contradicted).then_some(said);
        if let Some(number) = self.contradicted.or(differs) {
            return Err(format!("log and seal have different commits {number}"));
        }
        let last_floor = missing.as_ref().and_then(|(_, entries)| floor(entries));
        let (first, floor) = (self.log.first(), last_floor.unwrap_or(self.floor));
        match first > floor {
            true => Err(format!("log: it begins with segment {first} instead of {floor}")),
            false => Ok(missing),
        }
    }

    /// Writes the last frame once more, and then its seal: in a segment of its own, if something stands behind the
    /// frame.
    fn write_again(&mut self) -> io::Result<()> {
        self.log.write_again(&self.last, &self.before)?;
        let last = Commit { number: self.log.number, sum: self.log.sum, frame: &self.last };
        match self.is_clean {
            true if last.number == 0 => Ok(()),
            true => self.log.seal(last),
            false => self.log.go_on_elsewhere(&[], last),
        }
    }

    /// Writes a frame to the end of the log, where the seal has the only copy of it until this one is durable.
    fn complete(
        &mut self,
        sealed: &Mark,
        (sum, entries): Verified<'_>,
        index: &mut Index,
    ) -> io::Result<()> {
        let frame = &sealed.frame;
        let last = Commit { number: sealed.number, sum, frame };
        if self.is_clean && self.log.has_room(frame.len()) {
            self.log.write_frame(frame)?;
            self.log.last().sync()?;
            self.log.seal(last)?;
        } else {
            self.log.go_on_elsewhere(frame, last)?;
        }
        self.floor = floor(&entries).unwrap_or(self.floor);
        let keys = entries.into_iter().map(|(bytes, entry)| (bytes, entry.key));
        self.log.note(frame.len(), sum, keys, index);
        Ok(())
    }

    /// The segments that are no part of the log and whose place none of it has taken.
    fn left_over(&self) -> Vec<u32> {
        let others = self.others.iter().copied();
        others
            .filter(|number| *number < self.log.first() || *number > self.log.last().number)
            .collect()
    }
}
