//! Searching all states, with one engine or another.

use super::search::{Engine, Limits, Options, Progress, Survey};
use super::store::{Store, StoreError};
use super::{engine, stateright};
use crate::model::packed::Packed;
use crate::properties::Sought;
use std::sync::Arc;

/// Visits every reachable state, and notes where each thing that is sought is first hit. The store is
/// for our engine alone.
pub(super) fn survey<const N: usize>(
    system: &Arc<dyn Packed<N>>,
    sought: &[Arc<dyn Sought>],
    options: &Options,
    store: &Store,
    limits: &Limits,
    progress: &Progress,
) -> Result<Survey, StoreError> {
    let order = match options.engine {
        Engine::Synod => {
            let threads = options.threads;
            return engine::survey(&**system, sought, threads, store, limits, progress);
        }
        Engine::StaterightBfs => stateright::Order::Bfs,
        Engine::StaterightDfs => stateright::Order::Dfs,
    };
    Ok(stateright::survey(system, sought, order, limits, progress))
}

#[cfg(test)]
mod tests;
