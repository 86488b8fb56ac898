//! The meaning of a network model.

use super::fact::Fact;
use super::local::{Event, Local, Place, Reaction};
use super::outside::Alteration;
use super::{Subject, narrate, sentence};
use crate::actor::{Msg, Process, Roster, State, Timer};
use crate::model::system::stateright_properties;
use crate::paxos::Value;
use stateright::Model;
use stateright::actor::Id;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What keeps a network model finite, and which faults it has.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    /// How many ballots each proposer may begin, one number for each.
    pub ballots: Vec<u64>,
    /// Whether the network duplicates: then it is the set of all messages ever sent.
    pub duplicate: bool,
    /// How many crashes there may be in the whole run.
    pub crashes: u8,
    /// Whether disks cache what is saved: then it is durable only in a later step.
    pub caching_disks: bool,
    /// The actors that a partition cuts off from all others.
    pub partition: Option<Vec<Id>>,
    /// Whether the partition may heal.
    pub heals: bool,
    /// How many messages are altered on their way in the whole run.
    pub alterations: u8,
    /// What becomes of these.
    pub alteration: Alteration,
    /// How often, in the whole run, an actor may say the same again or ask what it missed.
    pub resends: u8,
}

/// Actors, where they are placed, and the bounds of their run.
#[derive(Debug)]
pub struct Network<A> {
    pub(super) roster: Arc<Roster>,
    /// For each actor, the same actor with one client after the other behind it.
    pub(super) actors: Vec<Vec<A>>,
    pub(super) wanted: Vec<Vec<Value>>,
    pub(super) first_rounds: Vec<u64>,
    pub(super) processes: Vec<Vec<Id>>,
    /// The processes that may crash.
    pub(super) mortal: Vec<usize>,
    pub(super) bounds: Bounds,
}

/// What of the bounds is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Budget {
    /// Crashes that may still happen.
    pub crashes: u8,
    /// Messages that may still be sent again.
    pub resends: u8,
    /// Messages that may still be altered.
    pub alterations: u8,
    /// Whether the network is partitioned.
    pub partitioned: bool,
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Envelope {
    /// The recipient.
    pub to: Id,
    /// The sender.
    pub from: Id,
    /// The message.
    pub msg: Msg,
}

/// The state of the whole system.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NetworkState {
    /// Every actor, by id.
    pub actors: Vec<Arc<Local>>,
    /// The messages that can be delivered, and how many copies of each (one, if the network
    /// duplicates).
    pub in_flight: BTreeMap<Envelope, u8>,
    /// What of the bounds is left.
    pub budget: Budget,
    /// What has happened, and to whom.
    pub facts: BTreeSet<(Id, Fact)>,
}

/// A step of the whole system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A message arrives.
    Deliver(Envelope),
    /// A timer of this actor fires.
    Timeout(Id, Timer),
    /// The disk of this actor catches up.
    Sync(Id),
    /// The process of this number crashes and starts again.
    Crash(usize),
    /// The partition heals.
    Heal,
    /// A message becomes another on its way; or none, if its recipient notices.
    Alter(Envelope, Option<Envelope>),
}

impl<A: Subject> Network<A> {
    /// A system of these actors.
    ///
    /// `actors` lists for each id the actor with its first client, its second, and so on;
    /// `proposers` has what each proposer's clients want and its first round; `processes` places
    /// every actor in exactly one process; `mortal` names the processes that may crash.
    ///
    /// # Panics
    /// If a list does not fit the roster.
    pub fn new(
        roster: Arc<Roster>,
        actors: Vec<Vec<A>>,
        proposers: Vec<(Vec<Value>, u64)>,
        processes: Vec<Vec<Id>>,
        mortal: Vec<usize>,
        bounds: Bounds,
    ) -> Self {
        assert_eq!(actors.len(), roster.size(), "one list of incarnations for each actor");
        assert_eq!(proposers.len(), roster.proposers().count(), "one entry for each proposer");
        let (wanted, first_rounds) = proposers.into_iter().unzip();
        Self { roster, actors, wanted, first_rounds, processes, mortal, bounds }
    }

    /// Who takes part.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The budget with which a run begins.
    pub(super) fn full_budget(&self) -> Budget {
        Budget {
            crashes: self.bounds.crashes,
            resends: self.bounds.resends,
            alterations: self.bounds.alterations,
            partitioned: self.bounds.partition.is_some(),
        }
    }

