//! What a search may use.

use crate::check::{Limits, Progress};
use std::num::NonZeroUsize;

/// What a search may use, and how it is seen and ended.
#[derive(Debug)]
pub struct Means<'a> {
    /// With how many threads.
    pub threads: NonZeroUsize,
    /// What ends it.
    pub limits: Limits,
    /// What can be seen of it meanwhile.
    pub progress: &'a Progress,
}
