//! Closing a system: all that its actors can ever do is found out before the search.
//!
//! The actors' own code runs only here, once for each pair of a local state and a message. The closure
//! may hold pairs that never meet in a run of the whole system. That makes it larger than need be, and
//! nothing else.

use super::actors::{Actors, Change, Entered};
use super::tables::{ALONE, ActorTable, Entry, Mail, Outcome, Tables};
use crate::model::coverage::Case;
use crate::model::packed::NotPacked;
use indexmap::IndexSet;
use rayon::prelude::*;
use std::array;
use std::ops::Range;
use std::sync::Arc;

/// The most local states that an actor may have.
const MAX_LOCALS: usize = 1 << 20;

/// The most pairs of a local state and a message, of all actors together.
const MAX_PAIRS: usize = 1 << 26;

/// How many pairs are tried before one looks whether to give up.
const PATIENCE: usize = 1 << 12;

/// Where there are fewer local states to try something in, it is not worth while to share them out.
const FEW: usize = 16;

/// What the numbers of the tables stand for.
#[derive(Debug)]
pub(super) struct Names<S: Actors> {
    /// The local states of each actor.
    pub(super) locals: Vec<Vec<Arc<S::Local>>>,
    pub(super) messages: Vec<S::Message>,
    /// The facts, each with its actor.
    pub(super) facts: Vec<(usize, S::Fact)>,
}

impl<S: Actors> Names<S> {
    /// Numbers an actor's local states anew: the new order lists the old numbers.
    pub(super) fn renumber(&mut self, actor: usize, order: &[usize]) {
        let locals = &mut self.locals[actor];
        *locals = order.iter().map(|old| Arc::clone(&locals[*old])).collect();
    }
}

/// Closes the local states of all actors, or of all but the learners, if these are only observed.
pub(super) fn close<S: Actors>(
    system: &S,
    observers: bool,
    stop: &dyn Fn() -> bool,
) -> Result<(Tables, Names<S>), NotPacked> {
    let roles = system.roles();
    let mut closing = Closing {
        system,
        observers,
        stop,
        pairs: 0,
        tables: Tables {
            messages: Vec::new(),
            altered: Vec::new(),
            facts: Vec::new(),
            actors: roles.iter().map(|role| ActorTable::new(*role)).collect(),
            at_first: Vec::new(),
            swapped_messages: Vec::new(),
            swapped_facts: Vec::new(),
        },
        unaltered: 0,
        locals: vec![IndexSet::new(); roles.len()],
        messages: IndexSet::new(),
        facts: IndexSet::new(),
    };
    closing.close()?;
    closing.swap();
    let names = Names {
        locals: closing.locals.into_iter().map(Vec::from_iter).collect(),
        messages: Vec::from_iter(closing.messages),
        facts: Vec::from_iter(closing.facts),
    };
    Ok((closing.tables, names))
}

/// What an actor says to something.
type Answer<S> = (Option<Change<S>>, Option<Case>);

/// A local state in which something was not tried yet.
struct Untried {
    local: usize,
    /// Whether nothing was.
    is_new: bool,
    /// The messages that were not, by the order of the box.
    messages: Range<usize>,
}

/// What came of it.
struct Tried<S: Actors> {
    /// Of what happens without a message and of a crash, if these were not tried before.
    unasked: Option<([Answer<S>; ALONE], Answer<S>)>,
    /// Of the messages.
    asked: Vec<Answer<S>>,
}

struct Closing<'a, S: Actors> {
    system: &'a S,
    observers: bool,
    stop: &'a dyn Fn() -> bool,
    /// The pairs of a local state and a message that were tried.
    pairs: usize,
    tables: Tables,
    /// How many messages were looked at for what they can become.
    unaltered: usize,
    /// The local states of each actor, the messages, and the facts with their actors, by their numbers.
    locals: Vec<IndexSet<Arc<S::Local>>>,
    messages: IndexSet<S::Message>,
    facts: IndexSet<(usize, S::Fact)>,
}

