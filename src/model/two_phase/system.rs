//! Two-phase commit as a finite system.

use super::model::TwoPhase;
use super::state::TwoPhaseAction::{Abort, ChooseToAbort, Commit, Hear, Note, Prepare, Stop};
use super::state::{Coordinator, TwoPhaseAction, TwoPhaseState};
use super::words;
use crate::model::commit::Manager;
use crate::model::story::{Act, Actor, Step};
use crate::model::system::{System, Turn};
use crate::model::telling;
use crate::model::words::counted;
use crate::properties::{History, ManagerHistory, Outcome, Property, Transaction, transaction};

impl System for TwoPhase {
    fn show_history(&self, state: &TwoPhaseState, look: &mut dyn FnMut(&History)) {
        let managers =
            state.managers.iter().zip(&state.said).map(|(manager, said)| ManagerHistory {
                has_prepared: *said,
                has_chosen_to_abort: *manager == Manager::Aborted && !said,
                outcome: manager.outcome(),
            });
        let told = match state.coordinator {
            Coordinator::Waiting => None,
            Coordinator::Committed => Some(Outcome::Committed),
            Coordinator::Aborted => Some(Outcome::Aborted),
        };
        let transaction = Transaction {
            managers: managers.collect(),
            told: told.into_iter().collect(),
            has_given_up: told == Some(Outcome::Aborted),
        };
        look(&History { transaction: Some(transaction), ..History::of_slots(&[]) });
    }

    /// Nothing is said of reasons: the coordinator may abort whenever it likes to.
    fn relevant(&self) -> Vec<Property> {
        vec![
            transaction::CONSISTENT,
            transaction::COMMITS_PREPARED,
            transaction::COMMITTED,
            transaction::ABORTED,
        ]
    }

    fn bounds(&self) -> Vec<String> {
        let stops = self.coordinator_stops.then(|| "the coordinator may stop for ever".to_string());
        let mut bounds = vec![counted(self.managers, "manager"), "1 coordinator".to_string()];
        bounds.extend(stops);
        bounds.push("messages lost, delayed, reordered and duplicated".to_string());
        bounds
    }

    fn actors(&self, state: &TwoPhaseState) -> Vec<Actor> {
        words::actors(state)
    }

    fn tell(&self, before: &TwoPhaseState, action: &TwoPhaseAction, after: &TwoPhaseState) -> Step {
        telling::step(self, (before, action, after), words::sentence(*action, after))
    }

    fn act(&self, action: &TwoPhaseAction) -> Act {
        words::act(*action)
    }

    /// The managers come first; behind them the coordinator.
    fn turn(&self, action: &TwoPhaseAction) -> Turn {
        let coordinator = self.managers;
        let (actor, from) = match *action {
            Prepare(number) | ChooseToAbort(number) => (number, number),
            Hear(number) => (number, coordinator),
            Note(number) => (coordinator, number),
            Commit | Abort | Stop => (coordinator, coordinator),
        };
        Turn { actor, from }
    }
}
