//! What becomes of a row when actors or values change places.

use super::alike::Alike;
use super::place::{Name, Number, Place};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The most renamings of a system. Where there would be more, the last kinds keep their places.
const MOST_RENAMINGS: usize = 5_040;

/// New places for actors and values, as it changes rows.
#[derive(Debug)]
pub(super) struct Renaming {
    /// For each place, where its number comes from, and what becomes of each number.
    places: Vec<(usize, Vec<u16>)>,
}

/// All renamings of a system, but for the one that changes nothing.
#[derive(Debug)]
pub(super) struct Renamings {
    all: Vec<Renaming>,
    /// Which kinds change places.
    pub(super) moved: Vec<usize>,
}

impl Renamings {
    /// Those under which everybody who is alike changes places.
    pub(super) fn of(places: &[Place], alike: &[Alike]) -> Self {
        let mut all: Vec<Vec<Option<&[usize]>>> = vec![Vec::new()];
        let mut moved = Vec::new();
        for (kind, Alike { orders, .. }) in alike.iter().enumerate() {
            let is_used = orders.len() > 1 && all.len() * orders.len() <= MOST_RENAMINGS;
            let orders: Vec<Option<&[usize]>> = match is_used {
                true => orders.iter().map(|order| Some(&order[..])).collect(),
                false => vec![None],
            };
            moved.extend(is_used.then_some(kind));
            let longer = |one: Vec<Option<_>>| {
                orders.iter().map(move |order| [&one[..], &[*order]].concat())
            };
            all = all.into_iter().flat_map(longer).collect();
        }
        let all = all.iter().skip(1).map(|orders| Renaming::new(places, orders)).collect();
        Self { all, moved }
    }

    /// Puts the least of all rows that are the same in a row's place.
    pub(super) fn least(&self, row: &mut Vec<u16>) {
        let mut least: Option<Vec<u16>> = None;
        for renaming in &self.all {
            if renaming.compare(row, least.as_ref().unwrap_or(row)).is_lt() {
                renaming.apply(row, least.get_or_insert_with(|| row.clone()));
            }
        }
        if let Some(least) = least {
            *row = least;
        }
    }

    /// How many rows are the same as this one, it included.
    pub(super) fn orbit(&self, row: &[u16]) -> u64 {
        let same = self.all.iter().filter(|renaming| renaming.compare(row, row).is_eq()).count();
        (self.all.len() as u64 + 1) / (same as u64 + 1)
    }
}

impl Renaming {
    /// The one under which each of a kind takes the place that its kind's order gives it.
    fn new(places: &[Place], orders: &[Option<&[usize]>]) -> Self {
        let renamed = |Name { kind, number }: Name| {
            let order = orders.get(kind).copied().flatten();
            Name { kind, number: order.map_or(number, |order| order[number]) }
        };
        let all = |names: &[Name]| names.iter().map(|name| renamed(*name)).collect::<Vec<Name>>();
        let known: BTreeMap<_, usize> = places
            .iter()
            .zip(0..)
            .map(|(place, at)| ((place.what, place.of.clone()), at))
            .collect();
        let mut renaming = Self { places: vec![(0, Vec::new()); places.len()] };
        for (place, from) in places.iter().zip(0..) {
            let to = known[&(place.what, all(&place.of))];
            let numbers = place.numbers.iter().map(|Number { names, says }| {
                let number = Number { names: all(names), says: *says };
                let there = places[to].numbers.iter().position(|other| *other == number);
                u16::try_from(there.expect("who is alike is named alike")).expect("few numbers")
            });
            renaming.places[to] = (from, numbers.collect());
        }
        renaming
    }

    fn at(&self, row: &[u16], place: usize) -> u16 {
        let (from, numbers) = &self.places[place];
        numbers[usize::from(row[*from])]
    }

    /// How the renamed row compares with another.
    fn compare(&self, row: &[u16], other: &[u16]) -> Ordering {
        let places = 0..row.len();
        let compared = places.map(|place| self.at(row, place).cmp(&other[place]));
        compared.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    /// Writes the renamed row.
    fn apply(&self, row: &[u16], to: &mut [u16]) {
        for (place, number) in to.iter_mut().enumerate() {
            *number = self.at(row, place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::packed::Reduction;

    /// Two actors who each name the other, themselves or nobody, and have a value each.
    fn two() -> Renamings {
        let actor = |number| {
            let name = Name { kind: 0, number };
            let places = [
                Place::new(("names", 0), Number::one_of(0, 2)),
                Place::new(("has", 0), Number::one_of(1, 2)),
            ];
            places.map(|place| place.of(name))
        };
        let both = || vec![vec![0, 1], vec![1, 0]];
        let alike = [Reduction::AcceptorSymmetry, Reduction::ValueSymmetry]
            .map(|reduction| Alike { reduction, orders: both() });
        Renamings::of(&(0..2).flat_map(actor).collect::<Vec<_>>(), &alike)
    }

    #[test]
    fn who_changes_places_is_named_by_the_new_name_too() {
        let mut row = vec![2, 1, 0, 0];
        two().least(&mut row);
        assert_eq!(row, [0, 0, 1, 1], "the second names the first");
        let mut row = vec![1, 2, 0, 0];
        two().least(&mut row);
        assert_eq!(
            row,
            [0, 0, 2, 1],
            "the second names itself, and its value has become the first"
        );
    }

    #[test]
    fn an_orbit_counts_every_row_that_is_the_same_once() {
        assert_eq!(two().orbit(&[0, 0, 0, 0]), 1);
        assert_eq!(two().orbit(&[1, 0, 2, 0]), 1, "each names itself");
        assert_eq!(two().orbit(&[0, 1, 0, 1]), 2);
        assert_eq!(two().orbit(&[0, 1, 0, 2]), 2);
        assert_eq!(two().orbit(&[0, 1, 0, 0]), 4);
    }
}
