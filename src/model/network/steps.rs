//! What can happen in a network, and what comes of it.

use super::bounds::Budget;
use super::local::{Event, Local};
use super::subject::Subject;
use super::system::{Action, Envelope, Network, NetworkState};
use crate::actor::{Msg, State, Timer};
use stateright::actor::Id;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl<A: Subject> Network<A> {
    /// The state in which it begins.
    pub(super) fn initial(&self) -> NetworkState<A::State> {
        let mut state = NetworkState {
            actors: Vec::new(),
            in_flight: BTreeMap::new(),
            budget: self.full_budget(),
            facts: BTreeSet::new(),
        };
        for id in self.roster.ids() {
            let start = self.start(id);
            state.actors.push(Arc::new(start.local));
            state.facts.extend(start.facts.into_iter().map(|fact| (id, fact)));
            for (to, msg) in start.sent {
                self.send(&mut state, id, to, msg);
            }
        }
        state
    }

    /// Appends whatever may happen in a state. It may also change nothing.
    pub(super) fn possible(&self, state: &NetworkState<A::State>, actions: &mut Vec<Action>) {
        for (id, local) in self.roster.ids().zip(&state.actors) {
            let enabled = local.timers.iter().filter(|timer| {
                self.may_fire(id, local, **timer)
                    && Self::after_timeout(state.budget, **timer).is_some()
            });
            actions.extend(enabled.map(|timer| Action::Timeout(id, *timer)));
            actions.extend(self.may_be_asked(local).then_some(Action::Read(id)));
            actions.extend(local.cached.as_ref().map(|_| Action::Sync(id)));
        }
        let arrives = |envelope: &&Envelope| !self.is_held_back(state, envelope);
        let arriving = state.in_flight.keys().filter(arrives).cloned();
        actions.extend(arriving.map(Action::Deliver));
        if state.budget.crashes > 0 {
            actions.extend(self.mortal.iter().map(|process| Action::Crash(*process)));
        }
        if state.budget.partitioned && self.bounds.heals {
            actions.push(Action::Heal);
        }
        if state.budget.alterations > 0 {
            actions.extend(state.in_flight.keys().flat_map(|envelope| {
                let altered = self.altered(envelope).into_iter();
                altered.map(|altered| Action::Alter(envelope.clone(), altered))
            }));
        }
    }

    /// The state after something happens; none if it cannot happen, or changes nothing.
    pub(super) fn after(
        &self,
        last: &NetworkState<A::State>,
        action: Action,
    ) -> Option<NetworkState<A::State>> {
        let mut state = last.clone();
        match action {
            Action::Deliver(envelope) => {
                if self.is_held_back(&state, &envelope) {
                    return None;
                }
                self.take(&mut state, &envelope)?;
                let Envelope { to, from, msg } = envelope;
                if !self.happen(&mut state, to, &Event::Message(from, msg)) {
                    return None;
                }
            }
            Action::Timeout(id, timer) => {
                state.budget = Self::after_timeout(state.budget, timer)?;
                self.happen(&mut state, id, &Event::Timeout(timer));
            }
            Action::Read(id) => {
                if !self.may_be_asked(&state.actors[usize::from(id)]) {
                    return None;
                }
                self.happen(&mut state, id, &Event::Read);
            }
            Action::Sync(id) => {
                self.happen(&mut state, id, &Event::Sync);
            }
            Action::Crash(process) => {
                state.budget.crashes = state.budget.crashes.checked_sub(1)?;
                for id in &self.processes[process] {
                    self.happen(&mut state, *id, &Event::Crash);
                }
            }
            Action::Heal => {
                return state.budget.partitioned.then(|| {
                    state.budget.partitioned = false;
                    state
                });
            }
            Action::Alter(envelope, altered) => {
                state.budget.alterations = state.budget.alterations.checked_sub(1)?;
                self.take(&mut state, &envelope)?;
                if let Some(Envelope { to, from, msg }) = altered {
                    self.send(&mut state, from, to, msg);
                }
            }
        }
        let changed = state.actors != last.actors
            || state.in_flight != last.in_flight
            || state.facts != last.facts;
        changed.then_some(state)
    }

    /// Whether a timer of this actor may fire, apart from the budget.
    pub(super) fn may_fire(&self, id: Id, local: &Local<A::State>, timer: Timer) -> bool {
        match (timer, local.state()) {
            (Timer::NextBallot, State::Proposer(proposer)) => {
                let number = usize::from(id);
                let past = self.first_rounds[number] + self.bounds.ballots[number];
                proposer.next_ballot().round < past
            }
            _ => true,
        }
    }

    /// Whether a client may ask this actor: a learner that has learned nothing.
    pub(super) fn may_be_asked(&self, local: &Local<A::State>) -> bool {
        let unlearned =
            matches!(local.state(), State::Learner(learner) if learner.learned().is_none());
        unlearned && local.reads < self.bounds.reads
    }

    /// What is left of the budget after this timer has fired; none if there is not enough.
    pub(super) fn after_timeout(budget: Budget, timer: Timer) -> Option<Budget> {
        match timer {
            Timer::NextBallot => Some(budget),
            Timer::Resend | Timer::CatchUp => {
                Some(Budget { resends: budget.resends.checked_sub(1)?, ..budget })
            }
        }
    }

    /// The number of copies in flight after one more was sent.
    pub(super) fn one_more(&self, copies: u8) -> u8 {
        if self.bounds.duplicate { 1 } else { copies.checked_add(1).expect("under 256 copies") }
    }

    /// The number of copies in flight after one was delivered.
    pub(super) fn one_less(&self, copies: u8) -> u8 {
        if self.bounds.duplicate { copies } else { copies - 1 }
    }

    /// Puts a message on the network.
    fn send(&self, state: &mut NetworkState<A::State>, from: Id, to: Id, msg: Msg) {
        let copies = state.in_flight.entry(Envelope { to, from, msg }).or_default();
        *copies = self.one_more(*copies);
    }

    /// Takes a copy of a message off the network; none if there is none.
    fn take(&self, state: &mut NetworkState<A::State>, envelope: &Envelope) -> Option<()> {
        let copies = state.in_flight.get_mut(envelope)?;
        *copies = self.one_less(*copies);
        if *copies == 0 {
            state.in_flight.remove(envelope);
        }
        Some(())
    }

    /// Whether a partition holds a message back.
    fn is_held_back(&self, state: &NetworkState<A::State>, envelope: &Envelope) -> bool {
        state.budget.partitioned && self.severs(envelope.from, envelope.to)
    }

    /// Lets an event happen at one actor; whether it takes notice.
    fn happen(&self, state: &mut NetworkState<A::State>, id: Id, event: &Event) -> bool {
        let was = Arc::clone(&state.actors[usize::from(id)]);
        let Some(reaction) = self.react(id, &was, event) else { return false };
        if reaction.local.saved != was.saved {
            let role = self.roster.role(id).expect("it is of the roster");
            let record = Event::Record(role, reaction.local.saved.clone());
            for reader in self.readers(id) {
                self.happen(state, reader, &record);
            }
        }
        state.actors[usize::from(id)] = Arc::new(reaction.local);
        state.facts.extend(reaction.facts.into_iter().map(|fact| (id, fact)));
        if !reaction.if_chosen.is_empty() && self.run_of_state(state).chosen().next().is_some() {
            state.facts.extend(reaction.if_chosen.into_iter().map(|fact| (id, fact)));
        }
        for (to, msg) in reaction.sent {
            self.send(state, id, to, msg);
        }
        true
    }
}
