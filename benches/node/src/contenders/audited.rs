//! What nodes have written down, held against the actors.

use crate::failure::Failure;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Logs that were found to be of a run of the actors.
pub(crate) struct Audited {
    /// How many lines they have.
    pub(crate) lines: u64,
    /// How long that took.
    pub(crate) took: Duration,
}

impl Audited {
    /// Lines a second.
    #[allow(clippy::cast_precision_loss, reason = "some millions")]
    pub(crate) fn rate(&self) -> f64 {
        self.lines as f64 / self.took.as_secs_f64()
    }
}

/// Has them audited.
pub(super) fn audited(program: &Path, logs: &[PathBuf]) -> Result<Audited, Failure> {
    let mut lines = 0;
    for log in logs {
        for line in BufReader::new(File::open(log)?).split(b'\n') {
            line?;
            lines += 1;
        }
    }
    let begin = Instant::now();
    let output = Command::new(program).arg("audit").args(logs).output()?;
    let took = begin.elapsed();
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        return Err(format!("an audit finds something wrong: {said}").into());
    }
    Ok(Audited { lines, took })
}
