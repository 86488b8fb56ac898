//! Acceptors that can change places: a column of bits for each, which are sorted.

use crate::paxos::{AcceptorId, AcceptorSet, Quorums};
use std::cmp::Ordering;
use std::ops::Range;

/// Neighbouring acceptors that can change places, each with all bits that belong to it alone in a
/// column of its own, in the same order in all of them.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    /// The acceptors, counted from 0.
    pub(super) acceptors: Range<usize>,
    /// The first bit of the first column.
    pub(super) bit: usize,
    /// How many bits a column has: 8, 16, 32, or whole words.
    pub(super) width: usize,
}

impl Columns {
    /// The width of columns that hold so many bits.
    pub(super) fn width(bits: usize) -> usize {
        if bits <= 32 { bits.next_power_of_two().max(8) } else { bits.next_multiple_of(64) }
    }

    /// A column, as words that can be compared.
    #[inline]
    fn parts<const N: usize>(
        &self,
        state: &[u64; N],
        acceptor: usize,
    ) -> impl Iterator<Item = u64> {
        let at = self.bit + (acceptor - self.acceptors.start) * self.width;
        let mask = if self.width < 64 { (1 << self.width) - 1 } else { u64::MAX };
        state[at / 64..]
            .iter()
            .take(self.width.div_ceil(64))
            .map(move |word| word >> (at % 64) & mask)
    }

    /// How an acceptor's column compares with the next.
    #[inline]
    pub(super) fn compare<const N: usize>(&self, state: &[u64; N], acceptor: usize) -> Ordering {
        self.parts(state, acceptor).cmp(self.parts(state, acceptor + 1))
    }

    /// Swaps an acceptor's column with the next.
    #[inline]
    pub(super) fn swap<const N: usize>(&self, state: &mut [u64; N], acceptor: usize) {
        let at = self.bit + (acceptor - self.acceptors.start) * self.width;
        if self.width < 64 {
            let (here, there) = (at % 64, (at + self.width) % 64);
            let mask = (1 << self.width) - 1;
            let one = state[at / 64] >> here & mask;
            let other = state[(at + self.width) / 64] >> there & mask;
            state[at / 64] ^= (one ^ other) << here;
            state[(at + self.width) / 64] ^= (one ^ other) << there;
        } else {
            for word in at / 64..(at + self.width) / 64 {
                state.swap(word, word + self.width / 64);
            }
        }
    }

    /// Sorts the columns, given how to compare and to swap an acceptor with the next.
    #[inline]
    pub(super) fn sort<const N: usize>(
        &self,
        state: &mut [u64; N],
        compare: impl Fn(&[u64; N], usize) -> Ordering,
        swap: impl Fn(&mut [u64; N], usize),
    ) {
        for end in (self.acceptors.start + 1..self.acceptors.end).rev() {
            let mut sorted = true;
            for acceptor in self.acceptors.start..end {
                if compare(state, acceptor).is_gt() {
                    swap(state, acceptor);
                    sorted = false;
                }
            }
            if sorted {
                break;
            }
        }
    }

    /// Sorts the columns by their bits.
    #[inline]
    pub(super) fn sort_as_they_are<const N: usize>(&self, state: &mut [u64; N]) {
        self.sort(
            state,
            |state, acceptor| self.compare(state, acceptor),
            |state, acceptor| self.swap(state, acceptor),
        );
    }

    /// In how many different orders columns can stand that are sorted by their bits.
    #[inline]
    pub(super) fn orders_as_they_are<const N: usize>(&self, state: &[u64; N]) -> u64 {
        self.orders(state, |state, acceptor| self.compare(state, acceptor))
    }

    /// In how many different orders sorted columns can stand.
    pub(super) fn orders<const N: usize>(
        &self,
        state: &[u64; N],
        compare: impl Fn(&[u64; N], usize) -> Ordering,
    ) -> u64 {
        let (mut orders, mut alike) = (1, 1);
        for (acceptor, count) in self.acceptors.clone().zip(1_u64..) {
            orders = orders * count / alike;
            let last = acceptor + 1 == self.acceptors.end;
            alike = if !last && compare(state, acceptor).is_eq() { alike + 1 } else { 1 };
        }
        orders
    }
}

/// The most acceptors for which quorums are compared set by set.
const MAX_COMPARED: usize = 12;

/// Whether the quorums are the same sets after an acceptor, counted from 0, and the next have changed
/// places.
pub(super) fn quorums_allow(quorums: &Quorums, at: usize) -> bool {
    let acceptors = quorums.acceptors();
    let set = |bits: u32| -> AcceptorSet {
        let all = (0..acceptors).zip(0_u8..).filter(|(i, _)| bits >> i & 1 == 1);
        all.map(|(_, id)| AcceptorId(id)).collect()
    };
    acceptors <= MAX_COMPARED
        && (0..1_u32 << acceptors).all(|bits| {
            let other = (0..acceptors).filter(|i| bits >> i & 1 == 1);
            let other = other.fold(0, |bits, i| bits | 1 << swapped(at, i));
            quorums.is_prepare_quorum(set(bits)) == quorums.is_prepare_quorum(set(other))
                && quorums.is_accept_quorum(set(bits)) == quorums.is_accept_quorum(set(other))
        })
}

/// The number of something after the one of this number and the next have changed places.
pub(super) fn swapped(at: usize, number: usize) -> usize {
    if number == at {
        at + 1
    } else if number == at + 1 {
        at
    } else {
        number
    }
}
