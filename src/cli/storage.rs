//! Options of `synod check` that say where states are kept.

use super::Failure;
use crate::check::{Checkpoint, Engine, Storage};
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
pub(super) struct StorageArgs {
    /// Remember states by 64-bit hashes alone, which takes about 11 bytes of memory a state; the
    /// report tells the chance that a collision hid one. The states go to disk: to the folder of
    /// --checkpoint, or else to temporary files in TMPDIR (by default /tmp) that end with the program.
    #[arg(long)]
    fingerprints: bool,

    /// Keep the search of one model in this folder, and continue the one that is there: after a
    /// timeout, Ctrl-C, or a kill. The result is the same as without a break. The states take as
    /// much room there as in memory.
    #[arg(long, value_name = "DIR", conflicts_with = "second_opinion")]
    checkpoint: Option<PathBuf>,

    /// How often what was found is made durable in that folder; a kill costs at most so much time.
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    #[arg(default_value = "60s", requires = "checkpoint")]
    checkpoint_every: Duration,
}

impl StorageArgs {
    /// Where a search with this engine keeps its states, if so many models are to be searched.
    pub(super) fn storage(&self, engine: Engine, models: usize) -> Result<Storage, Failure> {
        let asked =
            [(self.fingerprints, "--fingerprints"), (self.checkpoint.is_some(), "--checkpoint")];
        let asked = asked.iter().find(|(asked, _)| *asked);
        if let Some((_, option)) = asked.filter(|_| engine != Engine::Synod) {
            return Err(Failure::usage(format!("{option} is for --engine synod alone")));
        }
        if self.checkpoint.is_some() && models != 1 {
            let message = "--checkpoint keeps the search of one model; name one model file";
            return Err(Failure::usage(message));
        }
        let every = self.checkpoint_every;
        let checkpoint = self.checkpoint.clone().map(|folder| Checkpoint { folder, every });
        Ok(Storage { fingerprints: self.fingerprints, checkpoint })
    }
}
