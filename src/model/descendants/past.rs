//! What has happened, slot by slot: the votes that are meant by what was said of logs.

use super::bounds::Bounds;
use crate::paxos::{Ballot, Slot, Value, Vote};
use crate::properties::{AcceptorHistory, History, Logs, ProposerHistory, Run};

/// An acceptor as properties see it.
pub(super) struct Past {
    pub(super) promised: Option<Ballot>,
    /// For each ballot in which it has voted, in order, for how many entries of the leader's log.
    pub(super) voted: Vec<(Ballot, usize)>,
}

impl Past {
    /// Shows someone the history of all slots, and the logs.
    pub(super) fn show(
        bounds: &Bounds,
        acceptors: &[Self],
        logs: Logs,
        look: &mut dyn FnMut(&History),
    ) {
        let vote = |slot: usize, (ballot, log): &(Ballot, Vec<Value>)| {
            Some(Vote { ballot: *ballot, value: log.get(slot)?.clone() })
        };
        let led = |ballot: Ballot| logs.led.iter().find(move |(other, _)| *other == ballot);
        let run = |slot| Run {
            slot: Some(Slot(slot as u64)),
            quorums: &bounds.constants.quorums,
            wanted: &bounds.constants.wanted,
            acceptors: acceptors
                .iter()
                .map(|Self { promised, voted }| AcceptorHistory {
                    promised: *promised,
                    votes: voted
                        .iter()
                        .filter(|(_, entries)| slot < *entries)
                        .filter_map(|(ballot, _)| vote(slot, led(*ballot)?))
                        .collect(),
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
        look(&History { logs, ..History::of_slots(&decrees) });
    }
}
