//! What a set of names looks like, in a few bytes.

use serde::{Deserialize, Serialize};

/// A print of a set of names: the same for the same set, in whatever order they came. Two sets that differ by
/// chance have the same one once in 2^64. (A client that chose its names to that end would only keep nodes from
/// telling each other of these.)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest(u64);

impl Digest {
    /// That of these names, of which none comes twice.
    pub(in crate::node) fn of(names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut digest = Self::default();
        for name in names {
            digest.add(name.as_ref());
        }
        digest
    }

    /// Adds a name that was not in the set.
    pub(in crate::node) fn add(&mut self, name: &str) {
        let hash = blake3::hash(name.as_bytes());
        let print = hash.as_bytes().first_chunk().expect("it has 32 bytes");
        self.0 ^= u64::from_le_bytes(*print);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_does_not_matter_and_each_name_does() {
        assert_eq!(Digest::of(["a", "b", "c"]), Digest::of(["c", "a", "b"]));
        for other in [&["a", "b"][..], &["a", "b", "d"], &["a", "b", "c", "d"], &["ab", "c"], &[]] {
            assert_ne!(Digest::of(["a", "b", "c"]), Digest::of(other), "{other:?}");
        }
    }
}
