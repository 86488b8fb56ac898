//! A known way to get Sequence Paxos wrong.

use super::rules::Rules;
use serde::Deserialize;
use std::fmt;

/// Which rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Broken {
    /// An acceptor takes over the adopted log entry by entry, and votes in the new ballot from the first one on.
    PartAdopted,
}

impl Broken {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::PartAdopted];

    /// The rules, but for the one that is broken.
    pub(super) fn rules(self) -> Rules {
        match self {
            Self::PartAdopted => Rules { shortest_vote: |_| 1 },
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PartAdopted => "part-adopted",
        })
    }
}
