//! Learned implies chosen.

use super::{Property, Run};

/// "A process never learns that a value has been chosen unless it actually has been" (PMS 2).
pub const PROPERTY: Property = Property::always("learned implies chosen", holds);

fn holds(run: &Run) -> bool {
    let mut learned = run.learners.iter().flat_map(|(_, history)| &history.learned);
    learned.all(|value| run.chosen().any(|(vote, _)| vote.value == *value))
}
