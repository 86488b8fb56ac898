//! What an acceptor does in each of its states, as bits of the whole.

use super::EverSent;
use super::tables::{Layout, Tables};
use std::sync::atomic::AtomicU64;

/// A state of an acceptor, ready to be left.
#[derive(Debug)]
pub(super) struct Row<const N: usize> {
    /// The requests that are answered.
    pub(super) heeded: [u64; N],
    /// For each request that is answered, by its bit, what becomes of the whole.
    pub(super) outcomes: Vec<Outcome<N>>,
    /// The requests that were met.
    pub(super) met: [AtomicU64; N],
}

/// What becomes of the whole when an acceptor answers: some bits flip, and some are set.
#[derive(Clone, Debug)]
pub(super) struct Outcome<const N: usize> {
    pub(super) flip: [u64; N],
    pub(super) set: [u64; N],
}

impl<const N: usize> Row<N> {
    pub(super) fn new<S: EverSent>(
        tables: &Tables<S>,
        layout: &Layout,
        acceptor: usize,
        state: usize,
    ) -> Self {
        let nothing = Outcome { flip: [0; N], set: [0; N] };
        let (mut heeded, mut outcomes) = ([0; N], vec![nothing; tables.requests.len()]);
        let answered = tables.outcomes[state].iter().zip(&layout.requests).zip(&mut outcomes);
        for ((outcome, field), entry) in answered {
            if let Some((next, answer)) = outcome {
                heeded[field.word] |= 1 << field.shift;
                layout.states[acceptor].set(&mut entry.flip, (state ^ next) as u64);
                layout.answers[acceptor][*answer].set(&mut entry.set, 1);
            }
        }
        Self { heeded, outcomes, met: std::array::from_fn(|_| AtomicU64::new(0)) }
    }
}
