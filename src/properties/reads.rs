//! Reads never answer "none" when a value was chosen.

use super::{Property, Run};

/// A decree is a register that is written once, and reads of it are linearizable (Herlihy and Wing,
/// *Linearizability*, 1990): "none" is true of a moment at which the client was waiting. It is true of
/// the first of these, at which it asked.
pub const PROPERTY: Property = Property::always("reads never miss a value", holds, explain);

fn holds(run: &Run) -> bool {
    run.learners.iter().all(|(_, history)| history.asked_late.is_disjoint(&history.found_nothing))
}

fn explain(run: &Run) -> Option<String> {
    let mut learners = run.learners.iter().zip(1..);
    let (who, read) = learners.find_map(|((_, history), name)| {
        let missed = history.asked_late.intersection(&history.found_nothing).next()?;
        Some((name, *missed))
    })?;
    let (vote, voters) = run.chosen().next()?;
    Some(format!(
        "learner {who} has answered \"none\" to read {read}, which began when {voters} had chosen {}",
        vote.value
    ))
}
