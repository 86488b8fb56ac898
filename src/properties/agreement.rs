//! At most one value is chosen.

use super::{Property, Run};

/// "Only a single value is chosen" (PMS 2): over votes, whoever learns of them. Several ballots may
/// choose, but all of them the same value.
pub const PROPERTY: Property = Property::always("agreement", holds);

fn holds(run: &Run) -> bool {
    let mut chosen = run.chosen().map(|(vote, _)| &vote.value);
    let first = chosen.next();
    chosen.all(|value| Some(value) == first)
}
