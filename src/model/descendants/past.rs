//! What has happened, slot by slot: the votes that are meant by what was said of logs.

use super::bounds::Bounds;
use crate::paxos::{Ballot, Value, Vote};
use crate::properties::{AcceptorHistory, History, Logs, ProposerHistory, Run};

/// An acceptor as properties see it.
pub(super) struct Past {
    pub(super) promised: Option<Ballot>,
    /// For each ballot in which it has voted, the log that it has voted for.
    pub(super) voted: Vec<(Ballot, Vec<Value>)>,
}

impl Past {
    /// Shows someone the history of all slots, and the logs.
    pub(super) fn show<T>(
        bounds: &Bounds,
        acceptors: &[Self],
        logs: Logs,
        look: impl FnOnce(&History) -> T,
    ) -> T {
        let vote = |slot: usize, (ballot, log): &(Ballot, Vec<Value>)| {
            Some(Vote { ballot: *ballot, value: log.get(slot)?.clone() })
        };
        let run = |slot| Run {
            quorums: &bounds.constants.quorums,
            wanted: &bounds.constants.wanted,
            acceptors: acceptors
                .iter()
                .map(|Self { promised, voted }| AcceptorHistory {
                    promised: *promised,
                    votes: voted.iter().filter_map(|voted| vote(slot, voted)).collect(),
                    ..AcceptorHistory::default()
                })
                .collect(),
            proposers: vec![ProposerHistory {
                proposed: logs.led.iter().filter_map(|led| vote(slot, led)).collect(),
                ..ProposerHistory::default()
            }],
            learners: Vec::new(),
        };
        let decrees: Vec<Run> = (0..bounds.slots).map(run).collect();
        look(&History { logs, ..History::of_slots(&decrees) })
    }
}
