//! Where a user wants states to be kept.

use std::path::PathBuf;
use std::time::Duration;

/// The folder of a second search, inside the first one's.
pub(super) const AGAIN: &str = "again";

/// Where a search keeps its states, beside memory.
#[derive(Clone, Debug, Default)]
pub struct Storage {
    /// Whether states are told apart by 64-bit fingerprints alone, and go to disk themselves: to the
    /// folder of checkpoints, or else to temporary files without a name, which end with the program.
    pub fingerprints: bool,
    /// Checkpoints, if some are to be taken.
    pub checkpoint: Option<Checkpoint>,
}

impl Storage {
    /// The same for a second search of the model, with a folder of its own inside the first.
    pub(in crate::check) fn again(&self) -> Self {
        let inside = |checkpoint: &Checkpoint| Checkpoint {
            folder: checkpoint.folder.join(AGAIN),
            ..checkpoint.clone()
        };
        Self { checkpoint: self.checkpoint.as_ref().map(inside), ..self.clone() }
    }
}

/// Where and when checkpoints are taken.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// The folder that holds the last one.
    pub folder: PathBuf,
    /// How long after one the next is taken.
    pub every: Duration,
}
