//! The meaning of a network model.

use super::bounds::{Bounds, Budget};
use super::fact::Fact;
use super::local::{Event, Local, Place, Reaction};
use super::subject::Subject;
use crate::actor::{Msg, Process, Roster, Timer};
use crate::model::message_set::MessageSet;
use crate::paxos::{Ballot, ProposerId, Value};
use stateright::actor::Id;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Actors, where they are placed, and the bounds of their run.
#[derive(Debug)]
pub struct Network<A> {
    pub(super) roster: Arc<Roster>,
    /// For each actor, the same actor with one client after the other behind it.
    pub(super) actors: Vec<Vec<A>>,
    pub(super) wanted: Vec<Vec<Value>>,
    pub(super) first_rounds: Vec<u64>,
    /// Whose the lowest ballot is: the one that needs no phase 1.
    pub(super) owner: Option<ProposerId>,
    pub(super) processes: Vec<Vec<Id>>,
    /// The processes that may crash.
    pub(super) mortal: Vec<usize>,
    pub(super) bounds: Bounds,
    /// The abstract model of it. Its ballots are named by proposers here, and it has no bound to keep.
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
    pub msg: Msg,
}

/// The state of the whole system.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NetworkState<S> {
    /// Every actor, by id.
    pub actors: Vec<Arc<Local<S>>>,
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
    /// A client asks this learner.
    Read(Id),
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
    /// `proposers` has what each proposer's clients want and its first round, which is 0 for the `owner` of that
    /// round alone; `processes` places every actor in exactly one process; `mortal` names the processes that may crash.
    ///
    /// # Panics
    /// If a list does not fit the roster.
    pub fn new(
        roster: Arc<Roster>,
        actors: Vec<Vec<A>>,
        proposers: Vec<(Vec<Value>, u64)>,
        owner: Option<ProposerId>,
        processes: Vec<Vec<Id>>,
        mortal: Vec<usize>,
        bounds: Bounds,
    ) -> Self {
        assert_eq!(actors.len(), roster.size(), "one list of incarnations for each actor");
        assert_eq!(proposers.len(), roster.proposers().count(), "one entry for each proposer");
        let (wanted, first_rounds): (Vec<Vec<Value>>, _) = proposers.into_iter().unzip();
        let values = wanted.iter().flatten().cloned().collect();
        let spec = MessageSet::new(roster.quorums().clone(), 0, values);
        Self { roster, actors, wanted, first_rounds, owner, processes, mortal, bounds, spec }
    }

    /// Who takes part.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The ballot that needs no phase 1, if somebody owns it.
    pub(super) fn lowest(&self) -> Option<Ballot> {
        self.owner.map(|proposer| Ballot { round: 0, proposer })
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

    /// What comes of an event at one actor; none if it takes no notice.
    pub(super) fn react(
        &self,
        id: Id,
        local: &Local<A::State>,
        event: &Event,
    ) -> Option<Reaction<A::State>> {
        local.react(id, &self.actors[usize::from(id)], self.place(id), event)
    }

    /// The reference, with one client after the other, in the place of an actor; none if there is none to
    /// compare it with.
    pub(super) fn reference(&self, id: Id) -> Option<Vec<Process>> {
        self.actors[usize::from(id)].iter().map(|actor| actor.reference().cloned()).collect()
    }

    /// Whether acceptors say that they do not answer.
    pub(super) fn refuses(&self) -> bool {
        let processes = self.actors.iter().flatten().filter_map(Subject::reference);
        processes
            .into_iter()
            .any(|process| matches!(process, Process::Acceptor { refuses: true, .. }))
    }

    /// Whether learners ask each other as well.
    pub(super) fn tells(&self) -> bool {
        let processes = self.actors.iter().flatten().filter_map(Subject::reference);
        processes.into_iter().any(|process| matches!(process, Process::Learner { tells: true, .. }))
    }

    /// An actor as it begins.
    pub(super) fn start(&self, id: Id) -> Reaction<A::State> {
        Local::start(id, &self.actors[usize::from(id)][0], self.place(id))
    }

    /// Those of an actor's process that read what it has saved.
    pub(super) fn readers(&self, id: Id) -> impl Iterator<Item = Id> {
        let others = self.place(id).together.iter().copied().filter(move |other| *other != id);
        others.filter(|other| self.actors[usize::from(*other)][0].reads_records())
    }

    pub(super) fn place(&self, id: Id) -> Place<'_> {
        let mut processes = (0..).zip(&self.processes);
        let (number, together) = processes
            .find(|(_, process)| process.contains(&id))
            .expect("every actor is in a process");
        Place {
            mortal: self.bounds.crashes > 0 && self.mortal.contains(&number),
            caches: self.bounds.caching_disks,
            uses_up: !self.bounds.duplicate,
            together,
            roster: &self.roster,
        }
    }
}
