//! Where the numbers of a row stand in the words of a packed state.

use super::place::Place;
use crate::model::field::{Allotment, Field};

/// A field for each place.
#[derive(Debug)]
pub(super) struct Layout {
    fields: Vec<Field>,
    /// Which of them are promises.
    promises: Vec<bool>,
    /// How many words they take.
    pub(super) words: usize,
}

impl Layout {
    pub(super) fn new(places: &[Place]) -> Self {
        let mut allotment = Allotment::default();
        let fields = places.iter().map(|place| allotment.numbers(place.numbers.len())).collect();
        let promises = places.iter().map(|place| place.is_promise).collect();
        Self { fields, promises, words: allotment.next.div_ceil(64) }
    }

    pub(super) fn pack<const N: usize>(&self, row: impl Iterator<Item = u64>) -> [u64; N] {
        let mut packed = [0; N];
        for (field, number) in self.fields.iter().zip(row) {
            field.set(&mut packed, number);
        }
        packed
    }

    pub(super) fn unpack<const N: usize>(&self, state: &[u64; N]) -> Vec<u16> {
        let number = |field: &Field| u16::try_from(field.get(state)).expect("few numbers");
        self.fields.iter().map(number).collect()
    }

    /// A state without its promises.
    pub(super) fn without_promises<const N: usize>(&self, state: &[u64; N]) -> [u64; N] {
        let mut rest = *state;
        let promises =
            self.fields.iter().zip(&self.promises).filter(|(_, is_promise)| **is_promise);
        promises.for_each(|(field, _)| field.set(&mut rest, 0));
        rest
    }
}
