//! Slots and values that change places.

use crate::model::orders::{all_orders, orders, renamed};
use crate::model::question::Question;
use crate::paxos::{Slot, Value, Vote};

/// Slots that change places, and the values of each slot that do.
#[derive(Clone, Debug)]
pub(in crate::model) struct Renaming {
    /// What becomes of each slot.
    slots: Vec<usize>,
    /// For each slot, what becomes of each value.
    values: Vec<Vec<usize>>,
}

/// The most renamings that are tried for symmetry.
const MAX_RENAMINGS: usize = 120;

/// All renamings but the one that changes nothing, if there are not too many: each is an order of slots, if these can
/// change places, and for each slot an order of values that leaves the questions as they are. They are a group with it.
pub(in crate::model) fn renamings(
    slots: usize,
    slots_are_alike: bool,
    values: &[Value],
    questions: &[Question],
) -> Vec<Renaming> {
    let of_values = orders(values, questions);
    let of_slots =
        if slots_are_alike { all_orders(slots) } else { vec![(0..slots).collect::<Vec<_>>()] };
    let mut renamings: Vec<Renaming> =
        of_slots.into_iter().map(|slots| Renaming { slots, values: Vec::new() }).collect();
    for _ in 0..slots {
        if renamings.len() * of_values.len() > MAX_RENAMINGS {
            return Vec::new();
        }
        let longer = |renaming: Renaming| {
            of_values.iter().map(move |order| {
                let mut renaming = renaming.clone();
                renaming.values.push(order.clone());
                renaming
            })
        };
        renamings = renamings.into_iter().flat_map(longer).collect();
    }
    renamings.retain(|renaming| !renaming.changes_nothing());
    renamings
}

impl Renaming {
    fn changes_nothing(&self) -> bool {
        !self.changes_slots() && !self.changes_values()
    }

    /// Whether it changes slots.
    pub(super) fn changes_slots(&self) -> bool {
        !self.slots.is_sorted()
    }

    /// Whether it changes values.
    pub(super) fn changes_values(&self) -> bool {
        !self.values.iter().all(|order| order.is_sorted())
    }

    /// What becomes of a slot.
    pub(in crate::model) fn slot(&self, slot: Slot) -> Slot {
        Slot(self.slots[index(slot)] as u64)
    }

    /// What becomes of a value of a slot.
    pub(in crate::model) fn value(&self, slot: Slot, values: &[Value], value: &Value) -> Value {
        renamed(values, &self.values[index(slot)], value)
    }

    /// What becomes of a vote in a slot.
    pub(in crate::model) fn vote(&self, slot: Slot, values: &[Value], vote: &Vote) -> Vote {
        Vote { ballot: vote.ballot, value: self.value(slot, values, &vote.value) }
    }
}

fn index(slot: Slot) -> usize {
    usize::try_from(slot.0).expect("few slots")
}
