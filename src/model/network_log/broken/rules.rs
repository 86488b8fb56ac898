//! The rules that an actor of a log can break.

use crate::actor::Role;
use crate::actor::log::{Durable, LogLearner};
use crate::paxos::{AcceptorId, Quorums, Slot, Value, Vote, Votes, bound};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// What an actor does where it may depart from the reference, which is what it does unless it says otherwise.
pub(super) trait Rules: Debug + Send + Sync {
    /// Whether the rule that is broken is one of this role.
    fn changes(&self, role: Role) -> bool;

    /// What a leader must propose, given what each acceptor of a quorum reports.
    fn bound(&self, reports: &[&Votes]) -> BTreeMap<Slot, Value> {
        bound(reports)
    }

    /// What is found again after a crash.
    fn restored(&self, saved: Durable) -> Option<Durable> {
        Some(saved)
    }

    /// What an acceptor reports of its votes.
    fn reported(&self, votes: Votes) -> Votes {
        votes
    }

    /// Whether an acceptor saves its vote before it says so.
    fn saves_votes(&self) -> bool {
        true
    }

    /// What a learner makes of a vote.
    fn on_accepted(
        &self,
        learner: &mut LogLearner,
        from: AcceptorId,
        (slot, vote): (Slot, Vote),
        quorums: &Quorums,
    ) {
        learner.on_accepted(from, slot, vote, quorums);
    }
}

pub(super) fn is_leader(role: Role) -> bool {
    matches!(role, Role::Proposer(_))
}

pub(super) fn is_acceptor(role: Role) -> bool {
    matches!(role, Role::Acceptor(_))
}

pub(super) fn is_learner(role: Role) -> bool {
    matches!(role, Role::Learner(_))
}
