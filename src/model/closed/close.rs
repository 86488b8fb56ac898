//! Closing a system: all that its actors can ever do is found out before the search.
//!
//! The actors' own code runs only here, once for each pair of a local state and a message. The closure
//! may hold pairs that never meet in a run of the whole system. That makes it larger than need be, and
//! nothing else.

use super::actors::{Actors, Change, Entered};
use super::tables::{ALONE, ActorTable, Entry, Mail, Outcome, Tables};
use crate::model::packed::NotPacked;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most local states that an actor may have.
const MAX_LOCALS: usize = 1 << 20;

/// The most pairs of a local state and a message, of all actors together.
const MAX_PAIRS: usize = 1 << 26;

/// How many pairs are tried before one looks whether to give up.
const PATIENCE: usize = 1 << 12;

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
        names: Names {
            locals: vec![Vec::new(); roles.len()],
            messages: Vec::new(),
            facts: Vec::new(),
        },
        unaltered: 0,
        local_numbers: vec![BTreeMap::new(); roles.len()],
        message_numbers: BTreeMap::new(),
        fact_numbers: BTreeMap::new(),
    };
    closing.close()?;
    closing.swap();
    Ok((closing.tables, closing.names))
}

struct Closing<'a, S: Actors> {
    system: &'a S,
    observers: bool,
    stop: &'a dyn Fn() -> bool,
    /// The pairs of a local state and a message that were tried.
    pairs: usize,
    tables: Tables,
    names: Names<S>,
    /// How many messages were looked at for what they can become.
    unaltered: usize,
    local_numbers: Vec<BTreeMap<Arc<S::Local>, usize>>,
    message_numbers: BTreeMap<S::Message, usize>,
    fact_numbers: BTreeMap<(usize, S::Fact), usize>,
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
        debug_assert_eq!(self.unaltered, self.names.messages.len(), "what was found was looked at");
        Ok(())
    }

    /// Works off what has turned up since the last time; whether there was anything.
    fn extend(&mut self) -> Result<bool, NotPacked> {
        let mut found = false;
        while let Some(message) = self.names.messages.get(self.unaltered) {
            for altered in self.system.altered(message) {
                let altered = altered.map(|altered| self.number_message(altered));
                self.tables.altered.push((self.unaltered, altered));
            }
            self.unaltered += 1;
        }
        for id in 0..self.tables.actors.len() {
            let deaf = self.observers && self.tables.actors[id].is_learner();
            let mut local = 0;
            while local < self.names.locals[id].len() {
                found |= self.spontaneous(id, local)?;
                while !deaf
                    && self.tables.actors[id].deliver[local].len()
                        < self.tables.actors[id].inbox.len()
                {
                    found = true;
                    self.deliver_next(id, local)?;
                }
                local += 1;
            }
        }
        Ok(found)
    }

    /// What happens in a local state without a message; whether it is new.
    fn spontaneous(&mut self, id: usize, number: usize) -> Result<bool, NotPacked> {
        if number < self.tables.actors[id].alone.len() {
            return Ok(false);
        }
        let local = Arc::clone(&self.names.locals[id][number]);
        let mut alone: [Entry; ALONE] = Default::default();
        for (event, entry) in alone.iter_mut().enumerate() {
            *entry = self.entry(id, &local, &Entered::Alone(event))?;
        }
        let crash = self.entry(id, &local, &Entered::Crash)?;
        let table = &mut self.tables.actors[id];
        table.alone.push(alone);
        table.crash.push(crash);
        table.deliver.push(Vec::new());
        Ok(true)
    }

    /// What comes of the first message of the box that was not yet tried in this local state.
    fn deliver_next(&mut self, id: usize, number: usize) -> Result<(), NotPacked> {
        self.pairs += 1;
        if self.pairs == MAX_PAIRS {
            let message = format!("the actors can meet messages in more than {MAX_PAIRS} ways");
            return Err(NotPacked::TooLarge(message));
        }
        if self.pairs.is_multiple_of(PATIENCE) && (self.stop)() {
            return Err(NotPacked::Stopped);
        }
        let table = &self.tables.actors[id];
        let message = self.names.messages[table.inbox[table.deliver[number].len()]].clone();
        let local = Arc::clone(&self.names.locals[id][number]);
        let entry = self.entry(id, &local, &Entered::Message(&message))?;
        self.tables.actors[id].deliver[number].push(entry);
        Ok(())
    }

    /// Asks the actor.
    fn entry(
        &mut self,
        id: usize,
        local: &S::Local,
        what: &Entered<S>,
    ) -> Result<Entry, NotPacked> {
        let (change, case) = self.system.happens(id, local, what);
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
        let numbers = &mut self.local_numbers[id];
        if let Some(number) = numbers.get(&local) {
            return Ok(*number);
        }
        let locals = &mut self.names.locals[id];
        if locals.len() == MAX_LOCALS {
            let name = self.tables.actors[id].role;
            let message = format!("{name} has more than {MAX_LOCALS} local states");
            return Err(NotPacked::TooLarge(message));
        }
        let local = Arc::new(local);
        numbers.insert(Arc::clone(&local), locals.len());
        locals.push(local);
        Ok(locals.len() - 1)
    }

    fn number_message(&mut self, message: S::Message) -> usize {
        if let Some(number) = self.message_numbers.get(&message) {
            return *number;
        }
        let number = self.names.messages.len();
        let (from, to) = self.system.route(&message);
        let inbox = &mut self.tables.actors[to].inbox;
        let at_once = self.system.is_seen_at_once(&message);
        self.tables.messages.push(Mail { from, to, in_box: inbox.len(), at_once });
        inbox.push(number);
        self.message_numbers.insert(message.clone(), number);
        self.names.messages.push(message);
        number
    }

    fn number_fact(&mut self, id: usize, fact: S::Fact) -> usize {
        let (facts, names) = (&mut self.tables.facts, &mut self.names.facts);
        *self.fact_numbers.entry((id, fact)).or_insert_with_key(|fact| {
            facts.push(id);
            names.push(fact.clone());
            facts.len() - 1
        })
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
                self.message_numbers.get(&counterpart).copied()
            };
            let fact = |(id, fact): &(usize, S::Fact)| {
                self.fact_numbers.get(&(swapped(*id), fact.clone())).copied()
            };
            let messages = self.names.messages.iter().map(message).collect();
            let facts = self.names.facts.iter().map(fact).collect();
            self.tables.swapped_messages.push(messages);
            self.tables.swapped_facts.push(facts);
        }
    }
}
