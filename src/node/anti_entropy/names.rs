//! The names of many decrees, in order, in little memory.
//!
//! Names lie in blocks of some two kilobytes, one after the other, and each says only how far it is like
//! the one before, and the rest: names that people and programs give in a row differ in a few bytes at
//! their ends. The blocks are found by the first name in each. To add a name is to copy a part of one
//! block; to go on from a name is to look through one block.

use super::digest::Digest;
use std::collections::BTreeMap;
use std::ops::Bound::{self, Excluded, Included, Unbounded};

/// A block that becomes longer than this is divided.
const LONGEST: usize = 2048;

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
        if self.blocks.range::<str, _>(up_to(name)).next_back().is_none() {
            // It comes before all others.
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
        let (mut rest, mut last) = (&self.bytes[..], Vec::new());
        std::iter::from_fn(move || {
            rest = next(rest, &mut last)?;
            Some(String::from_utf8_lossy(&last).into_owned())
        })
    }

    fn contains(&self, name: &str) -> bool {
        let (mut rest, mut last) = (&self.bytes[..], Vec::new());
        while let Some(more) = next(rest, &mut last) {
            if *last >= *name.as_bytes() {
                return *last == *name.as_bytes();
            }
            rest = more;
        }
        false
    }

    /// Puts a name where it belongs; where that is, or none if it is there already.
    fn insert(&mut self, name: &str) -> Option<Place> {
        let name = name.as_bytes();
        if *name > *self.last {
            self.push(name);
            return Some(Place::End);
        }
        let (mut at, mut before, mut after) = (0, Vec::new(), Vec::new());
        while let Some(rest) = next(&self.bytes[at..], &mut after) {
            let end = self.bytes.len() - rest.len();
            if *after >= *name {
                if *after == *name {
                    return None;
                }
                // What follows would be read right as it stands, but may have more in common with this one.
                let both = [entry(&before, name), entry(name, &after)].concat();
                self.bytes.splice(at..end, both);
                break;
            }
            before.clone_from(&after);
            at = end;
        }
        Some(Place::Within)
    }

    /// Adds a name that comes after all others.
    fn push(&mut self, name: &[u8]) {
        self.bytes.extend(entry(&self.last, name));
        self.last = name.to_vec();
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

/// A name as it stands after this one.
fn entry(before: &[u8], name: &[u8]) -> Vec<u8> {
    let like = before.iter().zip(name).take_while(|(one, other)| one == other).count();
    let length = |bytes| u8::try_from(bytes).expect("a name is short");
    [&[length(like), length(name.len() - like)], &name[like..]].concat()
}

/// Makes of the name before the next one, and tells what stands after that; none at the end.
fn next<'b>(bytes: &'b [u8], name: &mut Vec<u8>) -> Option<&'b [u8]> {
    let (&[like, more], rest) = bytes.split_first_chunk()?;
    let (more, rest) = rest.split_at_checked(more.into())?;
    name.truncate(like.into());
    name.extend(more);
    Some(rest)
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
