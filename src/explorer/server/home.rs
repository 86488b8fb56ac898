//! What all requests share.

use super::assets::Assets;
use crate::explorer::Explorer;
use crate::origin::Hosts;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// What a server may use.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// With how many threads something is searched.
    pub threads: NonZeroUsize,
    /// For how long, at most.
    pub time: Duration,
    /// In how many bytes of memory, at most.
    pub memory: Option<u64>,
}

/// What all requests share.
pub(super) struct Home {
    pub(super) explorer: Explorer,
    pub(super) assets: Assets,
    pub(super) bounds: Bounds,
    /// The names under which it is asked.
    pub(super) hosts: Hosts,
    pub(super) turns: Arc<Semaphore>,
}
