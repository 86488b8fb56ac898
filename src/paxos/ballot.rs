//! Ballot numbers: unique, and totally ordered.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Names a proposer by its place among the proposers, from 0. Displayed as a letter: A, B, C, ...
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProposerId(pub u16);

impl fmt::Display for ProposerId {
    /// Writes A to Z, then AA, AB, ... as spreadsheets name their columns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(prefix) = (self.0 / 26).checked_sub(1) {
            write!(f, "{}", Self(prefix))?;
        }
        let letter = b'A' + u8::try_from(self.0 % 26).expect("a remainder of 26 fits");
        write!(f, "{}", char::from(letter))
    }
}

/// The number of a ballot: a round, and the proposer that runs it.
///
/// PMS 2.2 wants proposals numbered so that "different proposals have different numbers". Each
/// proposer draws from numbers of its own, since its name is part of the number, and never uses
/// one twice, since it makes its round durable before the first message (see
/// [`Proposer::prepare`](crate::paxos::Proposer::prepare)). The derived order compares rounds
/// first, then proposers, so `1.A < 1.B < 2.A`.
///
/// Round 0 is one proposer's alone, if anybody's: its owner's. So its ballot is the lowest of all, whatever
/// the owner's name, as long as all others begin with round 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ballot {
    /// Grows with every attempt of a proposer. The first is 1, or 0 for the owner of that round.
    pub round: u64,
    /// The one proposer that may use this ballot.
    pub proposer: ProposerId,
}

impl Ballot {
    /// Whether it needs no phase 1, since no ballot is below it: it is the one of round 0. What phase 1 would
    /// find out is known, that nobody has voted below it, and what it would have promised goes without saying,
    /// that nobody ever will.
    pub fn is_lowest(self) -> bool {
        self.round == 0
    }
}

impl fmt::Display for Ballot {
    /// Writes round and proposer, as in `2.B`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.round, self.proposer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ballot(round: u64, proposer: u16) -> Ballot {
        Ballot { round, proposer: ProposerId(proposer) }
    }

    #[test]
    fn rounds_compare_before_proposers_and_no_ballot_is_below_the_first() {
        let mut ballots = [Some(ballot(2, 0)), Some(ballot(1, 1)), None, Some(ballot(1, 0))];
        ballots.sort();
        let names: Vec<_> =
            ballots.iter().map(|b| b.map_or("none".into(), |b| b.to_string())).collect();
        assert_eq!(names, ["none", "1.A", "1.B", "2.A"]);
    }

    #[test]
    fn proposers_are_named_by_letters_without_end() {
        let names = [0, 25, 26, 27, 701, 702].map(|i| ProposerId(i).to_string());
        assert_eq!(names, ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
    }
}
