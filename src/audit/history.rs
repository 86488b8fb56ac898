//! What has happened to one decree, at all nodes.

use super::problem::At;
use crate::actor::{LearnerId, Role, Roster};
use crate::paxos::{Durable, Learner, Value};
use crate::properties::{self, AcceptorHistory, LearnerHistory, ProposerHistory, Run};
use std::borrow::Cow;

/// What has happened to one decree.
pub(super) struct History {
    acceptors: Vec<AcceptorHistory>,
    proposers: Vec<ProposerHistory>,
    learners: Vec<LearnerHistory>,
    /// What clients have proposed, and what was proposed before the logs begin.
    wanted: Vec<Value>,
    /// The last line about it.
    pub(super) last: At,
}

impl History {
    pub(super) fn new(roster: &Roster, at: &At) -> Self {
        Self {
            acceptors: vec![AcceptorHistory::default(); roster.acceptors().count()],
            proposers: vec![ProposerHistory::default(); roster.proposers().count()],
            learners: vec![LearnerHistory::default(); roster.learners().count()],
            wanted: Vec::new(),
            last: at.clone(),
        }
    }

    /// An actor has this durable, and a proposer wants this.
    pub(super) fn keeps(&mut self, role: Role, durable: &Durable, wanted: Option<&Value>) {
        match (role, durable) {
            (Role::Acceptor(id), Durable::Acceptor(acceptor)) => {
                self.acceptors[usize::from(id.0)].observe(acceptor);
            }
            (Role::Proposer(id), Durable::Proposer(record)) => {
                let nobodys = Value::from("");
                let wanted = wanted.unwrap_or(&nobodys);
                self.proposers[usize::from(id.0)].observe(record, 0, wanted);
            }
            (Role::Acceptor(_) | Role::Proposer(_) | Role::Learner(_), _) => {}
        }
    }

    /// A learner has learned this.
    pub(super) fn learns(&mut self, id: LearnerId, value: &Value) {
        self.learners[usize::from(id.0)].learned.insert(value.clone());
    }

    /// A client proposes this.
    pub(super) fn wants(&mut self, value: &Value) {
        if !self.wanted.contains(value) {
            self.wanted.push(value.clone());
        }
    }

    /// The whole, for the properties.
    pub(super) fn with_history<T>(
        self,
        roster: &Roster,
        look: impl FnOnce(&properties::History) -> T,
    ) -> T {
        let learners = self.learners.into_iter();
        look(&properties::History::of(&Run {
            slot: None,
            quorums: roster.quorums(),
            wanted: &[self.wanted],
            acceptors: self.acceptors,
            proposers: self.proposers,
            learners: learners.map(|history| (Cow::Owned(Learner::default()), history)).collect(),
        }))
    }
}
