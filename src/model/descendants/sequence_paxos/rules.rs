//! The rule of Sequence Paxos, beside the one of Paxos in whose place it stands.

use super::state::Report;
use crate::model::reports;
use crate::paxos::{AcceptorId, AcceptorSet, Quorums};
use std::collections::BTreeMap;

/// What of a ballot's log a vote must be for, if the ballot has adopted so many entries.
///
/// A record of functions, so that a broken variant can have another in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// The least number of entries.
    pub(super) shortest_vote: fn(usize) -> usize,
}

/// The rules as they are.
pub(super) const RULES: Rules = Rules { shortest_vote };

/// Whose log a ballot may adopt, and which quorum shows it: the one with the highest report of a quorum, by ballot and
/// then by length; the empty one, if none of them has voted.
///
/// In Paxos the [value rule](crate::paxos::value_rule) says this of each slot by itself: the value of the highest vote
/// that a quorum reports for it, and any where it reports none. Here one report decides on all slots at once. For whoever
/// has voted in the highest ballot has voted for all that it adopted, and of two logs of one ballot one begins with the
/// other; so what could be chosen in any lower ballot is in this log, and adopted with it.
pub(super) fn adoptable(
    quorums: &Quorums,
    promises: &BTreeMap<AcceptorId, Report>,
) -> Vec<(Report, AcceptorSet)> {
    let reports: Vec<(AcceptorId, Report)> = promises.iter().map(|(id, r)| (*id, *r)).collect();
    reports::quorums(quorums, &reports)
}

/// No fewer than were adopted, and at least one.
///
/// In Paxos a vote is for one slot, and says nothing of others. Here the report of a vote stands for the whole log, so
/// it must not be had for less.
fn shortest_vote(adopted: usize) -> usize {
    adopted.max(1)
}
