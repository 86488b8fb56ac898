//! A search with checkpoints that is stopped, killed, and resumed.

use std::fs;
use std::path::Path;
use std::time::Duration;
use synod::check::{self, Checkpoint, Judgement, Limits, Options, Progress, Storage};
use synod::model::file::ModelFile;
use tempfile::TempDir;

/// How many bytes a kill leaves of a manifest that was being written.
const DRAFTED: usize = 100;

/// Searches a model of so many states with two breaks: once it is stopped, and once it is killed at the
/// worst of moments, between making new states durable and putting a new manifest in the old one's place.
/// What is in the folder then is the same as after a real kill.
pub(crate) fn broken_off(
    file: &ModelFile,
    options: &Options,
    fingerprints: bool,
    states: u64,
) -> Judgement {
    let folder = folder();
    let every = Duration::from_secs(60 * 60);
    let checkpoint = Some(Checkpoint { folder: folder.path().to_path_buf(), every });
    let storage = Storage { fingerprints, checkpoint };
    let search = |states| {
        let limits = Limits { states, ..Limits::default() };
        let found = check::check_stored(file, options, &storage, &limits, &Progress::default());
        found.expect("the folder is of this search")
    };
    search(Some(states / 3));
    let manifest = folder.path().join("manifest.json");
    let before = fs::read(&manifest).expect("a stopped search leaves a checkpoint");
    search(Some(2 * states / 3));
    let after = fs::read(&manifest).expect("it still does");
    fs::write(manifest.with_extension("json.new"), &after[..DRAFTED]).expect("it can be written");
    fs::write(&manifest, before).expect("it can be written");
    search(None)
}

/// A folder in memory, where there is such a thing: whether a disk does what it promises is not the
/// question here.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a folder can be made")
}
