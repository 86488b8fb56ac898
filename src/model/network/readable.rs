//! A network as a [`System`]: what can be asked of it beside its steps.

use super::fact::{self, Fact};
use super::local::Local;
use super::system::{Action, Network};
use super::{Subject, narrate};
use crate::actor::State;
use crate::model::coverage::Case;
use crate::model::invariant;
use crate::model::message_set::MessageSetState;
use crate::model::refinement::steps;
use crate::model::story::{Act, Story};
use crate::model::system::{System, Turn};
use crate::properties::{self, Property, Run};
use stateright::actor::Id;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

impl<A: Subject> Network<A> {
    /// The run that led to these states of the actors and these facts.
    pub(super) fn run_of<'a>(
        &'a self,
        actors: &'a [Arc<Local>],
        facts: &'a BTreeSet<(Id, Fact)>,
    ) -> Run<'a> {
        let mut run = Run {
            quorums: self.roster.quorums(),
            wanted: &self.wanted,
            acceptors: Vec::with_capacity(self.roster.quorums().acceptors()),
            proposers: Vec::with_capacity(self.wanted.len()),
            learners: Vec::new(),
        };
        for (id, local) in self.roster.ids().zip(actors) {
            let facts = facts.iter().filter(|(of, _)| *of == id).map(|(_, fact)| fact);
            match &local.state {
                State::Proposer(_) => run.proposers.push(fact::proposer(facts, local)),
                State::Acceptor(_) => run.acceptors.push(fact::acceptor(facts, local)),
                State::Learner(learner) => {
                    run.learners.push((Cow::Borrowed(learner), fact::learner(facts, local)));
                }
            }
        }
        run
    }
}

impl<A: Subject> System for Network<A> {
    fn with_run<T>(&self, state: &Self::State, look: impl FnOnce(&Run) -> T) -> T {
        look(&self.run_of(&state.actors, &state.facts))
    }

    /// Without learners nothing is learned, without crashes nothing is learned again and no second
    /// client comes, and where nothing is sent again nobody asks.
    fn relevant(&self) -> Vec<Property> {
        use properties::{learned_is_chosen, learners_agree, witness};
        let learners = self.roster.learners().next().is_some();
        let crashes = self.bounds.crashes > 0;
        let resends = self.bounds.resends > 0;
        let clients = self.wanted.iter().any(|wanted| wanted.len() > 1);
        let irrelevant = [
            (learned_is_chosen::PROPERTY, learners),
            (learners_agree::PROPERTY, learners),
            (witness::VALUE_LEARNED, learners),
            (witness::VALUE_ADOPTED, self.wanted.len() > 1),
            (witness::NEXT_CLIENT_SERVED, crashes && clients),
            (witness::LEARNED_AGAIN, learners && crashes),
            (witness::LEARNED_AFTER_ASKING, learners && resends),
            (witness::ANSWERS_WITHOUT_QUORUM, learners && resends),
        ];
        let irrelevant = irrelevant.iter().filter(|(_, relevant)| !relevant).map(|(p, _)| p.name);
        let irrelevant: Vec<_> = irrelevant.collect();
        properties::ALL.into_iter().filter(|p| !irrelevant.contains(&p.name)).collect()
    }

    fn bounds(&self) -> Vec<String> {
        narrate::bounds(self, &self.wanted)
    }

    fn story(&self, actions: &[Self::Action]) -> Story {
        narrate::story(self, actions)
    }

    fn act(&self, action: &Self::Action) -> Act {
        narrate::act(&self.roster, &self.processes, action)
    }

    fn cases(&self) -> Vec<Case> {
        self.possible_cases()
    }

    fn case(&self, state: &Self::State, action: &Self::Action) -> Option<Case> {
        self.case_of(state, action)
    }

    fn stands_for(&self, state: &Self::State) -> MessageSetState {
        self.abstracted(&state.actors, &state.facts, state.in_flight.keys())
    }

    fn refines(&self, before: &Self::State, after: &Self::State) -> Result<(), String> {
        steps(&self.spec(), &self.stands_for(before), &self.stands_for(after)).map(drop)
    }

    fn keeps_invariant(&self, state: &Self::State) -> Result<(), String> {
        invariant::holds(&self.spec(), &self.stands_for(state))
    }

    /// Crashes, and what the network does, come from someone who is none of the actors.
    fn turn(&self, action: &Self::Action) -> Turn {
        let (actor, from) = match action {
            Action::Deliver(envelope) => (envelope.to.into(), envelope.from.into()),
            Action::Timeout(id, _) | Action::Sync(id) => ((*id).into(), (*id).into()),
            Action::Crash(_) | Action::Heal | Action::Alter(..) => {
                (self.roster.size(), self.roster.size())
            }
        };
        Turn { actor, from }
    }
}
