//! Leaders keep what is chosen.

use super::{History, Law, Property};
use crate::paxos::{AcceptorSet, Ballot, Vote};

/// What is chosen in a slot stands there in the log of every leader of a higher ballot (leader completeness, Ongaro
/// and Ousterhout, *In Search of an Understandable Consensus Algorithm*, 5.4). A leader of Paxos need not have it in the
/// beginning: it finds out slot by slot what to propose. Where a log is taken over as a whole, it must.
pub const PROPERTY: Property = Property {
    law: Law::OfTheWhole(|history| breach(history).is_none(), explain),
    ..Property::always("leaders keep what is chosen", |_| true, |_| None)
};

/// A slot, a vote that chooses there, who cast it, and a higher ballot whose leader has something else there, or nothing.
fn breach<'a>(history: &'a History) -> Option<(usize, &'a Vote, AcceptorSet, Ballot)> {
    history.logs.led.iter().find_map(|(ballot, log)| {
        history.decrees.iter().enumerate().find_map(|(slot, run)| {
            let mut lower = run.chosen().filter(|(vote, _)| vote.ballot < *ballot);
            let (vote, voters) = lower.find(|(vote, _)| log.get(slot) != Some(&vote.value))?;
            Some((slot + 1, vote, voters, *ballot))
        })
    })
}

fn explain(history: &History) -> Option<String> {
    let (slot, vote, voters, ballot) = breach(history)?;
    let Vote { ballot: chosen_at, value } = vote;
    Some(format!(
        "slot {slot}: {voters} chose {value} at {chosen_at}, which the leader of {ballot} does not have there"
    ))
}
