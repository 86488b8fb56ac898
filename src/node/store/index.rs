//! Where in the log the record of each key stands.
//!
//! A key is known by 96 bits of a keyed hash, whose key is drawn anew at every start: nobody can look
//! for two names that are taken for one, and none of so many will be by chance (with a hundred
//! million records, one in 10^13). An entry takes 24 bytes, and the tables are between half and
//! seven eighths full. They are many, so that one that grows keeps no commit waiting.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

const TABLES: usize = 256;

/// A record in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The number of its segment.
    pub(super) segment: u32,
    /// Where in it the record begins, and how many bytes it takes.
    pub(super) at: u32,
    pub(super) length: u32,
}

impl Place {
    /// No segment and no record is longer than a frame may be and a segment beside it.
    pub(super) fn new(segment: u32, at: u64, length: usize) -> Self {
        let at = u32::try_from(at).expect("a segment is short");
        Self { segment, at, length: u32::try_from(length).expect("a record is short") }
    }
}

/// The places of all records that have not been replaced.
pub(super) struct Index {
    secret: [u8; 32],
    tables: Vec<HashMap<Print, Place, BuildHasherDefault<Taken>>>,
}

impl Index {
    /// An index of nothing, with a secret that is drawn for it.
    pub(super) fn new(secret: [u8; 32]) -> Self {
        Self { secret, tables: (0..TABLES).map(|_| HashMap::default()).collect() }
    }

    /// The place of a key's record.
    pub(super) fn get(&self, key: &[u8]) -> Option<Place> {
        let print = self.print(key);
        self.tables[print.table()].get(&print).copied()
    }

    /// Puts a place in the stead of the one that a key has, which it returns.
    pub(super) fn set(&mut self, key: &[u8], place: Place) -> Option<Place> {
        let print = self.print(key);
        self.tables[print.table()].insert(print, place)
    }

    fn print(&self, key: &[u8]) -> Print {
        let hash = blake3::keyed_hash(&self.secret, key);
        let bytes = hash.as_bytes();
        let word =
            |at| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        Print([word(0), word(4), word(8)])
    }
}

/// What a key is known by.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Print([u32; 3]);

impl Print {
    fn table(self) -> usize {
        self.0[2] as usize % TABLES
    }
}

impl Hash for Print {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from(self.0[0]) << 32 | u64::from(self.0[1]));
    }
}

/// A hash is taken for what it is: it needs no hashing.
#[derive(Default)]
struct Taken(u64);

impl Hasher for Taken {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("prints are numbers");
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_place_that_it_was_given_last() {
        let mut index = Index::new([3; 32]);
        let place = |number: u32| Place { segment: number / 1000, at: number, length: 50 };
        for number in 0..5000u32 {
            assert_eq!(index.set(&number.to_be_bytes(), place(number)), None);
        }
        assert_eq!(index.set(&7u32.to_be_bytes(), place(9999)), Some(place(7)));
        assert_eq!(index.get(&7u32.to_be_bytes()), Some(place(9999)));
        for number in 8..5000u32 {
            assert_eq!(index.get(&number.to_be_bytes()), Some(place(number)));
        }
        assert_eq!(index.get(b"none"), None);
    }

    #[test]
    fn an_entry_takes_24_bytes() {
        assert_eq!(size_of::<(Print, Place)>(), 24);
    }
}
