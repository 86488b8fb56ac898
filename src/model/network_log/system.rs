//! The meaning of a network model of a log.

use super::bounds::Bounds;
use super::fact::Fact;
use super::local::{Event, Local, Reaction};
use super::subject::Subject;
use crate::actor::log::{Process, State};
use crate::actor::{Roster, Timer};
use crate::model::message_set::MessageSet;
use crate::paxos::{LogMessage, Slot, Value};
use stateright::actor::Id;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Actors of a log, and the bounds of their run.
#[derive(Debug)]
pub struct NetworkLog<A> {
    pub(super) roster: Arc<Roster>,
    /// The actors, by id.
    pub(super) actors: Vec<A>,
    /// For each slot and each leader, what it may propose there for a reason of its own: what its clients want, and
    /// a no-op.
    pub(super) wanted: Vec<Vec<Vec<Value>>>,
    pub(super) bounds: Bounds,
    /// The abstract model of each decree. Its ballots are named by proposers here, and it has no bound to keep.
    pub(super) spec: MessageSet,
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Envelope {
    /// The recipient.
    pub to: Id,
    /// The sender.
    pub from: Id,
    /// The message.
    pub msg: LogMessage,
}

/// The state of the whole system.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NetworkLogState {
    /// Every actor, by id.
    pub actors: Vec<Arc<Local>>,
    /// The messages that can be delivered, and how many copies of each (one, if the network duplicates).
    pub in_flight: BTreeMap<Envelope, u8>,
    /// Crashes that may still happen.
    pub crashes: u8,
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
    /// This actor crashes and starts again.
    Crash(Id),
}

impl<A: Subject> NetworkLog<A> {
    /// A system of these actors, by id. `wanted` has, for each leader, what its clients want in each slot.
    ///
    /// # Panics
    /// If a list does not fit the roster or the slots.
    pub fn new(roster: Arc<Roster>, actors: Vec<A>, wanted: &[Vec<Value>], bounds: Bounds) -> Self {
        assert_eq!(actors.len(), roster.size(), "one actor for each of the roster");
        assert_eq!(wanted.len(), roster.proposers().count(), "one entry for each leader");
        let slots = usize::try_from(bounds.slots).expect("few slots");
        let in_slot = |slot: usize| {
            wanted.iter().map(move |wanted| vec![wanted[slot].clone(), Value::no_op()]).collect()
        };
        let values: BTreeSet<Value> = wanted.iter().flatten().cloned().collect();
        let values = values.into_iter().chain([Value::no_op()]).collect();
        let spec = MessageSet::new(roster.quorums().clone(), 0, values);
        Self { roster, actors, wanted: (0..slots).map(in_slot).collect(), bounds, spec }
    }

    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> + use<A> {
        (0..self.bounds.slots).map(Slot)
    }

    /// What comes of an event at one actor; none if it takes no notice.
    pub(super) fn react(&self, id: Id, local: &Local, event: &Event) -> Option<Reaction> {
        local.react(id, &self.actors[usize::from(id)], event)
    }

    /// The reference in the place of an actor; none if there is none to compare it with.
    pub(super) fn reference(&self, id: Id) -> Option<&Process> {
        self.actors[usize::from(id)].reference()
    }

    /// An actor as it begins.
    pub(super) fn start(&self, id: Id) -> Reaction {
        Local::start(id, &self.actors[usize::from(id)])
    }

    /// Whether an actor may crash.
    pub(super) fn is_mortal(&self, id: Id) -> bool {
        self.bounds.crashes > 0 && self.bounds.mortal.contains(&usize::from(id))
    }

    /// Whether a timer of this actor may fire: the bound leaves a leader another ballot.
    pub(super) fn may_fire(&self, id: Id, local: &Local) -> bool {
        match &local.state {
            State::Leader(leader) => leader.next_ballot().round <= self.last_round(id),
            State::Acceptor(_) | State::Learner(_) => true,
        }
    }

    /// Whether a leader may find a hole: in a log of one slot there is none, nor where everybody proposes in a slot only once
    /// those before are known to be chosen; and in one ballot nobody reports a vote.
    pub(super) fn can_have_holes(&self) -> bool {
        let Bounds { slots, window, ballots, .. } = &self.bounds;
        *slots > 1 && *window > 1 && ballots.iter().sum::<u64>() > 1
    }

    /// The round of the last ballot that a leader may begin.
    pub(super) fn last_round(&self, leader: Id) -> u64 {
        self.bounds.ballots[usize::from(leader)]
    }
}
