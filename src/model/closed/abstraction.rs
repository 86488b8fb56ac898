//! What packed states stand for in the abstract algorithm, in bits: one for each abstract message that was
//! sent in a decree, and for each decree and acceptor the number of what it is there.
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
type Sent = (usize, Option<AcceptorId>, Message);

/// What the parts of a packed state stand for.
#[derive(Debug)]
pub(super) struct Abstraction<const N: usize> {
    /// What was sent before anybody did anything, as where a ballot needs no phase 1. It is in every state.
    given: BTreeSet<Sent>,
    /// All other abstract messages, in order.
    sent: Vec<Sent>,
    /// The bit of the first of them; the others follow.
    first: usize,
    /// For each decree and acceptor all that it can be there, and where the number of that stands.
    acceptors: Vec<Vec<(Vec<Acceptor>, Field)>>,
    /// For each local state of each actor, its bits; of learners, who stand for nothing, there is none.
    locals: Vec<Vec<[u64; N]>>,
    /// For each bit of a state, the bits of what it stands for; and those that stand for something.
    bits: Vec<Vec<usize>>,
    visible: [u64; N],
}

/// Asks what parts of a state stand for beside what is given, while all actors are as they were made, and
/// nothing was sent.
struct Asking<'a> {
    told: &'a dyn Told,
    as_made: Vec<usize>,
    given: BTreeSet<Sent>,
}

/// What a local state stands for: the acceptors of each decree, and what is sent.
struct OfLocal {
    acceptors: Vec<Vec<Acceptor>>,
    sent: BTreeSet<Sent>,
}

impl Asking<'_> {
    fn new(told: &dyn Told, actors: usize) -> Asking<'_> {
        let as_made = vec![0; actors];
        let given = all_sent(&told.abstracted(&as_made, &[], &[]));
        Asking { told, as_made, given }
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

impl<const N: usize> Abstraction<N> {
    pub(super) fn new(told: &dyn Told, tables: &Tables, layout: &Layout) -> Self {
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
        let decrees = 0..told.abstracted(&asking.as_made, &[], &[]).len();
        let acceptors = decrees.map(|decree| {
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
        // There is room: whatever stands for something has bits of its own in a state, and a message or a fact of
        // several decrees stands for one of few things in each.
        assert!(first + sent.len() <= N * 64, "what states stand for takes more than they do");

        let mut abstraction = Self {
            given: asking.given,
            sent,
            first,
            acceptors,
            locals: Vec::new(),
            bits: vec![Vec::new(); N * 64],
            visible: [0; N],
        };
        for (sent, field) in &parts {
            abstraction.see(sent, *field);
        }
        for (actor, states) in locals.iter().enumerate() {
            let number = ids.iter().position(|id| *id == actor);
            let local = |local: &OfLocal| abstraction.of_local(local, number);
            let locals = states.iter().map(local).collect();
            abstraction.locals.push(locals);
        }
        abstraction
    }

    /// The bit of a message.
    fn bit(&self, sent: &Sent) -> usize {
        self.first + self.sent.binary_search(sent).expect("all are listed")
    }

    /// Notes what the bits of a field stand for.
    fn see(&mut self, sent: &BTreeSet<Sent>, field: Field) {
        if sent.is_empty() {
            return;
        }
        let bits: Vec<usize> = sent.iter().map(|sent| self.bit(sent)).collect();
        let all = field.bit()..field.bit() + field.mask.count_ones() as usize;
        self.bits[all].fill(bits);
        self.visible[field.word] |= field.mask << field.shift;
    }

    /// The bits of what a local state stands for; of an acceptor its number is known.
    fn of_local(&self, local: &OfLocal, acceptor: Option<usize>) -> [u64; N] {
        let mut bits = [0; N];
        for sent in &local.sent {
            set(&mut bits, self.bit(sent));
        }
        if let Some(number) = acceptor {
            for (decree, all) in self.acceptors.iter().enumerate() {
                let (all, field) = &all[number];
                let place = all.binary_search(&local.acceptors[decree][number]);
                field.set(&mut bits, place.expect("all are listed") as u64);
            }
        }
        bits
    }

    /// What a state stands for, in bits.
    #[inline]
    pub(super) fn of(&self, state: &[u64; N], locals: &[Field]) -> [u64; N] {
        let mut glimpse = [0; N];
        for (own, field) in self.locals.iter().zip(locals).filter(|(own, _)| !own.is_empty()) {
            let own = &own[field.index(state)];
            glimpse.iter_mut().zip(own).for_each(|(word, bits)| *word |= bits);
        }
        for (word, visible) in self.visible.iter().enumerate() {
            let mut bits = state[word] & visible;
            while bits != 0 {
                for to in &self.bits[word * 64 + bits.trailing_zeros() as usize] {
                    set(&mut glimpse, *to);
                }
                bits &= bits - 1;
            }
        }
        glimpse
    }

    /// For each decree, the abstract state of these bits.
    pub(super) fn states(&self, glimpse: &[u64; N]) -> Vec<MessageSetState> {
        let decree = |acceptors: &Vec<(Vec<Acceptor>, Field)>| MessageSetState {
            acceptors: acceptors
                .iter()
                .map(|(all, field)| all[field.index(glimpse)].clone())
                .collect(),
            sent: BTreeSet::new(),
        };
        let mut states: Vec<MessageSetState> = self.acceptors.iter().map(decree).collect();
        let bits = self.first..self.first + self.sent.len();
        let there = bits.filter(|bit| glimpse[bit / 64] >> (bit % 64) & 1 == 1);
        let sent = there.map(|bit| &self.sent[bit - self.first]);
        for (decree, from, message) in self.given.iter().chain(sent) {
            states[*decree].sent.insert((*from, message.clone()));
        }
        states
    }
}

fn set<const N: usize>(bits: &mut [u64; N], bit: usize) {
    bits[bit / 64] |= 1 << (bit % 64);
}
