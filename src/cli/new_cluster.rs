//! The three files of a new cluster.

use super::Failure;
use super::cluster_file::{CLIENT, CLIENTS, CLUSTER};
use crate::files;
use crate::node::LocalCluster;
use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// Makes a directory that is its owner's alone, and those above it, unless they are there.
pub(super) fn make_directory(dir: &Path) -> Result<(), Failure> {
    let made = match dir.as_os_str().is_empty() {
        true => Ok(()),
        false => DirBuilder::new().recursive(true).mode(0o700).create(dir),
    };
    made.map_err(|e| Failure::unexpected(format!("{}: {e}", dir.display())))
}

/// Writes the files of a new cluster into a directory. None that is there is overwritten, and then
/// nothing is written at all.
pub(super) fn write(dir: &Path, texts: LocalCluster) -> Result<(), Failure> {
    make_directory(dir)?;
    // The cluster file comes last: where it is, the others are.
    let files = [(CLIENT, texts.client), (CLIENTS, texts.clients), (CLUSTER, texts.cluster)];
    if let Some((name, _)) = files.iter().find(|(name, _)| dir.join(name).exists()) {
        return Err(is_there(&dir.join(name)));
    }
    files.iter().try_for_each(|(name, text)| create(&dir.join(name), text))
}

/// Writes a file with a key, unless there is one already.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Failure> {
    files::create_private(path, text.as_bytes()).map_err(|e| match e.kind() {
        ErrorKind::AlreadyExists => is_there(path),
        _ => Failure::unexpected(format!("{}: cannot be written: {e}", path.display())),
    })
}

fn is_there(path: &Path) -> Failure {
    Failure::usage(format!(
        "{}: is there already; its key cannot be made again, so it is not overwritten. Give \
         another --out, or remove it",
        path.display()
    ))
}
