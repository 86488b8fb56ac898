//! Where the numbers of a row stand in the words of a packed state.

use super::place::{Place, Sight};
use crate::model::field::{Allotment, Field};

/// A field for each place.
#[derive(Debug)]
pub(super) struct Layout {
    fields: Vec<Field>,
    /// Who looks at each.
    sights: Vec<Sight>,
    /// How many words they take.
    pub(super) words: usize,
}

impl Layout {
    pub(super) fn new(places: &[Place]) -> Self {
        let mut allotment = Allotment::default();
        let fields = places.iter().map(|place| allotment.numbers(place.numbers.len())).collect();
        let sights = places.iter().map(|place| place.sight).collect();
        Self { fields, sights, words: allotment.next.div_ceil(64) }
    }

    pub(super) fn pack<const N: usize>(&self, row: impl Iterator<Item = u64>) -> [u64; N] {
        let mut packed = [0; N];
        for (field, number) in self.fields.iter().zip(row) {
            field.set(&mut packed, number);
        }
        packed
    }

    pub(super) fn unpack<const N: usize, T: From<u16>>(&self, state: &[u64; N]) -> Vec<T> {
        let number = |field: &Field| u16::try_from(field.get(state)).expect("few numbers");
        self.fields.iter().map(|field| T::from(number(field))).collect()
    }

    /// A state without the places that somebody does not look at.
    pub(super) fn without<const N: usize>(&self, state: &[u64; N], unseen: &[Sight]) -> [u64; N] {
        let mut rest = *state;
        let unseen =
            self.fields.iter().zip(&self.sights).filter(|(_, sight)| unseen.contains(sight));
        unseen.for_each(|(field, _)| field.set(&mut rest, 0));
        rest
    }
}
