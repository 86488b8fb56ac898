//! What has happened in each slot, for the properties: from the facts about the actors and what they are.

use super::fact::Fact;
use super::local::Local;
use super::subject::Subject;
use super::system::{NetworkLog, NetworkLogState};
use crate::actor::log::{Durable, State};
use crate::paxos::Slot;
use crate::properties::{AcceptorHistory, LearnerHistory, ProposerHistory, Run};
use std::borrow::Cow;

impl<A: Subject> NetworkLog<A> {
    /// The runs, one in each slot, that led to these states of the actors and these facts, each with its actor.
    pub(super) fn runs_of<'a>(
        &'a self,
        actors: &(impl Iterator<Item = &'a Local> + Clone),
        facts: &[(usize, &'a Fact)],
    ) -> Vec<Run<'a>> {
        let run = |(slot, wanted)| {
            let mut run = Run {
                slot: Some(slot),
                quorums: self.roster.quorums(),
                wanted,
                acceptors: Vec::new(),
                proposers: Vec::new(),
                learners: Vec::new(),
            };
            for (id, local) in actors.clone().enumerate() {
                let facts = facts.iter().filter(|(of, _)| *of == id).map(|(_, fact)| *fact);
                match &local.state {
                    State::Leader(_) => run.proposers.push(leader(slot, facts, local)),
                    State::Acceptor(_) => run.acceptors.push(acceptor(slot, facts, local)),
                    State::Learner(state) => {
                        let decree = state.decrees().get(&slot);
                        let decree = decree.map_or_else(Cow::default, Cow::Borrowed);
                        run.learners.push((decree, learner(slot, facts)));
                    }
                }
            }
            run
        };
        self.slots().zip(self.wanted.iter().map(Vec::as_slice)).map(run).collect()
    }

    /// The runs that led to a state.
    pub(super) fn runs_of_state<'a>(&'a self, state: &'a NetworkLogState) -> Vec<Run<'a>> {
        let actors = state.actors.iter().map(|local| &**local);
        let facts = state.facts.iter().map(|(id, fact)| (usize::from(*id), fact));
        self.runs_of(&actors, &facts.collect::<Vec<_>>())
    }
}

/// An acceptor's history in a slot, from the facts about it and what it has saved last.
fn acceptor<'a>(
    slot: Slot,
    facts: impl Iterator<Item = &'a Fact>,
    local: &Local,
) -> AcceptorHistory {
    let mut history = AcceptorHistory::default();
    if let Some(Durable::Acceptor(saved)) = &local.saved {
        history.promised = saved.promised;
    }
    for fact in facts {
        match fact {
            Fact::Promised(ballot, votes) => {
                history.report(*ballot, votes.get(&slot).cloned());
            }
            Fact::Voted(of, vote) if *of == slot => drop(history.votes.insert(vote.clone())),
            Fact::WentBack => history.went_back = true,
            _ => {}
        }
    }
    history
}

/// A leader's history in a slot, from the facts about it and what it has saved last.
fn leader<'a>(slot: Slot, facts: impl Iterator<Item = &'a Fact>, local: &Local) -> ProposerHistory {
    let mut history = ProposerHistory::default();
    if let Some(Durable::Leader(begun)) = &local.saved {
        history.begun = Some(*begun);
    }
    for fact in facts {
        match fact {
            Fact::Proposed(of, vote) if *of == slot => drop(history.proposed.insert(vote.clone())),
            Fact::Reused => history.reused = true,
            _ => {}
        }
    }
    history
}

/// A learner's history in a slot, from the facts about it.
fn learner<'a>(slot: Slot, facts: impl Iterator<Item = &'a Fact>) -> LearnerHistory {
    let mut history = LearnerHistory::default();
    for fact in facts {
        match fact {
            Fact::Learned(of, value) if *of == slot => drop(history.learned.insert(value.clone())),
            Fact::Applied(of, value) if *of == slot => drop(history.applied.insert(value.clone())),
            _ => {}
        }
    }
    history
}
