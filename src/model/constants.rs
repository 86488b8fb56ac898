//! What an abstract system is given: the constants of the specs in `specs/`.

use super::question::Cast;
use super::words::counted;
use crate::paxos::{AcceptorId, Ballot, ProposerId, Quorums, Value};

/// The acceptors with their quorums, the ballots, and the values to choose from.
#[derive(Clone, Debug)]
pub(super) struct Constants {
    pub(super) quorums: Quorums,
    first_round: u64,
    ballots: u64,
    /// One list, as if all clients stood behind one leader.
    pub(super) wanted: [Vec<Value>; 1],
}

impl Constants {
    pub(super) fn new(quorums: Quorums, ballots: u64, values: Vec<Value>) -> Self {
        Self { quorums, first_round: 1, ballots, wanted: [values] }
    }

    /// The same, and the first ballot is the lowest there can be.
    pub(super) fn with_the_lowest(self) -> Self {
        Self { first_round: 0, ..self }
    }

    /// The values that clients want.
    pub(super) fn values(&self) -> &[Value] {
        &self.wanted[0]
    }

    pub(super) fn ballots(&self) -> impl Iterator<Item = Ballot> + use<> {
        let rounds = self.first_round..self.first_round + self.ballots;
        rounds.map(|round| Ballot { round, proposer: ProposerId(0) })
    }

    /// The lowest ballot there can be, if it is one of these.
    pub(super) fn lowest(&self) -> Option<Ballot> {
        self.ballots().find(|ballot| ballot.is_lowest())
    }

    pub(super) fn acceptors(&self) -> impl Iterator<Item = AcceptorId> + use<> {
        let last = u8::try_from(self.quorums.acceptors()).expect("at most MAX_ACCEPTORS");
        (0..last).map(AcceptorId)
    }

    /// Whom and what a question can be about. Ballots belong to nobody.
    pub(super) fn cast(&self, has_proposals: bool) -> Cast {
        Cast {
            acceptors: self.quorums.acceptors(),
            proposers: Vec::new(),
            learners: 0,
            ballots: self.ballots().collect(),
            values: self.values().to_vec(),
            has_proposals,
        }
    }

    /// Their numbers in words.
    pub(super) fn bounds(&self) -> Vec<String> {
        vec![
            counted(self.quorums.acceptors(), "acceptor"),
            counted(self.values().len(), "value"),
            format!("{} in all", counted(self.ballots, "ballot")),
        ]
    }
}
