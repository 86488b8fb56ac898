//! What the parts of a state stand for in the abstract algorithm.
//!
//! What a state stands for is put together from what its parts do: local states, facts, and messages on their
//! way ([`refinement`](crate::model)). So each part is asked alone, once.

use super::layout::Layout;
use super::tables::Tables;
use super::told::Told;
use crate::model::field::{Allotment, Field};
use crate::model::message_set::MessageSetState;
use crate::paxos::{Acceptor, AcceptorId, Message};
use std::collections::BTreeSet;

/// A message of the abstract algorithm, in the decree of this number.
pub(super) type Sent = (usize, Option<AcceptorId>, Message);

/// What each part of a state stands for.
pub(super) struct Meaning {
    /// What was sent before anybody did anything, as where a ballot needs no phase 1. It is in every state.
    pub(super) given: BTreeSet<Sent>,
    /// All other abstract messages, in order.
    pub(super) sent: Vec<Sent>,
    /// The bit of the first of them; the others follow.
    pub(super) first: usize,
    /// For each decree and acceptor all that it can be there, and where the number of that stands.
    pub(super) acceptors: Vec<Vec<(Vec<Acceptor>, Field)>>,
    /// The acceptors among the actors.
    pub(super) ids: Vec<usize>,
    /// What each local state of each actor stands for.
    pub(super) locals: Vec<Vec<OfLocal>>,
    /// What is sent if a message or a fact is there, of which this is the field.
    pub(super) parts: Vec<(BTreeSet<Sent>, Field)>,
}

/// What a local state stands for: the acceptors of each decree, and what is sent.
pub(super) struct OfLocal {
    pub(super) acceptors: Vec<Vec<Acceptor>>,
    pub(super) sent: BTreeSet<Sent>,
}

impl Meaning {
    pub(super) fn of(told: &dyn Told, tables: &Tables, layout: &Layout) -> Self {
        let asking = Asking::new(told, tables.actors.len());
        let actors = tables.actors.iter().enumerate();
        let locals: Vec<Vec<OfLocal>> = actors
            .map(|(actor, table)| {
                let locals = if table.is_learner() { 0 } else { table.locals() };
                (0..locals).map(|local| asking.local(actor, local)).collect()
            })
            .collect();
        let messages = (0..tables.messages.len()).map(|message| asking.message(message));
        let facts = (0..tables.facts.len()).map(|fact| asking.fact(fact));
        let fields = layout.messages.iter().chain(&layout.facts);
        let parts: Vec<(BTreeSet<Sent>, Field)> =
            messages.chain(facts).zip(fields.copied()).collect();
        let of_locals = locals.iter().flatten().flat_map(|local| &local.sent);
        let sent: BTreeSet<&Sent> =
            parts.iter().flat_map(|(sent, _)| sent).chain(of_locals).collect();
        let sent: Vec<Sent> = sent.into_iter().cloned().collect();

        let mut free = Allotment::default();
        let ids: Vec<usize> = tables.acceptors().collect();
        let acceptors = (0..asking.decrees).map(|decree| {
            let of = |(number, id): (usize, &usize)| {
                let all = locals[*id].iter().map(|local| &local.acceptors[decree][number]);
                let all: BTreeSet<&Acceptor> = all.collect();
                let field = free.numbers(all.len());
                (all.into_iter().cloned().collect(), field)
            };
            ids.iter().enumerate().map(of).collect()
        });
        let acceptors = acceptors.collect();
        let first = free.next;
        Self { given: asking.given, sent, first, acceptors, ids, locals, parts }
    }

    /// How many words it takes. In one decree a state always has so many, as whatever stands for something has bits of its
    /// own there; but what is said of a log stands for something in each slot.
    pub(super) fn words(&self) -> usize {
        (self.first + self.sent.len()).div_ceil(64)
    }
}

/// Asks what parts of a state stand for beside what is given, while all actors are as they were made, and
/// nothing was sent.
struct Asking<'a> {
    told: &'a dyn Told,
    as_made: Vec<usize>,
    given: BTreeSet<Sent>,
    /// How many decrees there are.
    decrees: usize,
}

impl Asking<'_> {
    fn new(told: &dyn Told, actors: usize) -> Asking<'_> {
        let as_made = vec![0; actors];
        let begins = told.abstracted(&as_made, &[], &[]);
        Asking { told, as_made, given: all_sent(&begins), decrees: begins.len() }
    }

    fn new_in(&self, states: &[MessageSetState]) -> BTreeSet<Sent> {
        all_sent(states).difference(&self.given).cloned().collect()
    }

    fn local(&self, actor: usize, local: usize) -> OfLocal {
        let mut locals = self.as_made.clone();
        locals[actor] = local;
        let states = self.told.abstracted(&locals, &[], &[]);
        let sent = self.new_in(&states);
        OfLocal { acceptors: states.into_iter().map(|state| state.acceptors).collect(), sent }
    }

    fn fact(&self, fact: usize) -> BTreeSet<Sent> {
        self.new_in(&self.told.abstracted(&self.as_made, &[fact], &[]))
    }

    fn message(&self, message: usize) -> BTreeSet<Sent> {
        self.new_in(&self.told.abstracted(&self.as_made, &[], &[message]))
    }
}

/// All that is sent in each decree.
fn all_sent(states: &[MessageSetState]) -> BTreeSet<Sent> {
    let decrees = states.iter().enumerate();
    let sent =
        decrees.flat_map(|(decree, state)| state.sent.iter().map(move |sent| (decree, sent)));
    sent.map(|(decree, (from, message))| (decree, *from, message.clone())).collect()
}
