//! A network as a [`System`]: what can be asked of it beside its steps.

use super::subject::Subject;
use super::system::{Action, Network, NetworkState};
use super::words::{bounds, hindered, narrate, phrases, sentence};
use crate::model::coverage::Case;
use crate::model::hindrance::Hindrance;
use crate::model::message_set::MessageSetState;
use crate::model::story::{Act, Actor, Step};
use crate::model::system::{System, Turn, stateright_properties};
use crate::model::{invariant, refinement};
use crate::properties::{self, History, Property};
use stateright::Model;

impl<A: Subject> Model for Network<A> {
    type State = NetworkState<A::State>;
    type Action = Action;

    fn init_states(&self) -> Vec<Self::State> {
        vec![self.initial()]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        self.possible(state, actions);
    }

    fn next_state(&self, last: &Self::State, action: Self::Action) -> Option<Self::State> {
        self.after(last, action)
    }

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        stateright_properties(self)
    }

    fn format_action(&self, action: &Self::Action) -> String {
        phrases::act_text(&self.roster, &self.processes, action)
    }

    fn format_step(&self, last: &Self::State, action: Self::Action) -> Option<String> {
        let next = self.after(last, action.clone())?;
        Some(format!("{}\n\n{next:#?}", sentence::sentence(self, &action, last, &next)))
    }
}

impl<A: Subject> System for Network<A> {
    fn show_history(&self, state: &Self::State, look: &mut dyn FnMut(&History)) {
        look(&History::of(&self.run_of_state(state)));
    }

    /// What is safe is a matter of voting without messages, and here of the invariant; there is one slot. Without learners
    /// nothing is learned, without crashes nothing is learned again and no second client comes, and where
    /// nothing is sent again nobody asks.
    fn relevant(&self) -> Vec<Property> {
        use properties::{
            applied, leaders_keep, learned_is_chosen, learners_agree, logs_match, no_ops,
            promises_kept, reads, slots, transaction, votes_safe, witness,
        };
        let learners = self.roster.learners().next().is_some();
        let crashes = self.bounds.crashes > 0;
        let resends = self.bounds.resends > 0;
        let asked = learners && self.bounds.reads > 0;
        let clients = self.wanted.iter().any(|wanted| wanted.len() > 1);
        let irrelevant = [
            (votes_safe::PROPERTY, false),
            (promises_kept::PROPERTY, false),
            (slots::NO_HOLE, false),
            (slots::EVERY_SLOT_CHOSEN, false),
            (no_ops::PROPERTY, false),
            (no_ops::HOLE_FILLED, false),
            (applied::PROPERTY, false),
            (applied::PREFIX_APPLIED, false),
            (transaction::CONSISTENT, false),
            (transaction::COMMITS_PREPARED, false),
            (transaction::ABORTS_FOR_A_REASON, false),
            (transaction::COMMITTED, false),
            (transaction::ABORTED, false),
            (leaders_keep::PROPERTY, false),
            (logs_match::PROPERTY, false),
            (learned_is_chosen::PROPERTY, learners),
            (learners_agree::PROPERTY, learners),
            (reads::PROPERTY, asked),
            (witness::NOTHING_FOUND, asked),
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
        bounds::bounds(self)
    }

    fn actors(&self, state: &Self::State) -> Vec<Actor> {
        narrate::actors(self, state)
    }

    fn tell(&self, before: &Self::State, action: &Self::Action, after: &Self::State) -> Step {
        narrate::step(self, before, action, after)
    }

    fn hindered(&self, state: &Self::State) -> Vec<Hindrance> {
        hindered::hindered(self, state)
    }

    fn act(&self, action: &Self::Action) -> Act {
        phrases::act(&self.roster, &self.processes, action)
    }

    fn cases(&self) -> Vec<Case> {
        self.possible_cases()
    }

    fn case(&self, state: &Self::State, action: &Self::Action) -> Option<Case> {
        self.case_of(state, action)
    }

    fn stands_for(&self, state: &Self::State) -> Vec<MessageSetState> {
        let facts = state.facts.iter().map(|(id, fact)| (usize::from(*id), fact));
        let facts: Vec<_> = facts.collect();
        let locals = state.actors.iter().map(|local| &**local);
        vec![self.abstracted(locals, &facts, state.in_flight.keys())]
    }

    fn refines(&self, before: &Self::State, after: &Self::State) -> Result<(), String> {
        refinement::leads_to(&self.spec, &self.stands_for(before), &self.stands_for(after))
    }

    fn keeps_invariant(&self, state: &Self::State) -> Result<(), String> {
        invariant::holds_in_each(&self.spec, &self.stands_for(state))
    }

    fn is_unobstructed(&self, state: &Self::State) -> bool {
        Network::is_unobstructed(self, state.actors.iter().map(|local| &**local))
    }

    /// Crashes, and what the network does, come from someone who is none of the actors.
    fn turn(&self, action: &Self::Action) -> Turn {
        let (actor, from) = match action {
            Action::Deliver(envelope) => (envelope.to.into(), envelope.from.into()),
            Action::Timeout(id, _) | Action::Sync(id) => ((*id).into(), (*id).into()),
            Action::Read(id) => ((*id).into(), self.roster.size()),
            Action::Crash(_) | Action::Heal | Action::Alter(..) => {
                (self.roster.size(), self.roster.size())
            }
        };
        Turn { actor, from }
    }
}
