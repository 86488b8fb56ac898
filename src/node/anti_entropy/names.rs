//! The names of many decrees, in order, in little memory.
//!
//! Names lie in blocks of some two kilobytes, one after the other, and each says only how far it is like
//! the one before, and the rest: names that people and programs give in a row differ in a few bytes at
//! their ends. The blocks are found by the first name in each. To add a name is to copy a part of one
//! block; to go on from a name is to look through one block.

use super::digest::Digest;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Bound::{self, Excluded, Included, Unbounded};

/// A block that becomes longer than this is divided.
const LONGEST: usize = 2048;

/// How many bytes stand before those of a name.
const HEAD: usize = 2;

/// A set of names, each of at most 255 bytes.
#[derive(Debug, Default)]
pub(in crate::node) struct Names {
    /// Each by its first name, and all names in it are below the first of the next.
    blocks: BTreeMap<Box<str>, Block>,
    len: usize,
    digest: Digest,
}

/// Names in order. Each takes a byte for how many bytes it shares with the one before, one for how many
/// follow, and these.
#[derive(Debug, Default)]
struct Block {
    bytes: Vec<u8>,
    /// The last of them, so that names that come in order are added without a look at the others.
    last: Vec<u8>,
}

impl Names {
    /// All of these, of which none stands twice.
    pub(in crate::node) fn of(mut names: Vec<Box<str>>) -> Self {
        names.sort_unstable();
        let mut all = Self::default();
        for name in &names {
            all.insert(name);
        }
        all
    }

    /// How many there are.
    pub(in crate::node) fn len(&self) -> usize {
        self.len
    }

    /// The digest of all of them.
    pub(in crate::node) fn digest(&self) -> Digest {
        self.digest
    }

    /// Whether it is there.
    pub(in crate::node) fn contains(&self, name: &str) -> bool {
        let home = self.blocks.range::<str, _>(up_to(name)).next_back();
        home.is_some_and(|(_, block)| block.contains(name))
    }

    /// Adds a name, unless it is there.
    pub(in crate::node) fn insert(&mut self, name: &str) {
        if self.blocks.first_key_value().is_none_or(|(first, _)| **first > *name) {
            let (_, block) = self.blocks.pop_first().unwrap_or_default();
            self.blocks.insert(name.into(), block);
        }
        let home = self.blocks.range_mut::<str, _>(up_to(name)).next_back();
        let Some((first, block)) = home else { return };
        let Some(place) = block.insert(name) else { return };
        self.len += 1;
        self.digest.add(name);
        if block.bytes.len() > LONGEST {
            let first = first.clone();
            self.divide(&first, place);
        }
    }

    /// Makes two blocks of the one with this first name, to which a name was added there.
    fn divide(&mut self, first: &str, place: Place) {
        let is_last = self.blocks.last_key_value().is_some_and(|(last, _)| **last == *first);
        let Some(block) = self.blocks.get_mut(first) else { return };
        // Names that come in order fill their blocks; else each half has room again.
        let (begin, end) = block.divided(is_last && place == Place::End);
        *block = begin;
        let first = end.names().next();
        self.blocks.extend(first.map(|first| (first.into(), end)));
    }

    /// The names after this one that begin so, in order.
    pub(in crate::node) fn after<'a>(
        &'a self,
        after: &'a str,
        prefix: &'a str,
    ) -> impl Iterator<Item = String> + 'a {
        let from = after.max(prefix);
        let home = self.blocks.range::<str, _>(up_to(from)).next_back();
        let later = self.blocks.range::<str, _>((Excluded(from), Unbounded));
        let names = home.into_iter().chain(later).flat_map(|(_, block)| block.names());
        names
            .skip_while(move |name| name.as_str() <= after || name.as_str() < prefix)
            .take_while(move |name| name.starts_with(prefix))
    }
}

/// All names up to this one.
fn up_to(name: &str) -> (Bound<&str>, Bound<&str>) {
    (Unbounded, Included(name))
}

/// Where in a block a name was put.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Within,
    End,
}

impl Block {
    /// The names in it, in order.
    fn names(&self) -> impl Iterator<Item = String> {
        let (mut at, mut last) = (0, Vec::new());
        std::iter::from_fn(move || {
            let (like, rest) = entry(&self.bytes[at..])?;
            at += HEAD + rest.len();
            last.truncate(like);
            last.extend(rest);
            Some(String::from_utf8_lossy(&last).into_owned())
        })
    }

    fn contains(&self, name: &str) -> bool {
        self.gap(name.as_bytes()).is_none()
    }

