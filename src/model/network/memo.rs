//! The same system, made fast.
//!
//! However many states a system has, each actor has few local ones, and there are few different
//! messages. So both are numbered as they turn up, a state of the whole system is a row of numbers,
//! and what an actor does with a message is looked up; the actor's own code runs once for each pair
//! of a local state and a message that can really meet.

use super::Subject;
use super::local::{Event, Local, Reaction};
use super::system::{Action, Budget, Envelope, Network, case};
use crate::actor::Timer;
use crate::model::coverage::Coverage;
use crate::model::story::Story;
use crate::model::system::System;
use crate::properties::{Property, Run};
use stateright::Model;
use stateright::actor::Id;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A [`Network`] with a memory of what its actors do.
///
/// The numbers depend on the order in which the search meets things. They are the same from run to
/// run as long as one thread searches, and they mean nothing outside of this object.
#[derive(Debug)]
pub struct Memo<A: Subject> {
    network: Network<A>,
    tables: Mutex<Tables<A::Msg>>,
}

/// A state of the whole system, in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MemoState {
    /// For each actor, the number of its local state.
    locals: Box<[u32]>,
    /// For each message, how many copies are in flight; no zeros at the end, so that a message
    /// that turns up later does not make two of one state.
    in_flight: Vec<u8>,
    budget: Budget,
}

/// A step, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoAction {
    /// The message of this number arrives.
    Deliver(usize),
    /// A timer fires.
    Timeout(Id, Timer),
    /// A process crashes and starts again.
    Crash(usize),
}

#[derive(Debug)]
struct Tables<M> {
    actors: Vec<ActorTable>,
    messages: Vec<Message<M>>,
    numbers: BTreeMap<Envelope<M>, usize>,
    coverage: Coverage,
}

#[derive(Debug)]
struct Message<M> {
    envelope: Envelope<M>,
    /// Its number among the messages to the same recipient.
    in_box: usize,
}

/// All that is known of one actor.
#[derive(Debug, Default)]
struct ActorTable {
    locals: Vec<LocalRow>,
    numbers: BTreeMap<Arc<Local>, u32>,
    /// How many different messages to it have turned up.
    in_boxes: usize,
}

/// A local state, and what comes of each event in it as far as was asked.
#[derive(Debug)]
struct LocalRow {
    local: Arc<Local>,
    /// The timers that may fire, but for the budget.
    timers: Vec<Timer>,
    /// By the message's number in the box.
    messages: Vec<Entry>,
    timeouts: [Entry; 3],
    crash: Entry,
}

#[derive(Clone, Debug, Default)]
enum Entry {
    #[default]
    Unknown,
    Nothing,
    Known(Arc<Outcome>),
}

/// A [`Reaction`], in numbers.
#[derive(Debug)]
struct Outcome {
    local: u32,
    sent: Vec<usize>,
}

impl<A: Subject> Memo<A> {
    /// The same system as this one.
    pub fn new(network: Network<A>) -> Self {
        let actors = network.roster.ids().map(|_| ActorTable::default()).collect();
        let tables = Tables {
            actors,
            messages: Vec::new(),
            numbers: BTreeMap::new(),
            coverage: Coverage::of(network.cases()),
        };
        Self { network, tables: Mutex::new(tables) }
    }

    /// The system that this one makes fast.
    pub fn network(&self) -> &Network<A> {
        &self.network
    }

    /// The step in the terms of [`Network`].
    pub fn action(&self, action: MemoAction) -> Action<A::Msg> {
        match action {
            MemoAction::Deliver(message) => {
                Action::Deliver(self.tables().messages[message].envelope.clone())
            }
            MemoAction::Timeout(id, timer) => Action::Timeout(id, timer),
            MemoAction::Crash(process) => Action::Crash(process),
        }
    }

    /// The local states that a state stands for.
    pub fn locals(&self, state: &MemoState) -> Vec<Arc<Local>> {
        let tables = self.tables();
        let rows = tables.actors.iter().zip(&state.locals);
        rows.map(|(actor, local)| Arc::clone(&actor.locals[*local as usize].local)).collect()
    }

