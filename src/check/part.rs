//! A part of a system: what leads on from one of its states, with some of its actors.

use crate::model::packed::{About, Packed, Step};
use crate::properties::History;
use std::sync::Arc;

/// The actors of whom all do something.
pub(super) const EVERYBODY: u32 = u32::MAX;

/// A system that begins in one of the states of another, and in which only some actors do anything.
#[derive(Debug)]
pub(super) struct Part<const N: usize> {
    pub(super) system: Arc<dyn Packed<N>>,
    /// Where it begins.
    pub(super) from: [u64; N],
    /// One bit for each actor that does something.
    pub(super) speaking: u32,
}

impl<const N: usize> Packed<N> for Part<N> {
    fn initial(&self) -> [u64; N] {
        self.from
    }

    fn successors(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        let before = found.len();
        self.system.successors(state, found);
        if self.speaking == EVERYBODY {
            return;
        }
        let about = self.system.about();
        let mut number = 0;
        found.retain(|(step, _)| {
            number += 1;
            let actor = about.actor(*step);
            number <= before || actor.is_none_or(|actor| self.speaking >> actor & 1 == 1)
        });
    }

    /// Symmetry would put one actor in another's place.
    fn canonical(&self, _: &mut [u64; N]) {}

    fn glimpse(&self, state: &[u64; N], promises: bool) -> [u64; N] {
        self.system.glimpse(state, promises)
    }

    fn with_histories(&self, state: &[u64; N], look: &mut dyn FnMut(&History, &[Step])) {
        self.system.with_histories(state, look);
    }

    fn orbit(&self, _: &[u64; N]) -> u64 {
        1
    }

    fn about(&self) -> &dyn About {
        self.system.about()
    }
}
