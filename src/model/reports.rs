//! What acceptors that have left all lower ballots report of their votes, and which quorums there are among
//! them.

use crate::paxos::{AcceptorId, AcceptorSet, Quorums};
use std::collections::BTreeSet;

/// For each report that is the highest in some quorum of those that report, be it of a vote or of none: the report,
/// and such a quorum.
///
/// Of all sets that report this and nothing above it, the largest stands for all: there is a quorum among them
/// if it is one.
pub(super) fn quorums<R: Copy + Ord>(
    quorums: &Quorums,
    reports: &[(AcceptorId, R)],
) -> Vec<(R, AcceptorSet)> {
    let highest: BTreeSet<R> = reports.iter().map(|(_, report)| *report).collect();
    let largest = |highest: R| {
        let from = reports.iter().filter(|(_, report)| *report <= highest);
        (highest, from.map(|(from, _)| *from).collect::<AcceptorSet>())
    };
    let all = highest.into_iter().map(largest);
    all.filter(|(_, from)| quorums.is_prepare_quorum(*from)).collect()
}