    /// A panic of an actor, which the checker reports, must not hide behind that of a lock.
    fn tables(&self) -> MutexGuard<'_, Tables<A::Msg>> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets an outcome take effect.
    fn apply(&self, state: &mut MemoState, id: Id, outcome: &Outcome) {
        state.locals[usize::from(id)] = outcome.local;
        for message in &outcome.sent {
            if state.in_flight.len() <= *message {
                state.in_flight.resize(message + 1, 0);
            }
            state.in_flight[*message] = self.network.one_more(state.in_flight[*message]);
        }
    }
}

/// An event at one actor, in numbers.
#[derive(Clone, Copy)]
enum Moment {
    Message(usize),
    Timeout(Timer),
    Crash,
}

impl<M: Clone + Ord> Tables<M> {
    /// What comes of an event in this local state: remembered, or asked of the actor.
    fn look_up<A: Subject<Msg = M>>(
        &mut self,
        network: &Network<A>,
        id: Id,
        local: u32,
        moment: Moment,
    ) -> Option<Arc<Outcome>> {
        let actor = usize::from(id);
        match self.entry(actor, local, moment) {
            Entry::Nothing => return None,
            Entry::Known(outcome) => return Some(Arc::clone(outcome)),
            Entry::Unknown => {}
        }
        let before = Arc::clone(&self.actors[actor].locals[local as usize].local);
        let event = match moment {
            Moment::Message(message) => {
                let envelope = &self.messages[message].envelope;
                Event::Message(envelope.from, envelope.msg.clone())
            }
            Moment::Timeout(timer) => Event::Timeout(timer),
            Moment::Crash => Event::Crash,
        };
        let reaction = network.react(id, &before, &event);
        if let Some(case) = case(&before, &event, reaction.as_ref()) {
            self.coverage.see(case);
        }
        let outcome = reaction.map(|reaction| Arc::new(self.number(network, id, reaction)));
        *self.entry(actor, local, moment) = outcome.clone().map_or(Entry::Nothing, Entry::Known);
        outcome
    }

    fn entry(&mut self, actor: usize, local: u32, moment: Moment) -> &mut Entry {
        let row = &mut self.actors[actor].locals[local as usize];
        match moment {
            Moment::Message(message) => {
                let in_box = self.messages[message].in_box;
                if row.messages.len() <= in_box {
                    row.messages.resize(in_box + 1, Entry::Unknown);
                }
                &mut row.messages[in_box]
            }
            Moment::Timeout(timer) => &mut row.timeouts[timer as usize],
            Moment::Crash => &mut row.crash,
        }
    }

    fn number<A: Subject<Msg = M>>(
        &mut self,
        network: &Network<A>,
        id: Id,
        reaction: Reaction<M>,
    ) -> Outcome {
        let local = self.number_local(network, id, reaction.local);
        let envelopes = reaction.sent.into_iter().map(|(to, msg)| Envelope { to, from: id, msg });
        let sent = envelopes.map(|envelope| self.number_message(envelope)).collect();
        Outcome { local, sent }
    }

    fn number_local<A: Subject<Msg = M>>(
        &mut self,
        network: &Network<A>,
        id: Id,
        local: Local,
    ) -> u32 {
        let table = &mut self.actors[usize::from(id)];
        if let Some(number) = table.numbers.get(&local) {
            return *number;
        }
        let number = u32::try_from(table.locals.len()).expect("under 2^32 local states");
        let timers = local.timers.iter().copied();
        let row = LocalRow {
            timers: timers.filter(|timer| network.may_fire(id, &local, *timer)).collect(),
            local: Arc::new(local),
            messages: Vec::new(),
            timeouts: Default::default(),
            crash: Entry::Unknown,
        };
        table.numbers.insert(Arc::clone(&row.local), number);
        table.locals.push(row);
        number
    }

