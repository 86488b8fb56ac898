//! The slots of a log beside each other.

use super::{History, Property, Run};

/// Where slots are proposed and voted for one after the other, they are chosen so: below one that is chosen all are.
pub const NO_HOLE: Property = Property::never("no slot is chosen beyond a hole", hole);

/// Something is chosen in every slot.
pub const EVERY_SLOT_CHOSEN: Property =
    Property::reached("every slot chosen", |history| history.decrees.iter().all(is_chosen));

fn is_chosen(run: &Run) -> bool {
    run.chosen().next().is_some()
}

/// A slot that is not chosen and one behind it that is.
fn hole(history: &History) -> Option<String> {
    let hole = history.decrees.iter().position(|run| !is_chosen(run))?;
    let beyond = hole + history.decrees[hole..].iter().position(is_chosen)?;
    Some(format!("slot {} is chosen, and slot {} is not", beyond + 1, hole + 1))
}
