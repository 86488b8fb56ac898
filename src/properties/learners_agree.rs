//! Learners never contradict each other, nor themselves.

use super::{Property, Run};

/// No two learners, nor one before and after a crash, ever learn different values.
pub const PROPERTY: Property = Property::always("learners agree", holds, explain);

fn holds(run: &Run) -> bool {
    let mut learned = run.learners.iter().flat_map(|(_, history)| &history.learned);
    let first = learned.next();
    learned.all(|value| Some(value) == first)
}

fn explain(run: &Run) -> Option<String> {
    let learners = run.learners.iter().zip(1..);
    let mut learned =
        learners.flat_map(|((_, history), name)| history.learned.iter().map(move |v| (name, v)));
    let (first, value) = learned.next()?;
    let (second, other) = learned.find(|(_, other)| *other != value)?;
    Some(if first == second {
        format!("learner {first} has learned {value} once, and {other} another time")
    } else {
        format!("learner {first} has learned {value}, and learner {second} has learned {other}")
    })
}
