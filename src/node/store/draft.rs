//! A data directory that is being made, beside its place.

use crate::node::hex;
use crate::node::random::random;
use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// What stands between the name of a directory and the random digits of its draft.
const MARK: &str = ".new-";
const RANDOM: usize = 8;

/// A directory that goes away again, unless it is moved to its place.
pub(super) struct Draft {
    path: PathBuf,
    /// Locked as long as it is worked on.
    _held: File,
}

impl Draft {
    /// An empty directory that is its owner's alone, for a directory of this name in that one. Those that a start which did
    /// not come to its end has left go away: they are nobody's data.
    pub(super) fn new(parent: &Path, name: &OsStr) -> io::Result<Self> {
        let mut begin = name.to_owned();
        begin.push(MARK);
        remove_left(parent, &begin)?;
        let mut name = begin;
        name.push(hex::encode(&random::<RANDOM>().map_err(io::Error::other)?));
        let path = parent.join(name);
        DirBuilder::new().mode(0o700).create(&path)?;
        let held = File::open(&path)?;
        held.lock()?;
        Ok(Self { path, _held: held })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Moves it to its place, unless something is there by now: another start was faster, and what it made is then looked
    /// at like any other.
    pub(super) fn move_to(self, path: &Path) -> io::Result<()> {
        match fs::rename(&self.path, path) {
            Err(e) if e.kind() == ErrorKind::DirectoryNotEmpty => Ok(()),
            moved => moved,
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // One that was moved is not there any more. Of any other the first error is the one to tell.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Removes the drafts that nobody works on any more.
fn remove_left(parent: &Path, begin: &OsString) -> io::Result<()> {
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        let name = entry.file_name();
        let digits = name.as_encoded_bytes().strip_prefix(begin.as_encoded_bytes());
        let is_draft = digits.is_some_and(|digits| {
            !digits.is_empty()
                && digits.len() <= 2 * RANDOM
                && digits.iter().all(u8::is_ascii_hexdigit)
        });
        if is_draft && entry.file_type()?.is_dir() {
            let held = File::open(entry.path())?;
            if held.try_lock().is_ok() {
                fs::remove_dir_all(entry.path())?;
            }
        }
    }
    Ok(())
}
