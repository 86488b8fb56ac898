//! At most one value is chosen.

use super::{Property, Run};
use crate::paxos::AcceptorSet;

/// "Only a single value is chosen" (PMS 2): over votes, whoever learns of them. Several ballots may
/// choose, but all of them the same value.
pub const PROPERTY: Property = Property::always("agreement", holds, explain);

fn holds(run: &Run) -> bool {
    let mut chosen = run.chosen().map(|(vote, _)| &vote.value);
    let first = chosen.next();
    chosen.all(|value| Some(value) == first)
}

fn explain(run: &Run) -> Option<String> {
    let chosen: Vec<_> = run.chosen().collect();
    let (one, voters) = chosen.first()?;
    let (other, others) = chosen.iter().find(|(vote, _)| vote.value != one.value)?;
    let both: AcceptorSet = voters.iter().filter(|id| others.iter().any(|o| o == *id)).collect();
    let both = if both.is_empty() {
        "they have no acceptor in common".to_string()
    } else {
        format!("{both} voted for both")
    };
    let [one, other] = [one, other].map(|vote| format!("{} at {}", vote.value, vote.ballot));
    Some(format!(
        "two quorums chose different values: {voters} chose {one}, {others} chose {other}; {both}"
    ))
}
