//! All that the actors of a system can ever do, as tables of numbers.

use crate::actor::Role;
use crate::model::coverage::Case;

/// How many things can happen to an actor without a message or a crash: its timers fire, its disk
/// catches up, and a client asks.
pub(crate) const ALONE: usize = 5;

/// Those of them that may happen only so often in a run, as they send again what was sent before.
pub(crate) const COUNTED: [usize; 2] = [1, 2];

/// What all actors can do.
#[derive(Debug)]
pub(super) struct Tables {
    /// The messages that can ever be sent.
    pub(super) messages: Vec<Mail>,
    /// Messages that can be altered, and what each then becomes.
    pub(super) altered: Vec<(usize, Option<usize>)>,
    /// The facts that can ever come true: for each, of which actor.
    pub(super) facts: Vec<usize>,
    /// The actors, by id.
    pub(super) actors: Vec<ActorTable>,
    /// Those messages that are sent, and those facts that are true, before the first step.
    pub(super) at_first: Vec<Outcome>,
    /// For each acceptor but the last: what every message is called when this acceptor and the next
    /// change places; none if some message has no counterpart.
    pub(super) swapped_messages: Vec<Option<Vec<usize>>>,
    /// Likewise for the facts.
    pub(super) swapped_facts: Vec<Option<Vec<usize>>>,
}

/// A message that can be sent.
#[derive(Debug)]
pub(super) struct Mail {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Its number among the messages to the same recipient.
    pub(super) in_box: usize,
    /// Whether its recipient sees it in the step in which it is sent, and it is never on its way.
    pub(super) at_once: bool,
}

/// What one actor can do. It begins in the first of its local states.
#[derive(Debug)]
pub(super) struct ActorTable {
    /// What it is.
    pub(super) role: Role,
    /// The messages that can be addressed to it.
    pub(super) inbox: Vec<usize>,
    /// For each local state, what comes of each message, by the order of the box.
    pub(super) deliver: Vec<Vec<Entry>>,
    /// For each local state, what comes of each timer, if it is set and may fire, and of the disk's
    /// catching up.
    pub(super) alone: Vec<[Entry; ALONE]>,
    /// For each local state, what comes of a crash.
    pub(super) crash: Vec<Entry>,
}

/// What comes of an event in a local state.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// What changes; none if the actor takes no notice.
    pub(super) outcome: Option<Box<Outcome>>,
    /// The case of the handler that this is.
    pub(super) case: Option<Case>,
}

/// What changes, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) local: usize,
    pub(super) sent: Vec<usize>,
    pub(super) facts: Vec<usize>,
    /// Facts that come true if a value is chosen by then.
    pub(super) if_chosen: Vec<usize>,
}

impl Tables {
    /// The ids of the acceptors, in order.
    pub(super) fn acceptors(&self) -> impl Iterator<Item = usize> {
        let actors = self.actors.iter().enumerate();
        actors.filter(|(_, table)| table.is_acceptor()).map(|(id, _)| id)
    }

    /// Whether a step of one actor can change another.
    pub(super) fn reach_others(&self) -> bool {
        self.messages.iter().any(|mail| mail.at_once)
    }

    /// The id of the first acceptor.
    pub(super) fn first_acceptor(&self) -> usize {
        self.acceptors().next().unwrap_or(self.actors.len())
    }

    /// Numbers an actor's local states anew: the new order lists the old numbers.
    pub(super) fn renumber(&mut self, actor: usize, order: &[usize]) {
        let mut new = vec![0; order.len()];
        for (number, old) in order.iter().enumerate() {
            new[*old] = number;
        }
        let table = &mut self.actors[actor];
        table.deliver = order.iter().map(|old| std::mem::take(&mut table.deliver[*old])).collect();
        table.alone = order.iter().map(|old| std::mem::take(&mut table.alone[*old])).collect();
        table.crash = order.iter().map(|old| std::mem::take(&mut table.crash[*old])).collect();
        let entries = table.deliver.iter_mut().flatten();
        let entries = entries.chain(table.alone.iter_mut().flatten()).chain(&mut table.crash);
        for outcome in entries.filter_map(|entry| entry.outcome.as_mut()) {
            outcome.local = new[outcome.local];
        }
        self.at_first[actor].local = new[self.at_first[actor].local];
    }
}

impl ActorTable {
    /// An actor of which nothing is known yet.
    pub(super) fn new(role: Role) -> Self {
        let (inbox, deliver) = (Vec::new(), Vec::new());
        Self { role, inbox, deliver, alone: Vec::new(), crash: Vec::new() }
    }

    /// How many local states it has.
    pub(super) fn locals(&self) -> usize {
        self.crash.len()
    }

    /// Whether the actor is a learner.
    pub(super) fn is_learner(&self) -> bool {
        matches!(self.role, Role::Learner(_))
    }

    /// Whether the actor is an acceptor.
    pub(super) fn is_acceptor(&self) -> bool {
        matches!(self.role, Role::Acceptor(_))
    }

    /// Whatever can happen in a local state.
    pub(super) fn outcomes(&self, local: usize, crashes: bool) -> impl Iterator<Item = &Outcome> {
        let crash = crashes.then_some(&self.crash[local]);
        let entries = self.deliver[local].iter().chain(&self.alone[local]).chain(crash);
        entries.filter_map(|entry| entry.outcome.as_deref())
    }
}
