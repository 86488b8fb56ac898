//! Known ways to get Raft wrong, each in one rule.

use super::rules::{RULES, Rules};
use serde::Deserialize;
use std::fmt;

/// Which rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Broken {
    /// Logs are not compared: any candidate is supported.
    VotesForAnybody,
    /// Of two logs only the ballots of their last entries are compared.
    LastTermOnly,
    /// Of two logs only the lengths are compared.
    LengthOnly,
    /// An entry is taken whatever stands before it.
    NoPredecessorCheck,
    /// An entry of an older ballot counts as chosen once a majority has it.
    CountsOlderTerms,
}

impl Broken {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::VotesForAnybody,
        Self::LastTermOnly,
        Self::LengthOnly,
        Self::NoPredecessorCheck,
        Self::CountsOlderTerms,
    ];

    /// The rules, but for the one that is broken.
    pub(super) fn rules(self) -> Rules {
        match self {
            Self::VotesForAnybody => Rules { is_up_to_date: |_, _| true, ..RULES },
            Self::LastTermOnly => Rules {
                is_up_to_date: |candidate, own| {
                    candidate.last().map(|entry| entry.ballot)
                        >= own.last().map(|entry| entry.ballot)
                },
                ..RULES
            },
            Self::LengthOnly => {
                Rules { is_up_to_date: |candidate, own| candidate.len() >= own.len(), ..RULES }
            }
            Self::NoPredecessorCheck => {
                Rules { fits: |log, _, before| log.len() >= before, ..RULES }
            }
            Self::CountsOlderTerms => {
                Rules { votes: |acknowledged, _| acknowledged.len(), ..RULES }
            }
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::VotesForAnybody => "votes-for-anybody",
            Self::LastTermOnly => "last-term-only",
            Self::LengthOnly => "length-only",
            Self::NoPredecessorCheck => "no-predecessor-check",
            Self::CountsOlderTerms => "counts-older-terms",
        })
    }
}