impl<S: Actors> Closing<'_, S> {
    fn close(&mut self) -> Result<(), NotPacked> {
        for id in 0..self.tables.actors.len() {
            let start = self.system.start(id);
            let outcome = self.number(id, start)?;
            self.tables.at_first.push(outcome);
        }
        // A new message can lead to new local states of its recipient, and these to new messages.
        while self.extend()? {}
        debug_assert_eq!(self.unaltered, self.messages.len(), "what was found was looked at");
        Ok(())
    }

    /// Works off what has turned up since the last time; whether there was anything.
    fn extend(&mut self) -> Result<bool, NotPacked> {
        let mut found = false;
        while let Some(message) = self.messages.get_index(self.unaltered) {
            for altered in self.system.altered(message) {
                let altered = altered.map(|altered| self.number_message(altered));
                self.tables.altered.push((self.unaltered, altered));
            }
            self.unaltered += 1;
        }
        for id in 0..self.tables.actors.len() {
            let mut next = 0;
            while next < self.locals[id].len() {
                let untried = self.untried(id, &mut next)?;
                found |= !untried.is_empty();
                let tried = self.try_all(id, &untried);
                for (Untried { local, .. }, tried) in untried.into_iter().zip(tried) {
                    self.note(id, local, tried)?;
                }
            }
        }
        Ok(found)
    }

    /// The next local states of an actor, from this number on, in which something was not tried; about as many as have
    /// as many pairs as one waits for.
    fn untried(&mut self, id: usize, next: &mut usize) -> Result<Vec<Untried>, NotPacked> {
        let table = &self.tables.actors[id];
        let deaf = self.observers && table.is_learner();
        let letters = if deaf { 0 } else { table.inbox.len() };
        let (mut untried, mut pairs) = (Vec::new(), 0);
        while *next < self.locals[id].len() && pairs < PATIENCE {
            let tried = table.deliver.get(*next).map(Vec::len);
            let messages = tried.unwrap_or_default()..letters;
            // What needs no message is tried, too.
            pairs += messages.len() + usize::from(tried.is_none());
            if tried.is_none() || !messages.is_empty() {
                untried.push(Untried { local: *next, is_new: tried.is_none(), messages });
            }
            *next += 1;
        }
        let before = self.pairs;
        self.pairs += pairs;
        if self.pairs >= MAX_PAIRS {
            let message = format!("the actors can meet messages in more than {MAX_PAIRS} ways");
            return Err(NotPacked::TooLarge(message));
        }
        if before / PATIENCE < self.pairs / PATIENCE && (self.stop)() {
            return Err(NotPacked::Stopped);
        }
        Ok(untried)
    }

    /// Asks the actor, on all threads; what it says is numbered later, in order.
    fn try_all(&self, id: usize, untried: &[Untried]) -> Vec<Tried<S>> {
        let (system, inbox) = (self.system, &self.tables.actors[id].inbox);
        let (locals, letters) = (&self.locals[id], &self.messages);
        let ask = |Untried { local, is_new, messages }: &Untried| {
            let ask = |what: &Entered<S>| system.happens(id, &locals[*local], what);
            let alone = || array::from_fn(|event| ask(&Entered::Alone(event)));
            let message = |place: usize| ask(&Entered::Message(&letters[inbox[place]]));
            Tried {
                unasked: is_new.then(|| (alone(), ask(&Entered::Crash))),
                asked: messages.clone().map(message).collect(),
            }
        };
        match untried.len() < FEW {
            true => untried.iter().map(ask).collect(),
            false => untried.par_iter().map(ask).collect(),
        }
    }

    /// Notes what came of whatever was tried in a local state.
    fn note(&mut self, id: usize, local: usize, tried: Tried<S>) -> Result<(), NotPacked> {
        if let Some((events, crash)) = tried.unasked {
            let mut alone: [Entry; ALONE] = Default::default();
            for (entry, answer) in alone.iter_mut().zip(events) {
                *entry = self.entry(id, answer)?;
            }
            let crash = self.entry(id, crash)?;
            let table = &mut self.tables.actors[id];
            table.alone.push(alone);
            table.crash.push(crash);
            table.deliver.push(Vec::new());
        }
        for answer in tried.asked {
            let entry = self.entry(id, answer)?;
            self.tables.actors[id].deliver[local].push(entry);
        }
        Ok(())
    }

    fn entry(&mut self, id: usize, (change, case): Answer<S>) -> Result<Entry, NotPacked> {
        let outcome = change.map(|change| self.number(id, change)).transpose()?.map(Box::new);
        Ok(Entry { outcome, case })
    }

    fn number(&mut self, id: usize, change: Change<S>) -> Result<Outcome, NotPacked> {
        let local = self.number_local(id, change.local)?;
        let mut sent: Vec<_> =
            change.sent.into_iter().map(|message| self.number_message(message)).collect();
        sent.sort_unstable();
        let mut numbers = |facts: Vec<S::Fact>| {
            let numbers = facts.into_iter().map(|fact| self.number_fact(id, fact));
            let mut numbers: Vec<_> = numbers.collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        let facts = numbers(change.facts);
        let if_chosen = numbers(change.if_chosen);
        Ok(Outcome { local, sent, facts, if_chosen })
    }

    fn number_local(&mut self, id: usize, local: S::Local) -> Result<usize, NotPacked> {
        let locals = &mut self.locals[id];
        if let Some(number) = locals.get_index_of(&local) {
            return Ok(number);
        }
        if locals.len() == MAX_LOCALS {
            let name = self.tables.actors[id].role;
            let message = format!("{name} has more than {MAX_LOCALS} local states");
            return Err(NotPacked::TooLarge(message));
        }
        Ok(locals.insert_full(Arc::new(local)).0)
    }

    fn number_message(&mut self, message: S::Message) -> usize {
        let (number, is_new) = self.messages.insert_full(message);
        if is_new {
            let message = &self.messages[number];
            let (from, to) = self.system.route(message);
            let at_once = self.system.is_seen_at_once(message);
            let inbox = &mut self.tables.actors[to].inbox;
            self.tables.messages.push(Mail { from, to, in_box: inbox.len(), at_once });
            inbox.push(number);
        }
        number
    }

    fn number_fact(&mut self, id: usize, fact: S::Fact) -> usize {
        let (number, is_new) = self.facts.insert_full((id, fact));
        if is_new {
            self.tables.facts.push(id);
        }
        number
    }

    /// Notes what messages and facts are called when two neighbouring acceptors change places.
    fn swap(&mut self) {
        let acceptors: Vec<usize> = self.tables.acceptors().collect();
        for pair in acceptors.windows(2) {
            let swapped = |id: usize| match () {
                () if id == pair[0] => pair[1],
                () if id == pair[1] => pair[0],
                () => id,
            };
            let message = |message: &S::Message| {
                let counterpart = self.system.rerouted(message, &swapped);
                self.messages.get_index_of(&counterpart)
            };
            let fact = |(id, fact): &(usize, S::Fact)| {
                self.facts.get_index_of(&(swapped(*id), fact.clone()))
            };
            let messages = self.messages.iter().map(message).collect();
            let facts = self.facts.iter().map(fact).collect();
            self.tables.swapped_messages.push(messages);
            self.tables.swapped_facts.push(facts);
        }
    }
}