    /// Whether a timer of this actor may fire, apart from the budget.
    pub(super) fn may_fire(&self, id: Id, local: &Local, timer: Timer) -> bool {
        match (timer, &local.state) {
            (Timer::NextBallot, State::Proposer(proposer)) => {
                let number = usize::from(id);
                let past = self.first_rounds[number] + self.bounds.ballots[number];
                proposer.next_ballot().round < past
            }
            _ => true,
        }
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

    /// What comes of an event at one actor; none if it takes no notice.
    pub(super) fn react(&self, id: Id, local: &Local, event: &Event) -> Option<Reaction> {
        local.react(id, &self.actors[usize::from(id)], self.place(id), event)
    }

    /// The reference, with one client after the other, in the place of an actor; none if there is none to
    /// compare it with.
    pub(super) fn reference(&self, id: Id) -> Option<Vec<Process>> {
        self.actors[usize::from(id)].iter().map(|actor| actor.reference().cloned()).collect()
    }

    /// An actor as it begins.
    pub(super) fn start(&self, id: Id) -> Reaction {
        Local::start(id, &self.actors[usize::from(id)][0], self.place(id))
    }

    pub(super) fn place(&self, id: Id) -> Place<'_> {
        let together = self.processes.iter().find(|process| process.contains(&id));
        Place {
            caches: self.bounds.caching_disks,
            together: together.expect("every actor is in a process"),
        }
    }

    /// Puts a message on the network.
    fn send(&self, state: &mut NetworkState, from: Id, to: Id, msg: Msg) {
        let copies = state.in_flight.entry(Envelope { to, from, msg }).or_default();
        *copies = self.one_more(*copies);
    }

    /// Takes a copy of a message off the network; none if there is none.
    fn take(&self, state: &mut NetworkState, envelope: &Envelope) -> Option<()> {
        let copies = state.in_flight.get_mut(envelope)?;
        *copies = self.one_less(*copies);
        if *copies == 0 {
            state.in_flight.remove(envelope);
        }
        Some(())
    }

    /// Whether a partition holds a message back.
    fn is_held_back(&self, state: &NetworkState, envelope: &Envelope) -> bool {
        state.budget.partitioned && self.severs(envelope.from, envelope.to)
    }

    /// The number of copies in flight after one more was sent.
    pub(super) fn one_more(&self, copies: u8) -> u8 {
        if self.bounds.duplicate { 1 } else { copies.checked_add(1).expect("under 256 copies") }
    }

    /// The number of copies in flight after one was delivered.
    pub(super) fn one_less(&self, copies: u8) -> u8 {
        if self.bounds.duplicate { copies } else { copies - 1 }
    }

    /// Lets an event happen at one actor; whether it takes notice.
    fn happen(&self, state: &mut NetworkState, id: Id, event: &Event) -> bool {
        let actor = &mut state.actors[usize::from(id)];
        let Some(reaction) = self.react(id, actor, event) else { return false };
        *actor = Arc::new(reaction.local);
        state.facts.extend(reaction.facts.into_iter().map(|fact| (id, fact)));
        for (to, msg) in reaction.sent {
            self.send(state, id, to, msg);
        }
        true
    }
}

impl<A: Subject> Model for Network<A> {
    type State = NetworkState;
    type Action = Action;

    fn init_states(&self) -> Vec<Self::State> {
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
        vec![state]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        for (id, local) in self.roster.ids().zip(&state.actors) {
            let enabled = local.timers.iter().filter(|timer| {
                self.may_fire(id, local, **timer)
                    && Self::after_timeout(state.budget, **timer).is_some()
            });
            actions.extend(enabled.map(|timer| Action::Timeout(id, *timer)));
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

    fn next_state(&self, last: &Self::State, action: Self::Action) -> Option<Self::State> {
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

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        stateright_properties(self)
    }

    fn format_action(&self, action: &Self::Action) -> String {
        narrate::act_text(&self.roster, &self.processes, action)
    }

    fn format_step(&self, last: &Self::State, action: Self::Action) -> Option<String> {
        let next = self.next_state(last, action.clone())?;
        Some(format!("{}\n\n{next:#?}", sentence::sentence(self, &action, last, &next)))
    }
}
