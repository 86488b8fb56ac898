//! A way in.

use fastrand::Rng;
use std::path::Path;

/// A way in, to which inputs are fed.
pub(crate) trait Target {
    /// Begins a batch: what was before counts no more.
    fn begin(&mut self, rng: &mut Rng);

    /// The next input of the batch.
    fn draw(&mut self, rng: &mut Rng) -> Vec<u8>;

    /// Feeds it, and says what is wrong with what became of it.
    fn feed(&mut self, rng: &mut Rng, input: &[u8]) -> Result<(), String>;

    /// What is wrong at the end of a batch.
    fn end(&mut self) -> Result<(), String> {
        Ok(())
    }

    /// Keeps, beside the input, what else it takes to see what happened.
    fn keep(&self, _folder: &Path) {}
}

/// A way in, as it is asked for.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    /// How many of a thousand inputs are for it, of which it takes this many in a batch. The slow have fewer.
    pub(crate) of_a_thousand: u64,
    pub(crate) batch: u64,
    pub(crate) open: fn() -> Box<dyn Target>,
}

/// Something that must be so.
pub(crate) fn must(is_so: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if is_so { Ok(()) } else { Err(what()) }
}
