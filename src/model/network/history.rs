//! What has happened to an actor, for the properties: from the facts about it and what it is.

use super::fact::Fact;
use super::local::Local;
use super::subject::Subject;
use super::system::{Network, NetworkState};
use crate::actor::State;
use crate::paxos::Durable;
use crate::properties::{AcceptorHistory, LearnerHistory, ProposerHistory, Run};
use std::borrow::Cow;

impl<A: Subject> Network<A> {
    /// The run that led to these states of the actors and these facts, each with its actor.
    pub(super) fn run_of<'a>(
        &'a self,
        actors: impl Iterator<Item = &'a Local<A::State>>,
        facts: &[(usize, &'a Fact)],
    ) -> Run<'a> {
        let mut run = Run {
            slot: None,
            quorums: self.roster.quorums(),
            wanted: &self.wanted,
            acceptors: Vec::with_capacity(self.roster.quorums().acceptors()),
            proposers: Vec::with_capacity(self.wanted.len()),
            learners: Vec::new(),
        };
        for (id, local) in actors.enumerate() {
            let facts = facts.iter().filter(|(of, _)| *of == id).map(|(_, fact)| *fact);
            match local.state() {
                State::Proposer(_) => run.proposers.push(proposer(facts, local)),
                State::Acceptor(_) => run.acceptors.push(acceptor(facts, local)),
                State::Learner(state) => {
                    run.learners.push((Cow::Borrowed(state), learner(facts, local)));
                }
            }
        }
        run
    }

    /// The run that led to a state.
    pub(super) fn run_of_state<'a>(&'a self, state: &'a NetworkState<A::State>) -> Run<'a> {
        let actors = state.actors.iter().map(|local| &**local);
        let facts = state.facts.iter().map(|(id, fact)| (usize::from(*id), fact));
        self.run_of(actors, &facts.collect::<Vec<_>>())
    }
}

/// An acceptor's history, from the facts about it and what it has saved last.
fn acceptor<'a, S>(facts: impl Iterator<Item = &'a Fact>, local: &Local<S>) -> AcceptorHistory {
    let mut history = AcceptorHistory::default();
    if let Some(Durable::Acceptor(saved)) = &local.saved {
        history.promised = saved.promised;
    }
    for fact in facts {
        match fact {
            Fact::Voted(vote) => drop(history.votes.insert(vote.clone())),
            Fact::WentBack => history.went_back = true,
            other => unreachable!("{other:?} of an acceptor"),
        }
    }
    history
}

/// A proposer's history, from the facts about it and what it has saved last.
fn proposer<'a, S>(facts: impl Iterator<Item = &'a Fact>, local: &Local<S>) -> ProposerHistory {
    let mut history = ProposerHistory::default();
    if let Some(Durable::Proposer(saved)) = &local.saved {
        history.begun = saved.ballot;
    }
    for fact in facts {
        match fact {
            Fact::Proposed(vote) => drop(history.proposed.insert(vote.clone())),
            Fact::Reused => history.reused = true,
            Fact::Served(client) => history.served = history.served.max(*client),
            other => unreachable!("{other:?} of a proposer"),
        }
    }
    history
}

/// A learner's history, from the facts about it and what it is doing.
fn learner<'a, S>(facts: impl Iterator<Item = &'a Fact>, local: &Local<S>) -> LearnerHistory {
    let mut history = LearnerHistory { asked: local.asked, ..LearnerHistory::default() };
    for fact in facts {
        match fact {
            Fact::Learned(value) => drop(history.learned.insert(value.clone())),
            Fact::Forgot => history.forgot = true,
            Fact::AskedLate(read) => drop(history.asked_late.insert(*read)),
            Fact::FoundNothing(read) => drop(history.found_nothing.insert(*read)),
            other => unreachable!("{other:?} of a learner"),
        }
    }
    history
}
