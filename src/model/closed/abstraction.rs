//! What packed states stand for in the abstract algorithm, in bits: one for each abstract message that was
//! sent, and for each acceptor the number of what it is.
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

/// A message of the abstract algorithm.
type Sent = (Option<AcceptorId>, Message);

/// What the parts of a packed state stand for.
#[derive(Debug)]
pub(super) struct Abstraction<const N: usize> {
    /// What was sent before anybody did anything, as where a ballot needs no phase 1. It is in every state.
    given: BTreeSet<Sent>,
    /// All other abstract messages, in order.
    sent: Vec<Sent>,
    /// The bit of the first of them; the others follow.
    first: usize,
    /// For each acceptor all that it can be, and where the number of that stands.
    acceptors: Vec<(Vec<Acceptor>, Field)>,
    /// For each local state of each actor, its bits; of learners, who stand for nothing, there is none.
    locals: Vec<Vec<[u64; N]>>,
    /// For each bit of a state, the bit of what it stands for; and those that stand for something.
    bits: Vec<usize>,
    visible: [u64; N],
}

/// Asks what parts of a state stand for beside what is given, while all actors are as they were made, and
/// nothing was sent.
struct Asking<'a> {
    told: &'a dyn Told,
    as_made: Vec<usize>,
    given: BTreeSet<Sent>,
}

impl Asking<'_> {
    fn new(told: &dyn Told, actors: usize) -> Asking<'_> {
        let as_made = vec![0; actors];
        let given = told.abstracted(&as_made, &[], &[]).sent;
        Asking { told, as_made, given }
    }

    fn new_in(&self, sent: &BTreeSet<Sent>) -> BTreeSet<Sent> {
        sent.difference(&self.given).cloned().collect()
    }

    fn local(&self, actor: usize, local: usize) -> MessageSetState {
        let mut locals = self.as_made.clone();
        locals[actor] = local;
        let MessageSetState { acceptors, sent } = self.told.abstracted(&locals, &[], &[]);
        MessageSetState { acceptors, sent: self.new_in(&sent) }
    }

    fn fact(&self, fact: usize) -> BTreeSet<Sent> {
        self.new_in(&self.told.abstracted(&self.as_made, &[fact], &[]).sent)
    }

    fn message(&self, message: usize) -> BTreeSet<Sent> {
        self.new_in(&self.told.abstracted(&self.as_made, &[], &[message]).sent)
    }
}

impl<const N: usize> Abstraction<N> {
    pub(super) fn new(told: &dyn Told, tables: &Tables, layout: &Layout) -> Self {
        let asking = Asking::new(told, tables.actors.len());
        let actors = tables.actors.iter().enumerate();
        let locals: Vec<Vec<MessageSetState>> = actors
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
        let of_locals = locals.iter().flatten().flat_map(|state| &state.sent);
        let sent: BTreeSet<&Sent> =
            parts.iter().flat_map(|(sent, _)| sent).chain(of_locals).collect();
        let sent: Vec<Sent> = sent.into_iter().cloned().collect();

        let mut free = Allotment::default();
        let is_acceptor = |actor: &usize| tables.actors[*actor].is_acceptor();
        let acceptors = (0..locals.len()).filter(is_acceptor).zip(0..).map(|(actor, number)| {
            let all: BTreeSet<&Acceptor> =
                locals[actor].iter().map(|state| &state.acceptors[number]).collect();
            let all: Vec<Acceptor> = all.into_iter().cloned().collect();
            let field = free.numbers(all.len());
            (all, field)
        });
        let acceptors = acceptors.collect();
        let first = free.next;
        // There is room: whatever stands for something has bits of its own in a state.
        assert!(first + sent.len() <= N * 64, "what states stand for takes more than they do");

        let mut abstraction = Self {
            given: asking.given,
            sent,
            first,
            acceptors,
            locals: Vec::new(),
            bits: vec![0; N * 64],
            visible: [0; N],
        };
        for (sent, field) in &parts {
            abstraction.see(sent, *field);
        }
        let mut acceptor = 0;
        for (actor, states) in locals.iter().enumerate() {
            let number = is_acceptor(&actor).then_some(acceptor);
            let local = |state: &MessageSetState| abstraction.of_local(state, number);
            let locals = states.iter().map(local).collect();
            abstraction.locals.push(locals);
            acceptor += usize::from(number.is_some());
        }
        abstraction
    }

    /// The bit of a message.
    fn bit(&self, sent: &Sent) -> usize {
        self.first + self.sent.binary_search(sent).expect("all are listed")
    }

    /// Notes what the bits of a field stand for: one message, or nothing.
    fn see(&mut self, sent: &BTreeSet<Sent>, field: Field) {
        assert!(sent.len() <= 1, "a message or a fact stands for one message at most: {sent:?}");
        for sent in sent {
            let bit = self.bit(sent);
            let all = field.bit()..field.bit() + field.mask.count_ones() as usize;
            self.bits[all].fill(bit);
            self.visible[field.word] |= field.mask << field.shift;
        }
    }

    /// The bits of what a local state stands for; of an acceptor its number is known.
    fn of_local(&self, state: &MessageSetState, acceptor: Option<usize>) -> [u64; N] {
        let mut bits = [0; N];
        for sent in &state.sent {
            let bit = self.bit(sent);
            bits[bit / 64] |= 1 << (bit % 64);
        }
        if let Some(number) = acceptor {
            let (all, field) = &self.acceptors[number];
            let place = all.binary_search(&state.acceptors[number]).expect("all are listed");
            field.set(&mut bits, place as u64);
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
                let to = self.bits[word * 64 + bits.trailing_zeros() as usize];
                glimpse[to / 64] |= 1 << (to % 64);
                bits &= bits - 1;
            }
        }
        glimpse
    }

    /// The abstract state of these bits.
    pub(super) fn state(&self, glimpse: &[u64; N]) -> MessageSetState {
        let acceptors = self.acceptors.iter();
        let acceptors = acceptors.map(|(all, field)| all[field.index(glimpse)].clone());
        let bits = self.first..self.first + self.sent.len();
        let there = bits.filter(|bit| glimpse[bit / 64] >> (bit % 64) & 1 == 1);
        let sent = there.map(|bit| self.sent[bit - self.first].clone());
        let sent = self.given.iter().cloned().chain(sent);
        MessageSetState { acceptors: acceptors.collect(), sent: sent.collect() }
    }
}
