//! What the log and the seal make of each other when a directory is opened (the table in `mod`).

use super::checksum::Owner;
use super::error::{StoreError, io_error};
use super::frame;
use super::index::Index;
use super::log::Log;
use super::read::{Found, read};
use super::seal::{Mark, Seal};
use super::segment::Segment;
use std::io;
use std::path::{Path, PathBuf};

/// Where to recover from.
pub(super) struct Place {
    /// The data directory, and in it the folder of the log.
    pub(super) dir: PathBuf,
    pub(super) log: PathBuf,
    pub(super) owner: Owner,
}

impl Place {
    /// The log of this directory, whose seal says this: durable, and with the seal in step. Fills the
    /// index.
    pub(super) fn recover(
        &self,
        seal: &Seal,
        sealed: &Mark,
        index: &mut Index,
    ) -> Result<Log, StoreError> {
        let damaged = |what| StoreError::Damaged { dir: self.dir.clone(), what };
        let found = read(&self.log, self.owner, index);
        let mut found = found.map_err(|what| damaged(format!("log: {what}")))?;
        let last_is_in_seal_alone = self.compare(&found, sealed).map_err(damaged)?;
        let mend = || -> io::Result<Log> {
            found.tidy(&self.log)?;
            if last_is_in_seal_alone {
                self.complete(&mut found, sealed, index)?;
            }
            // What was found may be in the memory of the system alone: the process that wrote it may
            // have been killed before its sync. It is about to be acted upon, so it has to be
            // durable, and from now on it has to be missed if it is lost.
            found.log.last().sync()?;
            match found.log.number == sealed.number {
                true => seal.sync()?,
                false => seal.set(&Mark::new(found.log.number, found.log.sum, &found.last))?,
            }
            found.log.raise_floor(found.floor);
            Ok(found.log)
        };
        mend().map_err(io_error(&self.dir, "making durable what was found"))
    }

    /// Whether log and seal can be what one crash has left: then whether the last commit is in the
    /// seal alone. Tells what is wrong otherwise.
    fn compare(&self, found: &Found, sealed: &Mark) -> Result<bool, String> {
        let log = &found.log;
        let (ends, said) = (log.number, sealed.number);
        let sum = match ends {
            _ if ends == said => log.sum,
            _ if ends == said + 1 => found.before,
            _ if ends + 1 == said => {
                let frame = frame::verify(self.owner, &log.sum, said, &sealed.frame);
                frame.map(|(sum, _)| sum).ok_or_else(|| apart(ends, said))?
            }
            _ => return Err(apart(ends, said)),
        };
        match sum == sealed.sum {
            true => Ok(ends < said),
            false => Err(format!("log and seal have different commits {}", said.min(ends))),
        }
    }

    /// Writes the frame that the seal has to the end of the log.
    fn complete(&self, found: &mut Found, sealed: &Mark, index: &mut Index) -> io::Result<()> {
        let Some((sum, entries)) =
            frame::verify(self.owner, &found.log.sum, sealed.number, &sealed.frame)
        else {
            return Ok(());
        };
        found.log.reserve(sealed.frame.len())?;
        found.log.write(&sealed.frame)?;
        let keys = entries.iter().map(|(at, entry)| (*at, entry.key));
        found.log.note(sealed.frame.len(), sum, keys, index);
        Ok(())
    }
}

fn apart(log: u64, seal: u64) -> String {
    format!("the store ends at commit {log}, the seal at {seal}")
}

impl Found {
    /// Removes what does not count: nobody was told of anything in it.
    fn tidy(&self, folder: &Path) -> io::Result<()> {
        for &other in &self.others {
            Segment::open(folder, other)?.remove();
        }
        self.log.last().clear_rest()
    }
}
