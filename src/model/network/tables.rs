//! All that the actors of a network can ever do, as tables.
//!
//! However many states a system has, each actor has few local ones, and there are few different
//! messages. So before a search, the local states of each actor are *closed* under all messages that
//! can be addressed to it, all timeouts and all crashes. The actors' own code runs only here, once
//! for each pair; the search is look-ups. The closure may hold pairs that never meet in a run of the
//! whole system. That makes it larger than need be, and nothing else.

use super::Subject;
use super::fact::Fact;
use super::guards::case;
use super::local::{Event, Local, Reaction};
use super::system::{Envelope, Network};
use crate::actor::{Role, State, Timer};
use crate::model::coverage::Case;
use crate::model::packed::NotPacked;
use stateright::actor::Id;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most local states that an actor may have.
const MAX_LOCALS: usize = 1 << 20;

/// The most pairs of a local state and a message, of all actors together.
const MAX_PAIRS: usize = 1 << 26;

/// How many pairs are tried before one looks whether to give up.
const PATIENCE: usize = 1 << 12;

/// How many things can happen to an actor without a message or a crash.
pub(super) const ALONE: usize = 4;

/// These, in the order of their numbers; timers stand at their own.
pub(super) const ALL_ALONE: [Event; ALONE] = [
    Event::Timeout(Timer::NextBallot),
    Event::Timeout(Timer::Resend),
    Event::Timeout(Timer::CatchUp),
    Event::Sync,
];

/// The timers that may fire only so often in a run.
pub(super) const COUNTED: [Timer; 2] = [Timer::Resend, Timer::CatchUp];

/// What all actors can do.
#[derive(Debug)]
pub(super) struct Tables {
    /// The messages that can ever be sent.
    pub(super) messages: Vec<Mail>,
    /// Messages that can be altered, and what each then becomes.
    pub(super) altered: Vec<(usize, Option<usize>)>,
    /// The facts that can ever come true.
    pub(super) facts: Vec<(Id, Fact)>,
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

/// The tables, and the messages by their numbers.
pub(super) type Closure = (Tables, Vec<Envelope>);

/// A message that can be sent.
#[derive(Debug)]
pub(super) struct Mail {
    pub(super) from: Id,
    pub(super) to: Id,
    /// Its number among the messages to the same recipient.
    pub(super) in_box: usize,
}

/// What one actor can do.
#[derive(Debug, Default)]
pub(super) struct ActorTable {
    /// Its local states; it begins in the first.
    pub(super) locals: Vec<Arc<Local>>,
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

impl ActorTable {
    /// Whether the actor is a learner.
    pub(super) fn is_learner(&self) -> bool {
        matches!(self.locals[0].state, State::Learner(_))
    }

    /// Whether the actor is an acceptor.
    pub(super) fn is_acceptor(&self) -> bool {
        matches!(self.locals[0].state, State::Acceptor(_))
    }

    /// Whatever can happen in a local state.
    pub(super) fn outcomes(&self, local: usize, crashes: bool) -> impl Iterator<Item = &Outcome> {
        let crash = crashes.then_some(&self.crash[local]);
        let entries = self.deliver[local].iter().chain(&self.alone[local]).chain(crash);
        entries.filter_map(|entry| entry.outcome.as_deref())
    }
}

/// What comes of an event in a local state.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// What changes; none if the actor takes no notice.
    pub(super) outcome: Option<Box<Outcome>>,
    /// The case of the handler that this is.
    pub(super) case: Option<Case>,
}

/// A [`Reaction`], in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) local: usize,
    pub(super) sent: Vec<usize>,
    pub(super) facts: Vec<usize>,
}

/// Closes the local states of all actors, or of all but the learners, if these are only observed;
/// also returns the messages themselves.
pub(super) fn close<A: Subject>(
    network: &Network<A>,
    observers: bool,
    stop: &dyn Fn() -> bool,
) -> Result<Closure, NotPacked> {
    let mut closing = Closing {
        network,
        observers,
        stop,
        pairs: 0,
        tables: Tables {
            messages: Vec::new(),
            altered: Vec::new(),
            facts: Vec::new(),
            actors: network.roster.ids().map(|_| ActorTable::default()).collect(),
            at_first: Vec::new(),
            swapped_messages: Vec::new(),
            swapped_facts: Vec::new(),
        },
        envelopes: Vec::new(),
        unaltered: 0,
        local_numbers: vec![BTreeMap::new(); network.roster.size()],
        message_numbers: BTreeMap::new(),
        fact_numbers: BTreeMap::new(),
    };
    closing.close()?;
    closing.swap();
    Ok((closing.tables, closing.envelopes))
}

