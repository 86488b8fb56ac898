//! A machine that has something else to do.

use crate::failure::Failure;
use crate::processes::{Recipe, Running};
use std::path::Path;
use std::thread::available_parallelism;

/// A process for each core that never waits, of the same priority as all others.
pub(crate) fn busy(dir: &Path) -> Result<Vec<Running>, Failure> {
    let cores = available_parallelism()?.get();
    let recipe = Recipe::own(["spin".into()], dir.join("log-spin"))?;
    (0..cores).map(|_| Running::start(&recipe)).collect()
}

/// Never waits.
pub(crate) fn spin() -> ! {
    loop {
        std::hint::spin_loop();
    }
}
