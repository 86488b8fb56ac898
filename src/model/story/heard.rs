//! What a learner has heard of.

use super::Cast;
use crate::paxos::{Learner, Slot};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A vote that a learner has heard of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    /// The vote.
    pub vote: Cast,
    /// The acceptors known to have cast it.
    pub voters: Vec<String>,
}

impl Heard {
    /// All that a learner has heard of in the slot of a log, or in the one decree that there is.
    pub(super) fn all_of(learner: &Learner, slot: Option<Slot>) -> impl Iterator<Item = Self> {
        learner.heard().map(move |(vote, voters)| Self {
            vote: Cast::from(vote).in_slot(slot),
            voters: voters.iter().map(|id| id.to_string()).collect(),
        })
    }
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}", self.vote, self.voters.join(", "))
    }
}
