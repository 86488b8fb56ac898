//! What the log and the seal make of each other when a directory is opened (the table in `mod`).

use super::checksum::Owner;
use super::datadir::DataDir;
use super::error::{StoreError, io_error, read_error};
use super::frame::{self, Verified};
use super::index::Index;
use super::log::Log;
use super::read::{Found, floor, read};
use super::seal::{Mark, Seal, Slots};
use super::segment;
use std::io;

/// The log of a directory whose seal says this: durable, and with the seal in step. Fills the index.
pub(super) fn recover(
    dir: &DataDir,
    seal: &Seal,
    Slots { last: sealed, unread: unread_slot }: Slots,
    index: &mut Index,
) -> Result<Log, StoreError> {
    let unread = |part, error| read_error(dir.path(), part)(error);
    let mut found = read(&dir.log(), dir.owner(), index).map_err(|error| unread("log", error))?;
    // One more commit may stand behind the last one, known to the slot that could not be read.
    if let Some(error) = unread_slot.filter(|_| !found.is_clean || found.unread.is_some()) {
        return Err(unread("seal", error));
    }
    let missing = match found.compare(dir.owner(), &sealed) {
        Ok(missing) => missing,
        // What could not be read may be what is missed.
        Err(what) => Err(match found.unread.take() {
            Some(error) => unread("log", error),
            None => StoreError::Damaged { dir: dir.path().to_owned(), what },
        })?,
    };
    let mend = || -> io::Result<Log> {
        segment::remove(&dir.log(), &found.others)?;
        // What was found is about to be acted upon. It may be in the memory of the system alone, and
        // never have come to the disk: so it is written once more, and from now on it is missed if
        // it is lost.
        let last = if let Some(missing) = missing {
            found.complete(&sealed.frame, missing, index)?;
            &sealed.frame
        } else {
            found.write_again()?;
            &found.last
        };
        seal.set(&Mark::new(found.log.number, found.log.sum, last))?;
        found.log.raise_floor(found.floor);
        Ok(found.log)
    };
    mend().map_err(io_error(dir.path(), "making durable what was found"))
}

impl Found {
    /// Whether log and seal can be what one crash has left: then what the frame of the seal says, if
    /// the log lacks it. Tells what is wrong otherwise.
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
        if *sum != sealed.sum {
            return Err(format!("log and seal have different commits {}", said.min(ends)));
        }
        let last_floor = missing.as_ref().and_then(|(_, entries)| floor(entries));
        let (first, floor) = (self.log.first(), last_floor.unwrap_or(self.floor));
        match first > floor {
            true => Err(format!("log: it begins with segment {first} instead of {floor}")),
            false => Ok(missing),
        }
    }

    /// Writes the last frame once more.
    fn write_again(&mut self) -> io::Result<()> {
        self.log.write_again(&self.last, &self.before)?;
        match self.is_clean {
            true => Ok(()),
            false => self.log.go_on_elsewhere(&[]),
        }
    }

    /// Writes a frame to the end of the log.
    fn complete(
        &mut self,
        frame: &[u8],
        (sum, entries): Verified<'_>,
        index: &mut Index,
    ) -> io::Result<()> {
        if self.is_clean {
            self.log.reserve(frame.len())?;
            self.log.write(frame)?;
        } else {
            self.log.go_on_elsewhere(frame)?;
        }
        self.floor = floor(&entries).unwrap_or(self.floor);
        let keys = entries.into_iter().map(|(bytes, entry)| (bytes, entry.key));
        self.log.note(frame.len(), sum, keys, index);
        Ok(())
    }
}
