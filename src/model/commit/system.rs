//! A commit as a finite system, whose history is read off the messages.

use super::parties::Commit;
use super::state::CommitAction::{self, ChooseToAbort, Hear, Log, Prepare, Stop, Tell};
use super::state::{CommitState, Stopped};
use super::words;
use crate::model::ever_sent::EverSent;
use crate::model::message_set::MessageSetState;
use crate::model::message_set_log::LogAction::{Phase1a, Phase1b, Phase2a, Phase2b};
use crate::model::story::{Act, Actor, Step};
use crate::model::system::{System, Turn};
use crate::model::telling;
use crate::model::words::counted;
use crate::model::{invariant, refinement};
use crate::paxos::{Message, Slot};
use crate::properties::{
    History, ManagerHistory, Outcome, Property, Run, Transaction, agreement, one_value_per_ballot,
    promises_kept, transaction, validity, witness,
};

impl Commit {
    /// What has become of the transaction.
    fn transaction(&self, state: &CommitState, decrees: &[MessageSetState]) -> Transaction {
        let own = self.own_ballot();
        let proposes = |decree: &MessageSetState, what: &str| {
            decree.sent.iter().any(|(_, message)| match message {
                Message::Accept { ballot, value } => *ballot == own && value.as_str() == what,
                _ => false,
            })
        };
        let managers = state.managers.iter().zip(decrees).map(|(manager, decree)| ManagerHistory {
            has_prepared: proposes(decree, super::parties::PREPARED),
            has_chosen_to_abort: proposes(decree, super::parties::ABORTED),
            outcome: manager.outcome(),
        });
        let told = [Outcome::Committed, Outcome::Aborted].into_iter().zip(state.told);
        let begun = |(_, message): &(_, Message)| matches!(message, Message::Prepare { ballot } if *ballot != own);
        Transaction {
            managers: managers.collect(),
            told: told.filter(|(_, told)| *told).map(|(outcome, _)| outcome).collect(),
            has_given_up: decrees.iter().any(|decree| decree.sent.iter().any(begun)),
        }
    }
}

impl System for Commit {
    fn show_history(&self, state: &CommitState, look: &mut dyn FnMut(&History)) {
        let decrees = self.stands_for(state);
        let runs = (0..).map(Slot).zip(&decrees).flat_map(|(slot, decree)| {
            let acceptors: Vec<_> = decree.acceptors.iter().collect();
            let mut sent = decree.sent.iter().map(|(from, message)| (*from, message));
            let runs = self.decree.runs(&acceptors, &mut sent).into_iter();
            runs.map(move |run| Run { slot: Some(slot), ..run })
        });
        let runs: Vec<_> = runs.collect();
        let transaction = Some(self.transaction(state, &decrees));
        look(&History { transaction, ..History::of_slots(&runs) });
    }

    fn relevant(&self) -> Vec<Property> {
        vec![
            agreement::PROPERTY,
            validity::PROPERTY,
            one_value_per_ballot::PROPERTY,
            promises_kept::PROPERTY,
            transaction::CONSISTENT,
            transaction::COMMITS_PREPARED,
            transaction::ABORTS_FOR_A_REASON,
            witness::VALUE_CHOSEN,
            transaction::COMMITTED,
            transaction::ABORTED,
        ]
    }

    fn bounds(&self) -> Vec<String> {
        let mut bounds = vec![counted(self.managers, "manager")];
        bounds.push(counted(self.decree.quorums().acceptors(), "acceptor"));
        bounds.push(format!("{} in all", counted(self.decree.ballots().count(), "ballot")));
        bounds.push("the first is the managers' own".to_string());
        if self.is_apart() {
            bounds.push("promises apart".to_string());
        }
        if self.stops > 0 {
            bounds.push(format!("{} of anybody", counted(self.stops, "stop")));
        }
        bounds.push("messages lost, delayed, reordered and duplicated".to_string());
        bounds.push(self.decree.quorums().to_string());
        bounds
    }

    fn actors(&self, state: &CommitState) -> Vec<Actor> {
        words::actors(self, state)
    }

    fn tell(&self, before: &CommitState, action: &CommitAction, after: &CommitState) -> Step {
        telling::step(self, (before, action, after), words::sentence(self, action, after))
    }

    fn act(&self, action: &CommitAction) -> Act {
        words::act(self, action)
    }

    fn stands_for(&self, state: &CommitState) -> Vec<MessageSetState> {
        (0..self.managers).map(|manager| self.decree_of(state, manager)).collect()
    }

    fn refines(&self, before: &CommitState, after: &CommitState) -> Result<(), String> {
        refinement::leads_to(&self.decree, &self.stands_for(before), &self.stands_for(after))
    }

    fn keeps_invariant(&self, state: &CommitState) -> Result<(), String> {
        invariant::holds_in_each(&self.decree, &self.stands_for(state))
    }

    /// First come the managers, then the acceptors; behind them whoever leads, and tells.
    fn turn(&self, action: &CommitAction) -> Turn {
        let leader = self.managers + self.decree.quorums().acceptors();
        let acceptor = |number: usize| self.managers + number;
        let (actor, from) = match action {
            Prepare(manager) | ChooseToAbort(manager) => (*manager, *manager),
            Hear(manager, _) => (*manager, leader),
            Tell(_) | Log(_, Phase1a(_) | Phase2a(..)) => (leader, leader),
            Log(_, Phase1b(id, _) | Phase2b(id, ..)) => (acceptor(id.0.into()), leader),
            Stop(Stopped::Manager(number)) => (*number, *number),
            Stop(Stopped::Acceptor(number)) => (acceptor(*number), acceptor(*number)),
        };
        Turn { actor, from }
    }
}
