//! What is left of a test that fails: what its nodes did, to be audited and drawn.

use super::World;
use std::path::{Path, PathBuf};
use std::{fs, thread};

/// Where the logs of this thread's test are, if it fails.
pub(crate) fn folder() -> PathBuf {
    let thread = thread::current();
    let test = thread.name().unwrap_or("unnamed").replace("::", "-");
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("failed").join(test)
}

impl Drop for World {
    /// Nothing here may panic: the test does already.
    fn drop(&mut self) {
        if !thread::panicking() {
            return;
        }
        let folder = folder();
        // Those of an earlier run, which may have had more nodes.
        let _ = fs::remove_dir_all(&folder);
        if fs::create_dir_all(&folder).is_err() {
            return;
        }
        for (log, node) in self.logs.iter().zip(1..) {
            let Ok(log) = log.try_borrow() else { continue };
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
