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
///
/// The default is no life: that before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// How often the directory was started, this time included; from 1.
    pub start: u64,
    /// Drawn at this start.
    pub random: u64,
}

/// What a member says of itself to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Says {
    /// Its directory.
    pub incarnation: Incarnation,
    /// Its present start.
    pub life: Life,
    /// The last start in which the other has answered it: the present one, as soon as it has; none if the other
    /// never did.
    pub answered: Life,
    /// Its count of commits, or an earlier one (see the module).
    pub commits: u64,
}

/// What a member remembers of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Its directory. The first one heard of stays for ever.
    pub incarnation: Incarnation,
    /// The last start of it that is known to have had an answer from here; none before the first.
    pub life: Life,
    /// The highest count of commits that it has told since it had an answer.
    pub commits: u64,
}
