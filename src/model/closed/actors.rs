//! What is asked of a system of actors, so that it can be closed, searched and told.

use crate::actor::Role;
use crate::model::coverage::Case;
use crate::model::message_set::{MessageSet, MessageSetState};
use crate::model::story::Story;
use crate::paxos::{Ballot, Quorums, Value, Vote};
use crate::properties::{Property, Run};
use std::fmt::Debug;
use std::hash::Hash;

/// A system of actors, in whatever terms it has. Actors go by their numbers, from 0.
pub(crate) trait Actors: Debug + Send + Sync + Sized + 'static {
    /// An actor as the system keeps it.
    type Local: Clone + Debug + Eq + Hash + Send + Sync;
    /// A message, with its sender and its recipient.
    type Message: Clone + Debug + Eq + Hash + Send + Sync;
    /// Something that stays true of an actor once it has happened.
    type Fact: Clone + Debug + Eq + Hash + Send + Sync;

    /// What each actor is.
    fn roles(&self) -> Vec<Role>;

    /// The quorums of the acceptors.
    fn quorums(&self) -> &Quorums;

    /// Whether the network duplicates: then it is the set of all messages ever sent.
    fn duplicates(&self) -> bool;

    /// What the bounds of a run leave when it begins.
    fn allowance(&self) -> Allowance;

    /// The processes, as actors that crash together.
    fn processes(&self) -> Vec<Vec<usize>>;

    /// Those of them that may crash.
    fn mortal(&self) -> Vec<usize>;

    /// Whether a partition keeps these two apart.
    fn severs(&self, one: usize, other: usize) -> bool;

    /// Whether a partition may heal.
    fn heals(&self) -> bool;

    /// Whether there is one decree. Some reductions are argued for that alone, and only they ask what was voted for
    /// and learned in it.
    fn is_one_decree(&self) -> bool;

    /// Whether every learner of one decree does what the reference's does: then what it learns depends on nothing
    /// but the votes that it hears, and votes for different proposals do not influence each other.
    fn learners_are_the_references(&self) -> bool;

    /// An actor as it begins.
    fn start(&self, id: usize) -> Change<Self>;

    /// What comes of something at an actor, and the case of the handler that this is. No change, if the actor
    /// takes no notice, or if it cannot happen.
    fn happens(
        &self,
        id: usize,
        local: &Self::Local,
        what: &Entered<Self>,
    ) -> (Option<Change<Self>>, Option<Case>);

    /// Whether a message is seen by its recipient in the very step in which it is sent, and is never on its
    /// way: so what one actor of a process reads of another.
    fn is_seen_at_once(&self, message: &Self::Message) -> bool;

    /// The sender of a message, and its recipient.
    fn route(&self, message: &Self::Message) -> (usize, usize);

    /// A message with other names in the place of its sender's and its recipient's.
    fn rerouted(&self, message: &Self::Message, name: &dyn Fn(usize) -> usize) -> Self::Message;

    /// All that a message can become on its way: another, or none at all.
    fn altered(&self, message: &Self::Message) -> Vec<Option<Self::Message>>;

    /// The vote in the one decree that a message says was cast.
    fn vote_said(&self, message: &Self::Message) -> Option<Vote>;

    /// The vote in the one decree that was cast, if this is that one was.
    fn vote_cast(&self, fact: &Self::Fact) -> Option<Vote>;

    /// The value of the one decree that was learned, if this is that one was, with the learner that has just done so.
    fn learned(
        &self,
        fact: &Self::Fact,
        local: &Self::Local,
    ) -> Option<(Value, crate::paxos::Learner)>;

    /// The ballot that the record of an actor says it has promised, or begun.
    fn recorded(&self, local: &Self::Local) -> Option<Ballot>;

    /// The properties that mean something in this system.
    fn relevant(&self) -> Vec<Property>;

    /// What the system's bounds are, in words.
    fn bounds(&self) -> Vec<String>;

    /// The cases of the handlers that can occur.
    fn cases(&self) -> Vec<Case>;

    /// Shows the run that led to these local states and facts, each fact with its actor: what has happened in each
    /// decree.
    fn with_runs(
        &self,
        locals: &[&Self::Local],
        facts: &[(usize, &Self::Fact)],
        look: &mut dyn FnMut(Vec<Run>),
    );

    /// Whether these local states leave a proposer that could succeed.
    fn is_unobstructed(&self, locals: &[&Self::Local]) -> bool;

    /// For each decree, the state of the abstract algorithm that these local states, facts and messages stand for.
    fn abstracted(
        &self,
        locals: &[&Self::Local],
        facts: &[(usize, &Self::Fact)],
        messages: &[&Self::Message],
    ) -> Vec<MessageSetState>;

    /// The abstract algorithm of each decree.
    fn decree(&self) -> &MessageSet;

    /// A step in a few words.
    fn describe(&self, step: &Happening<Self::Message>) -> String;

    /// Tells a run, given as the steps from the initial state on.
    ///
    /// # Panics
    /// If some step is not possible where the run takes it.
    fn story(&self, steps: &[Happening<Self::Message>]) -> Story;
}

/// What the bounds of a run leave when it begins.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Allowance {
    /// Crashes that may happen.
    pub(crate) crashes: u8,
    /// Messages that may be sent again.
    pub(crate) resends: u8,
    /// Questions that clients may ask each learner.
    pub(crate) reads: u8,
    /// Messages that may be altered.
    pub(crate) alterations: u8,
    /// Whether the network is partitioned.
    pub(crate) partitioned: bool,
}

/// What changes when something happens to an actor.
#[derive(Clone, Debug)]
pub(crate) struct Change<S: Actors> {
    /// The actor afterwards.
    pub(crate) local: S::Local,
    /// The messages sent.
    pub(crate) sent: Vec<S::Message>,
    /// What became true of the actor for good.
    pub(crate) facts: Vec<S::Fact>,
    /// What did if a value is chosen by now.
    pub(crate) if_chosen: Vec<S::Fact>,
}

/// Something that can happen to one actor.
#[derive(Debug)]
pub(crate) enum Entered<'a, S: Actors> {
    /// It receives a message.
    Message(&'a S::Message),
    /// Something happens that needs no message: the event of this number, below [`ALONE`](super::ALONE).
    Alone(usize),
    /// Its process crashes and starts again.
    Crash,
}

/// A step of the whole system.
#[derive(Clone, Debug)]
pub(crate) enum Happening<M> {
    /// A message arrives.
    Deliver(M),
    /// Something happens to this actor that needs no message: the event of this number.
    Alone(usize, usize),
    /// The process of this number crashes and starts again.
    Crash(usize),
    /// The partition heals.
    Heal,
    /// A message becomes another on its way; or none, if its recipient notices.
    Alter(M, Option<M>),
}
