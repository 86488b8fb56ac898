//! What becomes of a packed state when slots and values change places.

use super::tables::{Layout, Tables};
use super::{EverSent, Renaming};
use crate::model::field::Field;

/// What becomes of a state when slots and values change places.
#[derive(Debug)]
pub(super) struct Order {
    /// Where each bit goes that is not part of an acceptor's number.
    pub(super) bits: Vec<u32>,
    /// What becomes of each state of an acceptor.
    pub(super) states: Vec<u64>,
}

impl Order {
    pub(super) fn new<S: EverSent>(
        system: &S,
        renaming: &Renaming,
        tables: &Tables<S>,
        layout: &Layout,
        bits: usize,
    ) -> Self {
        let mut order = Self { bits: (0..bits).map(|_| u32::MAX).collect(), states: Vec::new() };
        let mut place = |list: &[S::Message], fields: &[Field]| {
            for (from, field) in list.iter().zip(fields) {
                let renamed = system.renamed_message(renaming, from);
                let to = list.iter().position(|m| *m == renamed).expect("they are alike");
                order.bits[field.bit()] = u32::try_from(fields[to].bit()).expect("few bits");
            }
        };
        place(&tables.requests, &layout.requests);
        layout.answers.iter().for_each(|column| place(&tables.answers, column));
        let state = |acceptor: &S::Acceptor| {
            let renamed = system.renamed_acceptor(renaming, acceptor);
            tables.states.iter().position(|s| *s == renamed).expect("they are alike") as u64
        };
        order.states = tables.states.iter().map(state).collect();
        order
    }
}
