//! The slots of a log beside each other.

use super::property::{Law, Property};
use super::{History, Kind, Run};

/// Where slots are proposed and voted for one after the other, they are chosen so: below one that is chosen all are.
pub const NO_HOLE: Property = Property {
    name: "no slot is chosen beyond a hole",
    kind: Kind::Always,
    looks_at_promises: false,
    law: Law::OfTheWhole(|history| hole(history).is_none(), explain),
};

/// Something is chosen in every slot.
pub const EVERY_SLOT_CHOSEN: Property = Property {
    name: "every slot chosen",
    kind: Kind::Sometimes,
    law: Law::OfTheWhole(|history| history.decrees.iter().all(is_chosen), |_| None),
    ..NO_HOLE
};

fn is_chosen(run: &Run) -> bool {
    run.chosen().next().is_some()
}

/// A slot that is not chosen and one behind it that is, counted from 1.
fn hole(history: &History) -> Option<(usize, usize)> {
    let hole = history.decrees.iter().position(|run| !is_chosen(run))?;
    let beyond = history.decrees[hole..].iter().position(is_chosen)?;
    Some((hole + 1, hole + beyond + 1))
}

fn explain(history: &History) -> Option<String> {
    let (hole, beyond) = hole(history)?;
    Some(format!("slot {beyond} is chosen, and slot {hole} is not"))
}
