//! What is left of a test that fails: what its nodes did, to be audited and drawn.

use super::World;
use std::path::{Path, PathBuf};
use std::{fs, thread};

/// Where the logs of the run of this seed in this thread's test are, if it fails.
pub(crate) fn folder(seed: u64) -> PathBuf {
    let thread = thread::current();
    // Seeds that are tried on all cores have threads without a name.
    let test = thread.name().map(|name| name.replace("::", "-") + "-").unwrap_or_default();
    let run = format!("{}-{test}{seed}", env!("CARGO_CRATE_NAME"));
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("failed").join(run)
}

impl Drop for World {
    /// Nothing here may panic: the test does already.
    fn drop(&mut self) {
        if !thread::panicking() {
            return;
        }
        let folder = folder(self.seed);
        // Those of an earlier run, which may have had more nodes.
        let _ = fs::remove_dir_all(&folder);
        if fs::create_dir_all(&folder).is_err() {
            return;
        }
        for node in self.all() {
            let Ok(log) = self.own_log(node).try_borrow() else { continue };
            let node = node + 1;
            if let Err(error) = fs::write(folder.join(format!("node-{node}.log")), &*log) {
                eprintln!("the log of node {node} cannot be written: {error}");
            }
        }
        let logs = folder.join("node-*.log");
        eprintln!("what the nodes did: synod audit {}", logs.display());
        eprintln!(
            "and for one decree:  synod audit --decree NAME --trace run.json {}",
            logs.display()
        );
    }
}
