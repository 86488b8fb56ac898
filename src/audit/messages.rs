//! What was said, and what was heard.

use super::problem::At;
use crate::actor::Msg;
use crate::node::Decree;
use stateright::actor::Id;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

/// A message of a decree, and from whom to whom.
pub(super) struct Letter<'a> {
    pub(super) decree: &'a Decree,
    pub(super) from: Id,
    pub(super) to: Id,
    pub(super) msg: &'a Msg,
}

/// What was heard, and is not known to have been said.
pub(super) struct Unsaid {
    pub(super) at: At,
    pub(super) from: Id,
    what: String,
}

/// All messages of all nodes, by digests: whoever sends the same twice has said one thing.
#[derive(Default)]
pub(super) struct Messages {
    said: HashSet<u128>,
    unsaid: HashMap<u128, Unsaid>,
    /// How many were heard.
    pub(super) heard: u64,
}

impl Messages {
    /// Somebody says this.
    pub(super) fn say(&mut self, letter: &Letter) {
        let digest = digest(letter);
        self.unsaid.remove(&digest);
        self.said.insert(digest);
    }

    /// Somebody hears this.
    pub(super) fn hear(&mut self, letter: &Letter, at: &At, what: impl FnOnce() -> String) {
        self.heard += 1;
        let digest = digest(letter);
        if !self.said.contains(&digest) {
            let unsaid = || Unsaid { at: at.clone(), from: letter.from, what: what() };
            self.unsaid.entry(digest).or_insert_with(unsaid);
        }
    }

    /// What was heard, and said by nobody whose log was read, in the order of the logs.
    pub(super) fn unsaid(self) -> Vec<Unsaid> {
        let mut all: Vec<_> = self.unsaid.into_values().collect();
        all.sort_by(|a, b| (&a.at.file, a.at.line).cmp(&(&b.at.file, b.at.line)));
        all
    }
}

impl Unsaid {
    /// What was heard, in words.
    pub(super) fn what(&self) -> &str {
        &self.what
    }
}

fn digest(Letter { decree, from, to, msg }: &Letter) -> u128 {
    let mut hasher = Blake3(blake3::Hasher::new());
    (decree, usize::from(*from), usize::from(*to), msg).hash(&mut hasher);
    let mut first = [0; 16];
    first.copy_from_slice(&hasher.0.finalize().as_bytes()[..16]);
    u128::from_le_bytes(first)
}

struct Blake3(blake3::Hasher);

impl Hasher for Blake3 {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let mut first = [0; 8];
        first.copy_from_slice(&self.0.finalize().as_bytes()[..8]);
        u64::from_le_bytes(first)
    }
}
