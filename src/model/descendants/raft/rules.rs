//! The rules of Raft, beside those of Paxos in whose place they stand.

use crate::paxos::{Ballot, Vote};

/// What decides who leads, what is taken from a leader, and what counts.
///
/// A record of functions, so that a broken variant can have another in the place of one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// Whether who has the second log may support a candidate with the first.
    pub(super) is_up_to_date: fn(&[Vote], &[Vote]) -> bool,
    /// Whether the entry after so many of the leader's log, the second, may be taken into the first.
    pub(super) fits: fn(&[Vote], &[Vote], usize) -> bool,
    /// How many entries are voted for by who acknowledges these in this ballot.
    pub(super) votes: fn(&[Vote], Ballot) -> usize,
}

/// The rules as they are.
pub(super) const RULES: Rules = Rules { is_up_to_date, fits, votes };

/// The candidate's last entry is of a higher ballot; or of the same, and its log is no shorter.
///
/// In Paxos whoever promises reports its last vote of each slot, and the [value rule](crate::paxos::value_rule) has the
/// leader propose the highest. Here nothing is reported, and the leader proposes nothing old: who has what the value rule
/// would ask for does not promise.
pub(super) fn is_up_to_date(candidate: &[Vote], own: &[Vote]) -> bool {
    let last = |log: &[Vote]| log.last().map(|entry| entry.ballot);
    (last(candidate), candidate.len()) >= (last(own), own.len())
}

/// The entry before it is of the same ballot in both logs; the first fits always.
///
/// In Paxos slots know nothing of each other. Here the ballot of the last entry stands for the whole log when logs are
/// compared, so logs that have it in common must be the same up to there.
pub(super) fn fits(log: &[Vote], leaders: &[Vote], before: usize) -> bool {
    let Some(last) = before.checked_sub(1) else { return true };
    log.get(last).is_some_and(|entry| entry.ballot == leaders[last].ballot)
}

/// Up to the last that was proposed in this ballot.
///
/// In Paxos whoever votes in a ballot for what is old votes for it anew, in this ballot. Here an old entry keeps its own, and
/// is voted for only together with one of the leader's that stands above it.
pub(super) fn votes(acknowledged: &[Vote], ballot: Ballot) -> usize {
    acknowledged.iter().rposition(|entry| entry.ballot == ballot).map_or(0, |last| last + 1)
}
