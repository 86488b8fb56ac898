//! What packed states stand for in the abstract algorithm, in bits: one for each abstract message that was
//! sent in a decree, and for each decree and acceptor the number of what it is there.

use super::meaning::{Meaning, OfLocal, Sent};
use crate::model::field::Field;
use crate::model::message_set::MessageSetState;
use crate::paxos::Acceptor;
use std::collections::BTreeSet;

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

impl<const N: usize> Abstraction<N> {
    /// The bits of a state that has room for them.
    pub(super) fn new(meaning: Meaning) -> Self {
        assert!(meaning.words() <= N, "what states stand for takes more than they do");
        let Meaning { given, sent, first, acceptors, ids, locals, parts } = meaning;
        let mut abstraction = Self {
            given,
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