struct Closing<'a, A: Subject> {
    network: &'a Network<A>,
    observers: bool,
    stop: &'a dyn Fn() -> bool,
    /// The pairs of a local state and a message that were tried.
    pairs: usize,
    tables: Tables,
    envelopes: Vec<Envelope>,
    /// How many of them were looked at for what they can become.
    unaltered: usize,
    local_numbers: Vec<BTreeMap<Arc<Local>, usize>>,
    message_numbers: BTreeMap<Envelope, usize>,
    fact_numbers: BTreeMap<(Id, Fact), usize>,
}

impl<A: Subject> Closing<'_, A> {
    fn close(&mut self) -> Result<(), NotPacked> {
        for id in self.network.roster.ids() {
            let start = self.network.start(id);
            let outcome = self.number(id, start)?;
            self.tables.at_first.push(outcome);
        }
        // A new message can lead to new local states of its recipient, and these to new messages.
        while self.extend()? {}
        debug_assert_eq!(self.unaltered, self.envelopes.len(), "what was found was looked at");
        Ok(())
    }

    /// Works off what has turned up since the last time; whether there was anything.
    fn extend(&mut self) -> Result<bool, NotPacked> {
        let mut found = false;
        while let Some(envelope) = self.envelopes.get(self.unaltered) {
            for altered in self.network.altered(envelope) {
                let altered = altered.map(|altered| self.number_message(altered));
                self.tables.altered.push((self.unaltered, altered));
            }
            self.unaltered += 1;
        }
        for id in self.network.roster.ids() {
            let actor = usize::from(id);
            let deaf =
                self.observers && matches!(self.network.roster.role(id), Some(Role::Learner(_)));
            let mut local = 0;
            while local < self.tables.actors[actor].locals.len() {
                found |= self.tables.actors[actor].alone.len() <= local;
                self.spontaneous(id, local)?;
                while !deaf
                    && self.tables.actors[actor].deliver[local].len()
                        < self.tables.actors[actor].inbox.len()
                {
                    found = true;
                    self.deliver_next(id, local)?;
                }
                local += 1;
            }
        }
        Ok(found)
    }

    /// What happens in a new local state without a message.
    fn spontaneous(&mut self, id: Id, number: usize) -> Result<(), NotPacked> {
        let actor = usize::from(id);
        if number < self.tables.actors[actor].alone.len() {
            return Ok(());
        }
        let (network, local) =
            (self.network, Arc::clone(&self.tables.actors[actor].locals[number]));
        let mut alone: [Entry; ALONE] = Default::default();
        for timer in &local.timers {
            let full = network.full_budget();
            let possible = Network::<A>::after_timeout(full, *timer).is_some();
            if possible && network.may_fire(id, &local, *timer) {
                alone[*timer as usize] = self.entry(id, &local, &Event::Timeout(*timer))?;
            }
        }
        if local.cached.is_some() {
            alone[ALONE - 1] = self.entry(id, &local, &Event::Sync)?;
        }
        let mortal = network.mortal.iter().any(|process| network.processes[*process].contains(&id));
        let crash = if mortal && network.bounds.crashes > 0 {
            self.entry(id, &local, &Event::Crash)?
        } else {
            Entry::default()
        };
        let table = &mut self.tables.actors[actor];
        table.alone.push(alone);
        table.crash.push(crash);
        table.deliver.push(Vec::new());
        Ok(())
    }

    /// What comes of the first message of the box that was not yet tried in this local state.
    fn deliver_next(&mut self, id: Id, number: usize) -> Result<(), NotPacked> {
        self.pairs += 1;
        if self.pairs == MAX_PAIRS {
            let message = format!("the actors can meet messages in more than {MAX_PAIRS} ways");
            return Err(NotPacked::TooLarge(message));
        }
        if self.pairs.is_multiple_of(PATIENCE) && (self.stop)() {
            return Err(NotPacked::Stopped);
        }
        let table = &self.tables.actors[usize::from(id)];
        let message = table.inbox[table.deliver[number].len()];
        let local = Arc::clone(&table.locals[number]);
        let envelope = &self.envelopes[message];
        let event = Event::Message(envelope.from, envelope.msg.clone());
        let entry = self.entry(id, &local, &event)?;
        self.tables.actors[usize::from(id)].deliver[number].push(entry);
        Ok(())
    }

    /// Asks the actor.
    fn entry(&mut self, id: Id, local: &Local, event: &Event) -> Result<Entry, NotPacked> {
        let reaction = self.network.react(id, local, event);
        let case = case(local, event, reaction.as_ref());
        let outcome = reaction.map(|reaction| self.number(id, reaction)).transpose()?.map(Box::new);
        Ok(Entry { outcome, case })
    }

    fn number(&mut self, id: Id, reaction: Reaction) -> Result<Outcome, NotPacked> {
        let local = self.number_local(id, reaction.local)?;
        let envelopes = reaction.sent.into_iter().map(|(to, msg)| Envelope { to, from: id, msg });
        let mut sent: Vec<_> = envelopes.map(|envelope| self.number_message(envelope)).collect();
        sent.sort_unstable();
        let mut facts: Vec<_> =
            reaction.facts.into_iter().map(|fact| self.number_fact(id, fact)).collect();
        facts.sort_unstable();
        facts.dedup();
        Ok(Outcome { local, sent, facts })
    }

    fn number_local(&mut self, id: Id, local: Local) -> Result<usize, NotPacked> {
        let numbers = &mut self.local_numbers[usize::from(id)];
        if let Some(number) = numbers.get(&local) {
            return Ok(*number);
        }
        let locals = &mut self.tables.actors[usize::from(id)].locals;
        if locals.len() == MAX_LOCALS {
            let name = self.network.roster.name(id);
            let message = format!("{name} has more than {MAX_LOCALS} local states");
            return Err(NotPacked::TooLarge(message));
        }
        let local = Arc::new(local);
        numbers.insert(Arc::clone(&local), locals.len());
        locals.push(local);
        Ok(locals.len() - 1)
    }

    fn number_message(&mut self, envelope: Envelope) -> usize {
        if let Some(number) = self.message_numbers.get(&envelope) {
            return *number;
        }
        let number = self.envelopes.len();
        let inbox = &mut self.tables.actors[usize::from(envelope.to)].inbox;
        let mail = Mail { from: envelope.from, to: envelope.to, in_box: inbox.len() };
        inbox.push(number);
        self.tables.messages.push(mail);
        self.message_numbers.insert(envelope.clone(), number);
        self.envelopes.push(envelope);
        number
    }

    fn number_fact(&mut self, id: Id, fact: Fact) -> usize {
        let facts = &mut self.tables.facts;
        *self.fact_numbers.entry((id, fact)).or_insert_with_key(|fact| {
            facts.push(fact.clone());
            facts.len() - 1
        })
    }

    /// Notes what messages and facts are called when two neighbouring acceptors change places.
    fn swap(&mut self) {
        let acceptors: Vec<Id> = self.network.roster.acceptors().collect();
        for pair in acceptors.windows(2) {
            let swapped = |id: Id| match () {
                () if id == pair[0] => pair[1],
                () if id == pair[1] => pair[0],
                () => id,
            };
            let message = |Envelope { to, from, msg }: &Envelope| {
                let (to, from, msg) = (swapped(*to), swapped(*from), msg.clone());
                self.message_numbers.get(&Envelope { to, from, msg }).copied()
            };
            let fact = |(id, fact): &(Id, Fact)| {
                self.fact_numbers.get(&(swapped(*id), fact.clone())).copied()
            };
            let messages = self.envelopes.iter().map(message).collect();
            let facts = self.tables.facts.iter().map(fact).collect();
            self.tables.swapped_messages.push(messages);
            self.tables.swapped_facts.push(facts);
        }
    }
}

impl Tables {
    /// Numbers an actor's local states anew: the new order lists the old numbers.
    pub(super) fn renumber(&mut self, actor: usize, order: &[usize]) {
        let mut new = vec![0; order.len()];
        for (number, old) in order.iter().enumerate() {
            new[*old] = number;
        }
        let table = &mut self.actors[actor];
        table.locals = order.iter().map(|old| Arc::clone(&table.locals[*old])).collect();
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