    /// Where a name belongs; none if it is there. No name is put together for that: of the one before, which is below
    /// the name, it is enough to know in how many bytes they are alike.
    fn gap(&self, name: &[u8]) -> Option<Gap> {
        let (mut at, mut before) = (0, 0);
        while let Some((like, rest)) = entry(&self.bytes[at..]) {
            match like.cmp(&before) {
                // It differs from the name where the one before does, and is below it as well.
                Ordering::Greater => {}
                // It has outgrown both.
                Ordering::Less => return Some(Gap { at, before, after: like }),
                Ordering::Equal => {
                    let after = like + common(rest, &name[like..]);
                    match rest[after - like..].cmp(&name[after..]) {
                        Ordering::Less => before = after,
                        Ordering::Equal => return None,
                        Ordering::Greater => return Some(Gap { at, before, after }),
                    }
                }
            }
            at += HEAD + rest.len();
        }
        Some(Gap { at, before, after: 0 })
    }

    /// Puts a name where it belongs; where that is, or none if it is there already.
    fn insert(&mut self, name: &str) -> Option<Place> {
        let name = name.as_bytes();
        if *name > *self.last {
            self.push(name);
            return Some(Place::End);
        }
        let Gap { at, before, after } = self.gap(name)?;
        // What follows may be like this one in more bytes than it is like the one before.
        if let Some((like, rest)) = entry(&self.bytes[at..]) {
            let (more, left) = (after - like, rest.len() - (after - like));
            self.bytes.splice(at..at + HEAD + more, head(after, left));
        }
        let own =
            head(before, name.len() - before).into_iter().chain(name[before..].iter().copied());
        self.bytes.splice(at..at, own);
        Some(Place::Within)
    }

    /// Adds a name that comes after all others.
    fn push(&mut self, name: &[u8]) {
        let like = common(&self.last, name);
        self.bytes.extend(head(like, name.len() - like));
        self.bytes.extend(&name[like..]);
        name.clone_into(&mut self.last);
    }

    /// The same names in two blocks: the last alone, or half and half.
    fn divided(&self, last_alone: bool) -> (Self, Self) {
        let names: Vec<String> = self.names().collect();
        let at = if last_alone { names.len() - 1 } else { names.len() / 2 };
        (Self::of(&names[..at]), Self::of(&names[at..]))
    }

    fn of(names: &[String]) -> Self {
        let mut block = Self::default();
        for name in names {
            block.push(name.as_bytes());
        }
        block.bytes.shrink_to_fit();
        block
    }
}

/// Where a name belongs among those of a block.
struct Gap {
    /// Where the one stands that comes after it.
    at: usize,
    /// In how many bytes it is like the one before, and the one after.
    before: usize,
    after: usize,
}

/// In how many bytes at their beginnings these are alike.
fn common(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// What stands before the bytes of a name: how many it shares, and how many follow.
fn head(like: usize, more: usize) -> [u8; HEAD] {
    [like, more].map(|bytes| u8::try_from(bytes).expect("a name is short"))
}

/// The name with which these bytes begin, none at the end: how many bytes it shares, and the others.
fn entry(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&[like, more], rest) = bytes.split_first_chunk::<HEAD>()?;
    Some((like.into(), rest.get(..more.into())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn names() -> impl Strategy<Value = Vec<String>> {
        let name = prop_oneof!["[ab]{1,4}", "job/[0-9]{1,3}/ä{0,9}", "[a-c]{60,128}"];
        proptest::collection::vec(name, 0..400)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn whatever_is_added_it_is_a_set_in_order(
            first in names(), then in names(), after in "[ab]{0,3}", prefix in "(|a|job/1|ab)",
        ) {
            let first: BTreeSet<String> = first.into_iter().collect();
            let mut all = Names::of(first.iter().map(|name| name.as_str().into()).collect());
            for name in &then {
                all.insert(name);
            }
            let set: BTreeSet<String> = first.into_iter().chain(then).collect();
            prop_assert_eq!(all.len(), set.len());
            prop_assert_eq!(all.digest(), Digest::of(&set));
            for name in set.iter().flat_map(|name| [name.clone(), format!("{name}a"), name[1..].to_owned()]) {
                prop_assert_eq!(all.contains(&name), set.contains(&name), "{}", name);
            }
            let told: Vec<String> = all.after(&after, &prefix).collect();
            let wanted = set.into_iter().filter(|name| *name > after && name.starts_with(&prefix));
            prop_assert_eq!(told, wanted.collect::<Vec<_>>());
        }
    }

    #[test]
    fn names_in_a_row_take_a_few_bytes_each_and_others_not_much_more_than_they_are_long() {
        let bytes = |names: &Names| -> usize {
            let kept = names
                .blocks
                .iter()
                .map(|(first, block)| first.len() + block.bytes.capacity() + block.last.capacity());
            kept.sum::<usize>() + 80 * names.blocks.len()
        };
        let mut names = Names::default();
        for number in 0..10_000 {
            names.insert(&format!("configuration/epoch/{number:08}"));
        }
        assert!(bytes(&names) < 10_000 * 5, "{} bytes", bytes(&names));
        let (mut names, mut rng) = (Names::default(), fastrand::Rng::with_seed(1));
        for _ in 0..10_000 {
            names.insert(&format!("{:020x}", rng.u128(..1 << 80)));
        }
        assert!(bytes(&names) < 10_000 * 45, "{} bytes", bytes(&names));
    }
}
