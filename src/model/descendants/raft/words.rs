//! Raft in words, for data and for people.

use super::rules::{RULES, Rules};
use super::state::RaftAction::{self, Acknowledge, Append, Stand, Support};
use super::state::{RaftState, Server};
use crate::model::descendants::bounds::Bounds;
use crate::model::descendants::told::{self, entries, name};
use crate::model::story::{Act, Actor, vote_text};
use crate::paxos::{AcceptorId, Ballot, Vote};
use std::sync::Arc;

/// An action in a few words, as an order.
pub(super) fn action(action: &RaftAction) -> String {
    let (who, _, does) = does(action);
    told::order(who, &does)
}

/// An action by its stable name.
pub(super) fn act(action: &RaftAction) -> Act {
    let (who, ballot, does) = does(action);
    told::does(who, ballot, does)
}

fn does(action: &RaftAction) -> (Option<AcceptorId>, Ballot, String) {
    match action {
        Stand(id, ballot) => (Some(*id), *ballot, format!("stand for {ballot}")),
        Support(id, ballot) => (Some(*id), *ballot, format!("support {ballot}")),
        Append(id, ballot, value) => (Some(*id), *ballot, format!("append {value} at {ballot}")),
        Acknowledge(id, ballot, count) => {
            (Some(*id), *ballot, format!("acknowledge {} of {ballot}", entries(*count)))
        }
    }
}

/// A log as candidates are compared by it.
fn end(log: &[Vote]) -> String {
    log.last().map_or("an empty log".to_string(), |last| {
        format!("a log of {}, the last of {}", entries(log.len()), last.ballot)
    })
}

/// What an action means in the state in which it is taken.
pub(super) fn sentence(rules: &Rules, before: &RaftState, action: &RaftAction) -> String {
    match action {
        Stand(id, ballot) => {
            format!("{} stands for {ballot} with {}", name(*id), end(&before.server(*id).log))
        }
        Support(id, ballot) => {
            let term = &before.terms[ballot];
            format!(
                "{} supports {} for {ballot}: it has {}, the candidate {}",
                name(*id),
                name(term.leader),
                end(&before.server(*id).log),
                end(term.stood_with(*ballot)),
            )
        }
        Append(id, ballot, value) => {
            let slot = before.terms[ballot].log.len() + 1;
            format!("{} leads {ballot} and appends {value} in slot {slot}", name(*id))
        }
        Acknowledge(id, ballot, count) => {
            let term = &before.terms[ballot];
            let server = before.server(*id);
            let what = format!("{} acknowledges {} of {ballot}", name(*id), entries(*count));
            let entry = &term.log[count - 1];
            let what = match server.log.get(count - 1) {
                _ if *id == term.leader => format!("{what}, its own log"),
                None => format!("{what}: it takes {} for slot {count}", vote_text(entry)),
                Some(own) if own.ballot == entry.ballot => {
                    format!("{what}: it has {} in slot {count}", vote_text(own))
                }
                Some(own) => format!(
                    "{what}: it takes {} for slot {count}, in place of {}",
                    vote_text(entry),
                    vote_text(own)
                ),
            };
            let votes = (rules.votes)(&term.log[..*count], *ballot);
            match (entry.ballot < *ballot, votes < *count) {
                (true, true) => what + "; that is no vote",
                (true, false) => what + "; that is a vote",
                (false, _) => what,
            }
        }
    }
}

/// What the rules would have in the place of an action, if they do not have it.
pub(super) fn by_the_rules(
    rules: &Rules,
    before: &RaftState,
    action: &RaftAction,
) -> Option<String> {
    match action {
        Support(id, ballot) => {
            let (own, candidate) =
                (&before.server(*id).log, before.terms[ballot].stood_with(*ballot));
            let may = (RULES.is_up_to_date)(candidate, own);
            (!may).then(|| {
                format!("{} does not support a candidate with {}", name(*id), end(candidate))
            })
        }
        Acknowledge(id, ballot, count) => {
            let log = &before.terms[ballot].log;
            let fits = (RULES.fits)(&before.server(*id).log, log, count - 1);
            let acknowledged = &log[..*count];
            let votes = |rules: &Rules| (rules.votes)(acknowledged, *ballot);
            if !fits {
                let before = vote_text(&log[count - 2]);
                Some(format!(
                    "{} acknowledges nothing, as it does not have {before} in slot {}",
                    name(*id),
                    count - 1
                ))
            } else if votes(&RULES) < votes(rules) {
                let last = vote_text(&log[count - 1]);
                Some(format!("that is no vote, as {last} is of an older ballot"))
            } else {
                None
            }
        }
        Stand(..) | Append(..) => None,
    }
}

/// The acceptors of a state.
pub(super) fn actors(bounds: &Bounds, state: &RaftState) -> Vec<Actor> {
    let actor = |(id, server): (AcceptorId, &Arc<Server>)| {
        let acknowledged = server.acknowledged.iter().map(|(ballot, count)| (*ballot, *count));
        told::acceptor(id, server.promised, &server.log, acknowledged)
    };
    bounds.acceptors().zip(&state.servers).map(actor).collect()
}
