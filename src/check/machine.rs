//! The machine that a search runs on, as far as the search asks: what time it is, and how much memory it has taken.

use super::{memory, platform};
use std::time::Duration;

/// What can be asked of a machine; by default of this one.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// The time since some moment, which stays the same.
    pub now: fn() -> Duration,
    /// The bytes of memory that the program has now, if that is known.
    pub memory: fn() -> Option<u64>,
}

impl Default for Machine {
    fn default() -> Self {
        Self { now: platform::now, memory: memory::resident }
    }
}

impl Machine {
    /// What time it is.
    pub fn now(self) -> Duration {
        (self.now)()
    }

    /// How long ago it was this time.
    pub fn since(self, earlier: Duration) -> Duration {
        self.now().saturating_sub(earlier)
    }

    /// What time it will be so much later.
    pub fn after(self, later: Duration) -> Duration {
        self.now().saturating_add(later)
    }

    /// The bytes of memory that the program has now, if that is known.
    pub fn memory(self) -> Option<u64> {
        (self.memory)()
    }
}
