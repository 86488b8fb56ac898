//! A set of packed states, exact and in the order in which they came.

#![expect(
    clippy::cast_possible_truncation,
    reason = "hashes are cut on purpose, numbers are small"
)]

/// How many keys are allotted at once.
const SEGMENT: usize = 1 << 12;

/// How many keys are inserted in one go.
const BATCH: usize = 32;

/// An entry of the index: the number of a key plus one in the lower bits, some of its hash above.
const NUMBER_BITS: u32 = 26;
const NUMBER: u32 = (1 << NUMBER_BITS) - 1;

/// The most keys of one set.
pub(super) const MOST: usize = NUMBER as usize - 1;

/// Keys of `N` words. Whole keys are compared, so no collision of hashes can hide one. Beside the
/// keys it takes 5.3 to 7.5 bytes for each: the index is open addressing over 32-bit entries, at most
/// three quarters full, and grows by two fifths.
#[derive(Debug)]
pub(super) struct Keys<const N: usize> {
    segments: Vec<Vec<[u64; N]>>,
    len: usize,
    index: Vec<u32>,
}

/// A hash of a key: every bit of it depends on every bit of the key.
#[inline]
pub(super) fn hash<const N: usize>(key: &[u64; N]) -> u64 {
    let fold = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        (product as u64) ^ (product >> 64) as u64
    };
    let mixed = key.iter().fold(0x9E37_79B9_7F4A_7C15, |mixed, word| {
        fold(mixed ^ word, 0xD6E8_FEB8_6659_FD93).rotate_left(29)
    });
    fold(mixed, 0xA076_1D64_78BD_642F)
}

/// Whether two keys are equal, without a call.
#[inline]
fn same<const N: usize>(one: &[u64; N], other: &[u64; N]) -> bool {
    one.iter().zip(other).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

impl<const N: usize> Default for Keys<N> {
    fn default() -> Self {
        Self { segments: Vec::new(), len: 0, index: vec![0; 64] }
    }
}

impl<const N: usize> Keys<N> {
    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The key of this number, counted from 0 in the order of insertion.
    #[inline]
    pub(super) fn get(&self, number: usize) -> &[u64; N] {
        &self.segments[number / SEGMENT][number % SEGMENT]
    }

    /// Where the search for a key begins.
    #[inline]
    fn slot(&self, hash: u64) -> usize {
        (((hash & 0xFFFF_FFFF) * self.index.len() as u64) >> 32) as usize
    }

    /// The bits of a hash that an entry remembers: not the lower ones, which say where it stands, nor
    /// the upper ones, which are the same in all of a shard.
    #[inline]
    fn tag(hash: u64) -> u32 {
        ((hash >> 32) as u32) << NUMBER_BITS
    }

    /// Where a key stands, or the empty place where it would.
    #[inline]
    fn find(&self, hash: u64, key: &[u64; N]) -> Result<usize, usize> {
        let tag = Self::tag(hash);
        let mut slot = self.slot(hash);
        loop {
            let entry = self.index[slot];
            if entry == 0 {
                return Err(slot);
            }
            if entry & !NUMBER == tag && same(self.get((entry & NUMBER) as usize - 1), key) {
                return Ok(slot);
            }
            slot += 1;
            if slot == self.index.len() {
                slot = 0;
            }
        }
    }

    /// Whether a key is there.
    pub(super) fn contains(&self, hash: u64, key: &[u64; N]) -> bool {
        self.find(hash, key).is_ok()
    }

    /// Adds a key; whether it is new.
    ///
    /// # Panics
    /// If there are [`MOST`] keys already.
    #[inline]
    pub(super) fn insert(&mut self, hash: u64, key: &[u64; N]) -> bool {
        let Err(slot) = self.find(hash, key) else { return false };
        assert!(self.len < MOST, "more than {MOST} keys");
        if self.len.is_multiple_of(SEGMENT) {
            self.segments.push(Vec::with_capacity(SEGMENT));
        }
        self.segments[self.len / SEGMENT].push(*key);
        self.len += 1;
        self.index[slot] = Self::tag(hash) | self.len as u32;
        if self.len * 4 > self.index.len() * 3 {
            self.grow();
        }
        true
    }

    /// Adds keys, in order. First all places where they may stand are read, one after the other without
    /// waiting: that brings them into the cache, and memory is what takes the time here.
    pub(super) fn insert_all<'a>(&mut self, keys: impl Iterator<Item = &'a (u64, [u64; N])>) {
        let mut keys = keys.fuse();
        let mut batch: [&(u64, [u64; N]); BATCH] = [&(0, [0; N]); BATCH];
        let mut entries = [0; BATCH];
        loop {
            let mut size = 0;
            for (place, key) in batch.iter_mut().zip(&mut keys) {
                *place = key;
                size += 1;
            }
            if size == 0 {
                return;
            }
            let batch = &batch[..size];
            for (entry, (hash, _)) in entries.iter_mut().zip(batch) {
                *entry = self.index[self.slot(*hash)];
            }
            let mut touched = 0;
            for (entry, (hash, _)) in entries.iter().zip(batch) {
                if *entry & !NUMBER == Self::tag(*hash) && *entry != 0 {
                    touched ^= self.get((*entry & NUMBER) as usize - 1)[0];
                }
            }
            std::hint::black_box(touched);
            for (hash, key) in batch {
                self.insert(*hash, key);
            }
        }
    }

    fn grow(&mut self) {
        let size = self.index.len() / 5 * 7;
        self.index = Vec::new();
        self.index = vec![0; size];
        for number in 0..self.len {
            let hash = hash(self.get(number));
            let mut slot = self.slot(hash);
            while self.index[slot] != 0 {
                slot = if slot + 1 == size { 0 } else { slot + 1 };
            }
            self.index[slot] = Self::tag(hash) | (number + 1) as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of memory for each key.
    fn bytes<const N: usize>(keys: &Keys<N>) -> f64 {
        let allotted: usize = keys.segments.iter().map(Vec::capacity).sum();
        let bytes = allotted * N * 8 + keys.index.capacity() * 4;
        f64::from(u32::try_from(bytes).unwrap()) / f64::from(u32::try_from(keys.len()).unwrap())
    }

    /// The most bytes for each key, as multiples of the key, from a size on at which a segment that
    /// has only just begun does not matter.
    fn most<const N: usize>() -> f64 {
        let mut keys = Keys::<N>::default();
        let mut most: f64 = 0.0;
        for number in 0..1_000_000 {
            let mut key = [0; N];
            key[N - 1] = number;
            assert!(keys.insert(hash(&key), &key));
            if number > 400_000 {
                most = most.max(bytes(&keys) / f64::from(u32::try_from(N * 8).unwrap()));
            }
        }
        most
    }

    #[test]
    fn keys_of_one_shard_have_different_tags() {
        let hashes = (0..100_000).map(|number| hash(&[number]));
        let of_one = hashes.filter(|hash| hash >> 58 == 0);
        let tags: std::collections::BTreeSet<u32> = of_one.map(Keys::<1>::tag).collect();
        assert_eq!(tags.len(), 64);
    }

    #[test]
    fn keys_of_two_words_or_more_take_at_most_one_and_a_half_times_their_size() {
        let most = [most::<1>(), most::<2>(), most::<3>(), most::<4>()];
        let bounds = [1.95, 1.5, 1.33, 1.25];
        assert!(most.iter().zip(bounds).all(|(most, bound)| *most <= bound), "{most:?}");
        // A key of one word is as small as what remembers it.
        assert!(most[0] > 1.9, "{most:?}");
    }
}
