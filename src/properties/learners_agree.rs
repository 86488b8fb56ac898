//! Learners never contradict each other, nor themselves.

use super::{Property, Run};

/// No two learners, nor one before and after a crash, ever learn different values.
pub const PROPERTY: Property = Property::always("learners agree", holds);

fn holds(run: &Run) -> bool {
    let mut learned = run.learners.iter().flat_map(|(_, history)| &history.learned);
    let first = learned.next();
    learned.all(|value| Some(value) == first)
}
