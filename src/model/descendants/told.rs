//! Logs in words.

use crate::model::story::{Acknowledged, Act, Actor, Cast, View};
use crate::paxos::{AcceptorId, Ballot, Value, Vote};

/// The name of an acceptor.
pub(super) fn name(id: AcceptorId) -> String {
    format!("acceptor {id}")
}

/// What an acceptor does in a ballot, by a stable name.
pub(super) fn does(id: Option<AcceptorId>, ballot: Ballot, does: String) -> Act {
    Act::Does { actor: id.map(name), ballot: Some(ballot.to_string()), does }
}

/// The same in a few words.
pub(super) fn order(id: Option<AcceptorId>, does: &str) -> String {
    id.map_or(does.to_string(), |id| format!("{}: {does}", name(id)))
}

/// An acceptor, with its log, and how much of which ballot's log it has taken over.
pub(super) fn acceptor<'a>(
    id: AcceptorId,
    promised: Option<Ballot>,
    log: impl IntoIterator<Item = &'a Vote>,
    acknowledged: impl IntoIterator<Item = (Ballot, usize)>,
) -> Actor {
    let acknowledged = acknowledged
        .into_iter()
        .map(|(ballot, entries)| Acknowledged { ballot: ballot.to_string(), entries });
    Actor {
        name: name(id),
        state: View::Server {
            promised: promised.map(|ballot| ballot.to_string()),
            log: log.into_iter().map(Cast::from).collect(),
            acknowledged: acknowledged.collect(),
        },
    }
}

/// A log of values.
pub(super) fn values(log: &[Value]) -> String {
    if log.is_empty() {
        return "the empty log".to_string();
    }
    let values: Vec<String> = log.iter().map(ToString::to_string).collect();
    format!("the log {}", values.join(", "))
}

/// How much of a log.
pub(super) fn entries(count: usize) -> String {
    if count == 1 { "1 entry".to_string() } else { format!("{count} entries") }
}
