//! Sequence Paxos in words, for data and for people.

use super::rules::{RULES, adoptable};
use super::state::SequenceAction::{self, Adopt, Append, Begin, Promise, Vote};
use super::state::SequenceState;
use crate::model::descendants::bounds::Bounds;
use crate::model::descendants::told::{self, entries};
use crate::model::story::{Act, Actor};
use crate::paxos::{self, AcceptorId, Ballot};
use std::sync::Arc;

/// An action in a few words, as an order.
pub(super) fn action(action: &SequenceAction) -> String {
    let (who, _, does) = does(action);
    told::order(who, &does)
}

/// An action by its stable name.
pub(super) fn act(action: &SequenceAction) -> Act {
    let (who, ballot, does) = does(action);
    told::does(who, ballot, does)
}

fn does(action: &SequenceAction) -> (Option<AcceptorId>, Ballot, String) {
    match action {
        Begin(ballot) => (None, *ballot, format!("begin ballot {ballot}")),
        Promise(id, ballot) => (Some(*id), *ballot, format!("promise {ballot}")),
        Adopt(ballot, None) => (None, *ballot, format!("adopt the empty log at {ballot}")),
        Adopt(ballot, Some((lower, count))) => {
            (None, *ballot, format!("adopt {} of {lower} at {ballot}", entries(*count)))
        }
        Append(ballot, value) => (None, *ballot, format!("append {value} at {ballot}")),
        Vote(id, ballot, count) => {
            (Some(*id), *ballot, format!("vote for {} of {ballot}", entries(*count)))
        }
    }
}

/// What an action means in the state in which it is taken.
pub(super) fn sentence(bounds: &Bounds, before: &SequenceState, action: &SequenceAction) -> String {
    match action {
        Begin(ballot) => format!("ballot {ballot} begins"),
        Promise(id, ballot) => {
            let who = told::name(*id);
            match before.acceptor(*id).report() {
                None => format!("{who} promises {ballot} and reports no vote"),
                Some((last, count)) => {
                    format!(
                        "{who} promises {ballot} and reports its vote for {} of {last}",
                        entries(count)
                    )
                }
            }
        }
        Adopt(ballot, report) => {
            let quorums = &bounds.constants.quorums;
            let promises = &before.ballots[ballot].promises;
            let mut shown = adoptable(quorums, promises).into_iter();
            let quorum = shown.find(|(highest, _)| highest == report).map(|(_, quorum)| quorum);
            let quorum = quorum.unwrap_or_default();
            match report {
                None => format!("ballot {ballot} adopts the empty log: {quorum} reported no vote"),
                Some((lower, count)) => {
                    let log = before.log(*lower).map_or(&[][..], |(_, log)| &log[..*count]);
                    let log = told::values(log);
                    format!(
                        "ballot {ballot} adopts {log}: the highest report of {quorum} is for {} of {lower}",
                        entries(*count)
                    )
                }
            }
        }
        Append(ballot, value) => {
            let slot = before.log(*ballot).map_or(1, |(_, log)| log.len() + 1);
            format!("{value} is proposed in slot {slot} at {ballot}")
        }
        Vote(id, ballot, count) => {
            let log = before.log(*ballot).map_or(&[][..], |(_, log)| &log[..*count]);
            format!("{} votes for {} at {ballot}", told::name(*id), told::values(log))
        }
    }
}

/// What the rules would have in the place of an action, if they do not have it.
pub(super) fn by_the_rules(before: &SequenceState, action: &SequenceAction) -> Option<String> {
    let Vote(id, ballot, count) = action else { return None };
    let (adopted, _) = before.log(*ballot)?;
    let too_short = *count < (RULES.shortest_vote)(*adopted);
    let who = told::name(*id);
    let all = entries(*adopted);
    too_short
        .then(|| format!("{who} votes for no less than the {all} that ballot {ballot} has adopted"))
}

/// The acceptors of a state. The log of each is that of its last vote.
pub(super) fn actors(bounds: &Bounds, state: &SequenceState) -> Vec<Actor> {
    let actor = |(id, acceptor): (AcceptorId, &Arc<super::SequenceAcceptor>)| {
        let report = acceptor.report();
        let voted_for = report.and_then(|(ballot, count)| {
            let (_, log) = state.log(ballot)?;
            Some(log[..count].iter().map(move |value| paxos::Vote { ballot, value: value.clone() }))
        });
        let log: Vec<paxos::Vote> = voted_for.into_iter().flatten().collect();
        let voted = acceptor.voted.iter().map(|(ballot, count)| (*ballot, *count));
        told::acceptor(id, acceptor.promised, &log, voted)
    };
    bounds.acceptors().zip(&state.acceptors).map(actor).collect()
}
