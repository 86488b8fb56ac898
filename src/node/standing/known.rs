//! Who a member is, as the others remember it.

use crate::node::hex;
use crate::node::random::{NoRandomness, random};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Tells a data directory from every other: random, made with it, and never changed.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incarnation(pub [u8; 16]);

impl Incarnation {
    /// That of a new directory.
    pub(in crate::node) fn random() -> Result<Self, NoRandomness> {
        random().map(Self)
    }
}

impl fmt::Display for Incarnation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for Incarnation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Incarnation({self})")
    }
}

/// One start of a directory. Its number is the one before plus one, and durable before it is told; so
/// one number with two randoms is told by two copies of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// How often the directory was started, this time included.
    pub start: u64,
    /// Drawn at this start.
    pub random: u64,
}

/// What a member says of itself, and what the others remember of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Its directory. The first one heard of stays for ever.
    pub incarnation: Incarnation,
    /// Its last start.
    pub life: Life,
    /// The highest count of commits that it has told.
    pub commits: u64,
}