    fn number_message(&mut self, envelope: Envelope<M>) -> usize {
        if let Some(number) = self.numbers.get(&envelope) {
            return *number;
        }
        let number = self.messages.len();
        let in_boxes = &mut self.actors[usize::from(envelope.to)].in_boxes;
        self.messages.push(Message { envelope: envelope.clone(), in_box: *in_boxes });
        *in_boxes += 1;
        self.numbers.insert(envelope, number);
        number
    }
}

impl<A: Subject> Model for Memo<A> {
    type State = MemoState;
    type Action = MemoAction;

    fn init_states(&self) -> Vec<Self::State> {
        let mut tables = self.tables();
        let mut state = MemoState {
            locals: vec![0; self.network.roster.size()].into(),
            in_flight: Vec::new(),
            budget: self.network.full_budget(),
        };
        for id in self.network.roster.ids() {
            let reaction = Local::start(id, &self.network.actors[usize::from(id)][0]);
            let outcome = tables.number(&self.network, id, reaction);
            self.apply(&mut state, id, &outcome);
        }
        vec![state]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        let tables = self.tables();
        for (id, local) in self.network.roster.ids().zip(&state.locals) {
            let row = &tables.actors[usize::from(id)].locals[*local as usize];
            let enabled = row
                .timers
                .iter()
                .filter(|timer| Network::<A>::after_timeout(state.budget, **timer).is_some());
            actions.extend(enabled.map(|timer| MemoAction::Timeout(id, *timer)));
        }
        let in_flight = state.in_flight.iter().enumerate().filter(|(_, copies)| **copies > 0);
        actions.extend(in_flight.map(|(message, _)| MemoAction::Deliver(message)));
        if state.budget.crashes > 0 {
            actions.extend(self.network.mortal.iter().map(|p| MemoAction::Crash(*p)));
        }
    }

    fn next_state(&self, last: &Self::State, action: Self::Action) -> Option<Self::State> {
        let mut tables = self.tables();
        let local = |id: Id| last.locals[usize::from(id)];
        let mut state;
        match action {
            MemoAction::Deliver(message) => {
                let to = tables.messages[message].envelope.to;
                let moment = Moment::Message(message);
                let outcome = tables.look_up(&self.network, to, local(to), moment)?;
                state = last.clone();
                state.in_flight[message] = self.network.one_less(state.in_flight[message]);
                self.apply(&mut state, to, &outcome);
            }
            MemoAction::Timeout(id, timer) => {
                let budget = Network::<A>::after_timeout(last.budget, timer)?;
                let moment = Moment::Timeout(timer);
                let outcome = tables.look_up(&self.network, id, local(id), moment)?;
                state = MemoState { budget, ..last.clone() };
                self.apply(&mut state, id, &outcome);
            }
            MemoAction::Crash(process) => {
                state = last.clone();
                state.budget.crashes = last.budget.crashes.checked_sub(1)?;
                for id in &self.network.processes[process] {
                    let moment = Moment::Crash;
                    if let Some(outcome) = tables.look_up(&self.network, *id, local(*id), moment) {
                        self.apply(&mut state, *id, &outcome);
                    }
                }
            }
        }
        while state.in_flight.last() == Some(&0) {
            state.in_flight.pop();
        }
        let changed = state.locals != last.locals || state.in_flight != last.in_flight;
        changed.then_some(state)
    }
}

impl<A: Subject> System for Memo<A> {
    fn with_run<T>(&self, state: &Self::State, look: impl FnOnce(&Run) -> T) -> T {
        look(&self.network.run_of(&self.locals(state)))
    }

    fn relevant(&self) -> Vec<Property> {
        self.network.relevant()
    }

    fn bounds(&self) -> Vec<String> {
        self.network.bounds()
    }

    fn coverage(&self) -> Option<Coverage> {
        Some(self.tables().coverage.clone())
    }

    fn story(&self, actions: &[Self::Action]) -> Story {
        let actions: Vec<_> = actions.iter().map(|action| self.action(*action)).collect();
        self.network.story(&actions)
    }
}
