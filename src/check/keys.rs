//! A set of packed states, exact and in the order in which they came.

#![expect(
    clippy::cast_possible_truncation,
    reason = "hashes are cut on purpose, numbers are small"
)]

use prefetch_index::prefetch_index;

/// How many keys are allotted at once.
const SEGMENT: usize = 1 << 12;

/// How many keys are looked for in one go.
const BATCH: usize = 32;

/// An entry of the index: the number of a key plus one in the lower bits, some of its hash above.
pub(super) const NUMBER_BITS: u32 = 26;
pub(super) const NUMBER: u32 = (1 << NUMBER_BITS) - 1;

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

    /// The place from this one on where a key may stand: the first whose entry remembers the same of its
    /// hash, or else the first that is empty.
    #[inline]
    fn candidate(&self, mut slot: usize, tag: u32) -> usize {
        loop {
            let entry = self.index[slot];
            if entry == 0 || entry & !NUMBER == tag {
                return slot;
            }
            slot = self.after(slot);
        }
    }

    /// The place after this one.
    #[inline]
    fn after(&self, slot: usize) -> usize {
        if slot + 1 == self.index.len() { 0 } else { slot + 1 }
    }

    /// Where a key stands, or the empty place where it would: this place or one after it.
    #[inline]
    fn find(&self, mut slot: usize, hash: u64, key: &[u64; N]) -> Result<usize, usize> {
        loop {
            slot = self.candidate(slot, Self::tag(hash));
            match self.index[slot] & NUMBER {
                0 => return Err(slot),
                number if same(self.get(number as usize - 1), key) => return Ok(slot),
                _ => slot = self.after(slot),
            }
        }
    }

    /// Whether a key is there.
    #[inline]
    pub(super) fn contains(&self, hash: u64, key: &[u64; N]) -> bool {
        self.find(self.slot(hash), hash, key).is_ok()
    }

    /// The number of a key, if it is there.
    #[inline]
    pub(super) fn number(&self, hash: u64, key: &[u64; N]) -> Option<usize> {
        let slot = self.find(self.slot(hash), hash, key).ok()?;
        Some((self.index[slot] & NUMBER) as usize - 1)
    }

    /// Adds a key; whether it is new.
    ///
    /// # Panics
    /// If there are [`MOST`] keys already.
    pub(super) fn insert(&mut self, hash: u64, key: &[u64; N]) -> bool {
        self.make_room(1);
        self.insert_from(self.slot(hash), hash, key)
    }

    /// Adds a key, for which there is room, at this place or one after it; whether it is new.
    #[inline]
    fn insert_from(&mut self, slot: usize, hash: u64, key: &[u64; N]) -> bool {
        let Err(slot) = self.find(slot, hash, key) else { return false };
        assert!(self.len < MOST, "more than {MOST} keys");
        if self.len.is_multiple_of(SEGMENT) {
            self.segments.push(Vec::with_capacity(SEGMENT));
        }
        self.segments[self.len / SEGMENT].push(*key);
        self.len += 1;
        self.index[slot] = Self::tag(hash) | self.len as u32;
        true
    }

    /// Adds keys, in order, and tells of each new one which of these it is, counted from 0.
    pub(super) fn insert_all<'a>(
        &mut self,
        keys: impl Iterator<Item = &'a (u64, [u64; N])>,
        mut new: impl FnMut(usize),
    ) {
        let (mut keys, mut done) = (keys.fuse(), 0);
        let mut batch: [&(u64, [u64; N]); BATCH] = [&(0, [0; N]); BATCH];
        loop {
            let mut size = 0;
            for (place, key) in batch.iter_mut().zip(&mut keys) {
                *place = key;
                size += 1;
            }
            if size == 0 {
                return;
            }
            self.make_room(size);
            let slots = self.fetch(batch[..size].iter().copied());
            for (place, (slot, (hash, key))) in slots.iter().zip(&batch[..size]).enumerate() {
                if self.insert_from(*slot, *hash, key) {
                    new(done + place);
                }
            }
            done += size;
        }
    }

    /// Brings into the cache what will be needed to find some keys, at most [`BATCH`]: first the places
    /// where they may stand, then the keys that stand there. To wait for memory is what takes the time
    /// here, and so it is for all of them at once. What comes back are the places from which on they
    /// may be looked for, until the index grows.
    #[inline]
    fn fetch<'a>(&self, keys: impl Iterator<Item = &'a (u64, [u64; N])> + Clone) -> [usize; BATCH] {
        let mut slots = [0; BATCH];
        for (slot, (hash, _)) in slots.iter_mut().zip(keys.clone()) {
            *slot = self.slot(*hash);
            prefetch_index(&self.index, *slot);
        }
        for (slot, (hash, _)) in slots.iter_mut().zip(keys) {
            *slot = self.candidate(*slot, Self::tag(*hash));
            if let Some(number) = (self.index[*slot] & NUMBER).checked_sub(1) {
                let number = number as usize;
                prefetch_index(&self.segments[number / SEGMENT], number % SEGMENT);
            }
        }
        slots
    }

    /// Grows the index until it has room for so many more keys.
    #[inline]
    fn make_room(&mut self, keys: usize) {
        while (self.len + keys) * 4 > self.index.len() * 3 {
            self.grow();
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
                slot = self.after(slot);
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
    fn every_key_is_found_whole_however_many_there_are() {
        let key = |number: u64| [number / 1_000, number % 1_000];
        let mut keys = Keys::<2>::default();
        for is_new in [true, false] {
            for key in (0..100_000).map(key) {
                assert_eq!(keys.insert(hash(&key), &key), is_new, "{key:?}");
            }
        }
        assert!((0..100_000).map(key).enumerate().all(|(place, key)| *keys.get(place) == key));
        assert!((0..100_000).map(key).all(|key| keys.contains(hash(&key), &key)));
        assert!((100_000..200_000).map(key).all(|key| !keys.contains(hash(&key), &key)));
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
