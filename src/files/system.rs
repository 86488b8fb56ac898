//! The files of a system that has them.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// What the names of drafts begin with, which end with the program that writes them.
const DRAFT: &str = ".synod-";

/// How many links are followed one after the other, as by the system.
const MOST_LINKS: usize = 40;

/// Puts a text where some file is, or none. What a link leads to is replaced and not the link; what is no file,
/// such as a pipe or a device, is given the text as it is.
pub fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| led_to(path));
    let found = fs::metadata(path);
    if found.as_ref().is_ok_and(|found| !found.is_file()) {
        return fs::write(path, text);
    }
    // As a file that is made in place would have them; the umask is taken off.
    let draft = draft(path, Permissions::from_mode(0o666), text)?;
    if let Ok(found) = found {
        // So that the nodes can still read what root has changed. Who may not give a file away keeps it.
        let _ = fchown(draft.as_file(), Some(found.uid()), Some(found.gid()));
        draft.as_file().set_permissions(found.permissions())?;
    }
    draft.persist(path)?;
    sync_folder(path)
}

/// Writes a file that only its owner can read, and that was not there before.
pub fn create_private(path: &Path, text: &[u8]) -> io::Result<()> {
    draft(path, Permissions::from_mode(0o600), text)?.persist_noclobber(path)?;
    sync_folder(path)
}

/// Puts a text in its place by way of a draft of this name, in the same folder: for who holds a lock, and must
/// know the names of all that can be left behind.
pub fn replace_by(draft: &Path, path: &Path, text: &[u8]) -> io::Result<()> {
    let mut file = File::create(draft)?;
    file.write_all(text)?;
    file.sync_all()?;
    fs::rename(draft, path)?;
    sync_folder(path)
}

/// Whether files could be written below a folder that need not be there yet. Tries it, and leaves nothing behind.
pub fn try_folder(folder: &Path) -> io::Result<()> {
    let there = folder.ancestors().find(|path| fs::symlink_metadata(path).is_ok());
    let there = there.unwrap_or(Path::new("."));
    if !fs::metadata(there)?.is_dir() {
        return Err(ErrorKind::NotADirectory.into());
    }
    tempfile::tempfile_in(there).map(drop).map_err(without_draft)
}

/// A file in this folder that ends with the program, however that ends.
pub fn temporary(folder: &Path) -> io::Result<File> {
    tempfile::tempfile_in(folder)
}

/// Reads so many bytes from this place on.
pub fn read_at(file: &File, bytes: &mut [u8], place: u64) -> io::Result<()> {
    file.read_exact_at(bytes, place)
}

/// Writes all these bytes from this place on.
pub fn write_at(file: &File, bytes: &[u8], place: u64) -> io::Result<()> {
    file.write_all_at(bytes, place)
}

/// A durable draft beside the place where it will be.
fn draft(path: &Path, permissions: Permissions, text: &[u8]) -> io::Result<NamedTempFile> {
    let builder = &mut Builder::new();
    let draft = builder.prefix(DRAFT).permissions(permissions).tempfile_in(folder(path));
    let mut draft = draft.map_err(without_draft)?;
    draft.write_all(text).map_err(without_draft)?;
    draft.as_file().sync_all()?;
    Ok(draft)
}

/// Where a link leads, if what it leads to is not there; the path itself, if it is none.
fn led_to(path: &Path) -> PathBuf {
    let mut path = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(next) => path = folder(&path).join(next),
            Err(_) => break,
        }
    }
    path
}

/// Makes durable which files there are.
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// An error without the name of a draft, which is nothing to its reader.
fn without_draft(error: io::Error) -> io::Error {
    let text = error.to_string();
    match text.split_once(" at path ") {
        Some((what, _)) => io::Error::new(error.kind(), what),
        None => error,
    }
}

#[cfg(test)]
mod tests;
