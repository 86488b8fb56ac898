//! What was noted of some states, or of what they look like: by whichever thread, and for all of them.

use super::keys::{Keys, hash};
use super::shards::{SHARDS, shard_of};
use super::walk::Place;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keys, with something that is noted of each. A key stays; what is noted of it may be noted anew.
#[derive(Debug)]
pub(super) struct Noted<const N: usize, T>(Vec<Mutex<Shard<N, T>>>);

#[derive(Debug)]
struct Shard<const N: usize, T> {
    keys: Keys<N>,
    /// What is noted of each, by its number.
    notes: Vec<T>,
}

impl<const N: usize, T> Default for Noted<N, T> {
    fn default() -> Self {
        let shard = |_| Mutex::new(Shard { keys: Keys::default(), notes: Vec::new() });
        Self((0..SHARDS).map(shard).collect())
    }
}

impl<const N: usize, T: Copy> Noted<N, T> {
    /// What is noted of a key, if it is there.
    pub(super) fn of(&self, key: &[u64; N]) -> Option<T> {
        let hash = hash(key);
        let shard = self.shard(shard_of(hash));
        shard.keys.number(hash, key).map(|number| shard.notes[number])
    }

    /// Adds a key with this note, unless it is there already; where it is.
    pub(super) fn add(&self, key: &[u64; N], note: T) -> Place {
        let hash = hash(key);
        let mut shard = self.shard(shard_of(hash));
        let number = shard.keys.number(hash, key).unwrap_or_else(|| {
            shard.keys.insert(hash, key);
            shard.notes.push(note);
            shard.notes.len() - 1
        });
        Place::new(shard_of(hash), number)
    }

    /// What is noted of the key that is here.
    pub(super) fn at(&self, place: Place) -> T {
        let (shard, number) = place.parts();
        self.shard(shard).notes[number]
    }

    /// Notes something else of the key that is here.
    pub(super) fn change(&self, place: Place, note: T) {
        let (shard, number) = place.parts();
        self.shard(shard).notes[number] = note;
    }

    fn shard(&self, number: usize) -> MutexGuard<'_, Shard<N, T>> {
        self.0[number].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_is_found_by_its_key_and_where_it_is() {
        let noted = Noted::default();
        let keys: Vec<[u64; 2]> = (0..1000).map(|number| [number % 10, number / 10]).collect();
        let places: Vec<Place> = keys.iter().map(|key| noted.add(key, key[0])).collect();
        for (key, place) in keys.iter().zip(&places) {
            assert_eq!((noted.of(key), noted.at(*place)), (Some(key[0]), key[0]));
            assert_eq!(noted.add(key, 99), *place, "it is there already");
            assert_eq!(noted.at(*place), key[0], "and what was noted stays");
        }
        noted.change(places[7], 99);
        assert_eq!((noted.of(&keys[7]), noted.of(&keys[8])), (Some(99), Some(8)));
        assert_eq!(noted.of(&[10, 0]), None);
    }
}
