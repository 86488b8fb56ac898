//! What can happen in a network of a log, and what comes of it.

use super::local::Event;
use super::subject::Subject;
use super::system::{Action, Envelope, NetworkLog, NetworkLogState};
use crate::paxos::LogMessage;
use stateright::actor::Id;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl<A: Subject> NetworkLog<A> {
    /// The state in which it begins.
    pub(super) fn initial(&self) -> NetworkLogState {
        let mut state = NetworkLogState {
            actors: Vec::new(),
            in_flight: BTreeMap::new(),
            crashes: self.bounds.crashes,
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
    pub(super) fn possible(&self, state: &NetworkLogState, actions: &mut Vec<Action>) {
        for (id, local) in self.roster.ids().zip(&state.actors) {
            let timers = local.timers.iter().filter(|_| self.may_fire(id, local));
            actions.extend(timers.map(|timer| Action::Timeout(id, *timer)));
        }
        actions.extend(state.in_flight.keys().cloned().map(Action::Deliver));
        if state.crashes > 0 {
            let mortal = self.roster.ids().filter(|id| self.is_mortal(*id));
            actions.extend(mortal.map(Action::Crash));
        }
    }

    /// The state after something happens; none if it cannot happen, or changes nothing.
    pub(super) fn after(&self, last: &NetworkLogState, action: Action) -> Option<NetworkLogState> {
        let mut state = last.clone();
        match action {
            Action::Deliver(envelope) => {
                self.take(&mut state, &envelope)?;
                let Envelope { to, from, msg } = envelope;
                self.happen(&mut state, to, &Event::Message(from, msg))?;
            }
            Action::Timeout(id, timer) => self.happen(&mut state, id, &Event::Timeout(timer))?,
            Action::Crash(id) => {
                state.crashes = state.crashes.checked_sub(1)?;
                self.happen(&mut state, id, &Event::Crash)?;
            }
        }
        let changed = state.actors != last.actors
            || state.in_flight != last.in_flight
            || state.facts != last.facts;
        changed.then_some(state)
    }

    /// Puts a message on the network.
    fn send(&self, state: &mut NetworkLogState, from: Id, to: Id, msg: LogMessage) {
        let copies = state.in_flight.entry(Envelope { to, from, msg }).or_default();
        *copies = if self.bounds.duplicate { 1 } else { *copies + 1 };
    }

    /// Takes a copy of a message off a network that uses them up; none if there is none.
    fn take(&self, state: &mut NetworkLogState, envelope: &Envelope) -> Option<()> {
        let copies = state.in_flight.get_mut(envelope)?;
        if !self.bounds.duplicate {
            *copies -= 1;
        }
        if *copies == 0 {
            state.in_flight.remove(envelope);
        }
        Some(())
    }

    /// Lets an event happen at one actor; none if it takes no notice.
    fn happen(&self, state: &mut NetworkLogState, id: Id, event: &Event) -> Option<()> {
        let number = usize::from(id);
        let reaction = self.react(id, &state.actors[number], event)?;
        state.actors[number] = Arc::new(reaction.local);
        state.facts.extend(reaction.facts.into_iter().map(|fact| (id, fact)));
        for (to, msg) in reaction.sent {
            self.send(state, id, to, msg);
        }
        Some(())
    }
}
