//! A file that is there with all its blocks, and is written round and round: what a durable write costs at the least.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Longer than what is written at once.
const LENGTH: u64 = 8 << 20;

/// Nobody reads it. Where its end is reached, it goes on at its beginning.
pub(crate) struct Ring {
    file: File,
    at: u64,
}

impl Ring {
    /// Makes the file. All its blocks are on the disk, so that a sync has nothing to do but what was written.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let file = File::create(path)?;
        let zeros = vec![0; 1 << 20];
        for at in (0..LENGTH).step_by(zeros.len()) {
            file.write_all_at(&zeros, at)?;
        }
        file.sync_all()?;
        Ok(Self { file, at: 0 })
    }

    /// Writes, and does not wait for the disk.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = bytes.len() as u64;
        if self.at + length > LENGTH {
            self.at = 0;
        }
        self.file.write_all_at(bytes, self.at)?;
        self.at += length;
        Ok(())
    }

    /// Waits until all that was written is on the disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}
