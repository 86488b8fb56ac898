//! A set of fingerprints: states that are remembered by a hash of 64 bits alone.

use prefetch_index::prefetch_index;

/// How many states are looked for in one go.
const BATCH: usize = 32;

/// What the mixing begins with.
const START: u64 = 0x243F_6A88_85A3_08D3;

/// Fingerprints, each once. Open addressing, at most four fifths full, and grown by a quarter: 10 to
/// 12.5 bytes for each. Two states with one fingerprint are taken for one.
#[derive(Debug)]
pub(super) struct Prints {
    /// 0 where there is none.
    table: Vec<u64>,
    len: usize,
}

/// The fingerprint of a state. It has nothing to do with the hash that chooses the shard. Each word is
/// mixed in by a step that can be undone, so two states meet with the chance of two random numbers,
/// however many words they differ in; a hash whose steps lose something would add up the chances of
/// all of them.
#[inline]
pub(super) fn fingerprint<const N: usize>(state: &[u64; N]) -> u64 {
    let print = state.iter().fold(START, |print, word| mix(print ^ word));
    // 0 is the empty place.
    print.max(1)
}

/// A permutation in which every bit depends on every bit.
#[inline]
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ bits >> 32).wrapping_mul(0xE903_6B6E_9D4A_3F2D);
    bits = (bits ^ bits >> 29).wrapping_mul(0x9FB2_1C65_1E98_DF25);
    bits ^ bits >> 32
}

impl Default for Prints {
    fn default() -> Self {
        Self { table: vec![0; 64], len: 0 }
    }
}

impl Prints {
    /// Where the search for a fingerprint begins in a table of this size.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "it is less than the size")]
    fn slot(print: u64, size: usize) -> usize {
        ((u128::from(print) * size as u128) >> 64) as usize
    }

    /// Adds a fingerprint; whether it is new.
    #[inline]
    pub(super) fn insert(&mut self, print: u64) -> bool {
        if !place(&mut self.table, print) {
            return false;
        }
        self.len += 1;
        if self.len * 5 > self.table.len() * 4 {
            let mut larger = vec![0; self.table.len() / 4 * 5];
            for print in self.table.iter().filter(|print| **print != 0) {
                place(&mut larger, *print);
            }
            self.table = larger;
        }
        true
    }

    /// Adds the fingerprints of states, in order, and shows those states that are new. First all
    /// places are brought into the cache, without waiting for any.
    pub(super) fn insert_all<'a, const N: usize>(
        &mut self,
        states: impl Iterator<Item = &'a [u64; N]>,
        mut new: impl FnMut(&'a [u64; N]),
    ) {
        let mut states = states.fuse();
        let mut batch: [(u64, &[u64; N]); BATCH] = [(0, &[0; N]); BATCH];
        loop {
            let mut size = 0;
            for (place, state) in batch.iter_mut().zip(&mut states) {
                let print = fingerprint(state);
                *place = (print, state);
                prefetch_index(&self.table, Self::slot(print, self.table.len()));
                size += 1;
            }
            if size == 0 {
                return;
            }
            for (print, state) in &batch[..size] {
                if self.insert(*print) {
                    new(state);
                }
            }
        }
    }
}

/// Puts a fingerprint into a table with room for it; whether it is new there.
#[inline]
fn place(table: &mut [u64], print: u64) -> bool {
    let mut slot = Prints::slot(print, table.len());
    loop {
        match table[slot] {
            0 => {
                table[slot] = print;
                return true;
            }
            there if there == print => return false,
            _ => slot = if slot + 1 == table.len() { 0 } else { slot + 1 },
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Two states with one fingerprint, found by calculation: the second word makes up for the first.
    pub(in crate::check) fn colliding(first: u64, other: u64) -> [[u64; 2]; 2] {
        [[first, 0], [other, mix(START ^ first) ^ mix(START ^ other)]]
    }

    #[test]
    fn states_with_one_fingerprint_are_taken_for_one() {
        let [one, other] = colliding(1, 2);
        assert_ne!(one, other);
        let mut prints = Prints::default();
        let mut new = Vec::new();
        prints.insert_all([one, [3, 3], other, one].iter(), |state| new.push(*state));
        assert_eq!(new, [one, [3, 3]]);
    }

    #[test]
    fn a_state_whose_fingerprint_would_be_that_of_an_empty_place_is_remembered_too() {
        assert_eq!(mix(0), 0);
        let mut prints = Prints::default();
        let mut new = 0;
        prints.insert_all([[START], [START]].iter(), |_| new += 1);
        assert_eq!(new, 1);
    }

    #[test]
    fn every_other_state_is_told_apart_and_takes_at_most_12_and_a_half_bytes() {
        let mut prints = Prints::default();
        let states: Vec<[u64; 3]> =
            (0..100_000).map(|i| [i % 10, i / 10 % 100, i / 1000]).collect();
        let mut new = 0;
        for _ in 0..2 {
            prints.insert_all(states.iter(), |_| new += 1);
        }
        assert_eq!((new, prints.len), (100_000, 100_000));
        for print in 1..1_000_000 {
            prints.insert(mix(print));
            assert!(prints.table.len() * 8 * 2 <= prints.len * 25 + 64, "{}", prints.len);
        }
    }

    #[test]
    fn every_bit_of_a_fingerprint_depends_on_every_bit_of_the_state() {
        for bit in 0..128 {
            let (mut flips, tries) = ([0; 64], 1000);
            for seed in 0..tries {
                let state = [mix(seed), mix(seed + tries)];
                let mut other = state;
                other[bit / 64] ^= 1 << (bit % 64);
                let changed = fingerprint(&state) ^ fingerprint(&other);
                (0..64).for_each(|at| flips[at] += changed >> at & 1);
            }
            assert!(flips.iter().all(|flips| (400..600).contains(flips)), "bit {bit}: {flips:?}");
        }
    }
}
