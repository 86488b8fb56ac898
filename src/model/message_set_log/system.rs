//! The abstract log as a finite system, whose history is read off the messages.

use super::model::{MessageSetLog, Order};
use super::state::LogAction::{Phase1a, Phase1b, Phase2a, Phase2b};
use super::state::LogState;
use super::words;
use crate::model::coverage::Case;
use crate::model::ever_sent::EverSent;
use crate::model::message_set::MessageSetState;
use crate::model::story::{Act, Actor, Step};
use crate::model::system::{System, Turn};
use crate::model::telling;
use crate::model::words::counted;
use crate::model::{invariant, refinement};
use crate::paxos::Ballot;
use crate::properties::{
    History, Property, agreement, one_value_per_ballot, promises_kept, slots, validity, witness,
};

impl System for MessageSetLog {
    fn show_history(&self, state: &Self::State, look: &mut dyn FnMut(&History)) {
        self.show(&state.acceptors, &state.sent, look);
    }

    fn relevant(&self) -> Vec<Property> {
        let mut all = vec![
            agreement::PROPERTY,
            validity::PROPERTY,
            one_value_per_ballot::PROPERTY,
            promises_kept::PROPERTY,
        ];
        if self.order == Order::Contiguous {
            all.push(slots::NO_HOLE);
        }
        all.extend([witness::VALUE_CHOSEN, witness::BALLOTS_CONTEND, slots::EVERY_SLOT_CHOSEN]);
        all
    }

    fn bounds(&self) -> Vec<String> {
        let mut bounds = self.decree.bounds();
        bounds.insert(1, counted(self.slots, "slot"));
        if self.order == Order::Contiguous {
            bounds.insert(2, "slot after slot".to_string());
        }
        bounds
    }

    fn actors(&self, state: &Self::State) -> Vec<Actor> {
        words::actors(state)
    }

    fn tell(&self, before: &Self::State, action: &Self::Action, after: &Self::State) -> Step {
        telling::step(self, (before, action, after), words::sentence(action, after))
    }

    fn act(&self, action: &Self::Action) -> Act {
        words::act(action)
    }

    fn cases(&self) -> Vec<Case> {
        self.decree.cases()
    }

    fn case(&self, state: &Self::State, action: &Self::Action) -> Option<Case> {
        let (recipient, request) = action.request();
        self.case_of(&mut state.acceptors[usize::from(recipient?.0)].clone(), &request).0
    }

    fn stands_for(&self, state: &LogState) -> Vec<MessageSetState> {
        self.all_slots().map(|slot| state.in_slot(slot)).collect()
    }

    fn refines(&self, before: &Self::State, after: &Self::State) -> Result<(), String> {
        refinement::leads_to(&self.decree, &self.stands_for(before), &self.stands_for(after))
    }

    fn keeps_invariant(&self, state: &Self::State) -> Result<(), String> {
        invariant::holds_in_each(&self.decree, &self.stands_for(state))
    }

    /// First come the acceptors; behind them, for each ballot, whoever leads it.
    fn turn(&self, action: &Self::Action) -> Turn {
        let leader = |ballot: &Ballot| {
            self.decree.quorums().acceptors() + usize::try_from(ballot.round).expect("few ballots")
        };
        let (actor, from) = match action {
            Phase1a(ballot) | Phase2a(_, ballot, _) => (leader(ballot), leader(ballot)),
            Phase1b(id, ballot) | Phase2b(id, _, ballot, _) => (id.0.into(), leader(ballot)),
        };
        Turn { actor, from }
    }
}
