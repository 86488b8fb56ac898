//! A network of a log as a [`System`]: what can be asked of it beside its steps.

use super::subject::Subject;
use super::system::{Action, NetworkLog, NetworkLogState};
use super::words::{bounds, hindered, narrate, phrases, sentence};
use crate::model::coverage::Case;
use crate::model::hindrance::Hindrance;
use crate::model::message_set::MessageSetState;
use crate::model::story::{Act, Actor, Step};
use crate::model::system::{System, Turn, stateright_properties};
use crate::model::{invariant, refinement};
use crate::properties::{self, History, Property};
use stateright::Model;

impl<A: Subject> Model for NetworkLog<A> {
    type State = NetworkLogState;
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
        phrases::act_text(&self.roster, action)
    }

    fn format_step(&self, last: &Self::State, action: Self::Action) -> Option<String> {
        let next = self.after(last, action.clone())?;
        Some(format!("{}\n\n{next:#?}", sentence::sentence(self, &action, last)))
    }
}

impl<A: Subject> System for NetworkLog<A> {
    fn show_history(&self, state: &Self::State, look: &mut dyn FnMut(&History)) {
        look(&History::of_slots(&self.runs_of_state(state)));
    }

    /// Without learners nothing is learned or carried out.
    fn relevant(&self) -> Vec<Property> {
        use properties::{
            agreement, applied, fresh_ballots, learned_is_chosen, learners_agree, never_back,
            no_ops, one_value_per_ballot, promises_kept, slots, validity, witness,
        };
        let learners = self.roster.learners().next().is_some();
        let properties = [
            (agreement::PROPERTY, true),
            (validity::PROPERTY, true),
            (one_value_per_ballot::PROPERTY, true),
            (never_back::PROPERTY, true),
            (learned_is_chosen::PROPERTY, learners),
            (learners_agree::PROPERTY, learners),
            (fresh_ballots::PROPERTY, true),
            (promises_kept::PROPERTY, true),
            (no_ops::PROPERTY, true),
            (applied::PROPERTY, learners),
            (witness::VALUE_CHOSEN, true),
            (witness::VALUE_LEARNED, learners),
            (witness::BALLOTS_CONTEND, true),
            (witness::VALUE_ADOPTED, self.bounds.ballots.len() > 1),
            (slots::EVERY_SLOT_CHOSEN, true),
            (no_ops::HOLE_FILLED, self.can_have_holes()),
            (applied::PREFIX_APPLIED, learners),
        ];
        let relevant = properties.into_iter().filter(|(_, relevant)| *relevant);
        relevant.map(|(property, _)| property).collect()
    }

    fn bounds(&self) -> Vec<String> {
        bounds::bounds(self)
    }

    fn actors(&self, state: &Self::State) -> Vec<Actor> {
        narrate::actors(&self.roster, state)
    }

    fn tell(&self, before: &Self::State, action: &Self::Action, after: &Self::State) -> Step {
        narrate::step(self, before, action, after)
    }

    fn hindered(&self, state: &Self::State) -> Vec<Hindrance> {
        hindered::hindered(self, state)
    }

    fn act(&self, action: &Self::Action) -> Act {
        phrases::act(&self.roster, action)
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
        self.abstracted(locals, &facts, state.in_flight.keys())
    }

    fn refines(&self, before: &Self::State, after: &Self::State) -> Result<(), String> {
        refinement::leads_to(&self.spec, &self.stands_for(before), &self.stands_for(after))
    }

    fn keeps_invariant(&self, state: &Self::State) -> Result<(), String> {
        invariant::holds_in_each(&self.spec, &self.stands_for(state))
    }

    fn is_unobstructed(&self, state: &Self::State) -> bool {
        NetworkLog::is_unobstructed(self, state.actors.iter().map(|local| &**local))
    }

    /// Crashes come from someone who is none of the actors.
    fn turn(&self, action: &Self::Action) -> Turn {
        let (actor, from) = match action {
            Action::Deliver(envelope) => (envelope.to.into(), envelope.from.into()),
            Action::Timeout(id, _) => ((*id).into(), (*id).into()),
            Action::Crash(_) => (self.roster.size(), self.roster.size()),
        };
        Turn { actor, from }
    }
}
