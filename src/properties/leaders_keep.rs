//! Leaders keep what is chosen.

use super::{History, Property};
use crate::paxos::Vote;

/// What is chosen in a slot stands there in the log of every leader of a higher ballot (leader completeness, Ongaro
/// and Ousterhout, *In Search of an Understandable Consensus Algorithm*, 5.4). A leader of Paxos need not have it in the
/// beginning: it finds out slot by slot what to propose. Where a log is taken over as a whole, it must.
pub const PROPERTY: Property = Property::never("leaders keep what is chosen", breach);

/// A vote that chooses in a slot, and a higher ballot whose leader has something else there, or nothing.
fn breach(history: &History) -> Option<String> {
    let chosen: Vec<Vec<_>> = history.decrees.iter().map(|run| run.chosen().collect()).collect();
    history.logs.led.iter().find_map(|(ballot, log)| {
        chosen.iter().enumerate().find_map(|(slot, chosen)| {
            let mut lower = chosen.iter().filter(|(vote, _)| vote.ballot < *ballot);
            let (vote, voters) = lower.find(|(vote, _)| log.get(slot) != Some(&vote.value))?;
            let Vote { ballot: chosen_at, value } = vote;
            Some(format!(
                "slot {}: {voters} chose {value} at {chosen_at}, which the leader of {ballot} does not have there",
                slot + 1
            ))
        })
    })
}
