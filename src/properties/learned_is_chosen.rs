//! Learned implies chosen.

use super::{Property, Run};

/// "A process never learns that a value has been chosen unless it actually has been" (PMS 2).
pub const PROPERTY: Property = Property::always("learned implies chosen", holds, explain);

fn holds(run: &Run) -> bool {
    let mut learned = run.learners.iter().flat_map(|(_, history)| &history.learned);
    learned.all(|value| run.chosen().any(|(vote, _)| vote.value == *value))
}

fn explain(run: &Run) -> Option<String> {
    let learners = run.learners.iter().zip(1..);
    let mut learned =
        learners.flat_map(|((_, history), name)| history.learned.iter().map(move |v| (name, v)));
    let (who, value) =
        learned.find(|(_, value)| !run.chosen().any(|(vote, _)| vote.value == **value))?;
    let votes = run.votes().filter(|(vote, _)| vote.value == *value);
    let votes: Vec<_> =
        votes.map(|(vote, voters)| format!("{voters} voted for it at {}", vote.ballot)).collect();
    let votes = if votes.is_empty() { "nobody voted for it".to_string() } else { votes.join(", ") };
    Some(format!("learner {who} has learned {value}, which no quorum has chosen: {votes}"))
}
