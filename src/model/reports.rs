//! What acceptors that have left all lower ballots report of their votes, and which quorums there are among
//! them.

use crate::paxos::{AcceptorId, AcceptorSet, Quorums, Vote};
use std::collections::BTreeSet;

/// For each vote that is the highest that some quorum of those that report knows of: the vote, and such a
/// quorum; likewise for none.
///
/// Of all sets that report a vote and none above it, the largest stands for all: there is a quorum among them
/// if it is one.
pub(super) fn quorums<'a>(
    quorums: &Quorums,
    reports: &[(AcceptorId, Option<&'a Vote>)],
) -> Vec<(Option<&'a Vote>, AcceptorSet)> {
    let highest: BTreeSet<Option<&Vote>> = reports.iter().map(|(_, vote)| *vote).collect();
    let largest = |highest: Option<&'a Vote>| {
        let from = reports.iter().filter(|(_, vote)| *vote <= highest);
        (highest, from.map(|(from, _)| *from).collect::<AcceptorSet>())
    };
    let all = highest.into_iter().map(largest);
    all.filter(|(_, from)| quorums.is_prepare_quorum(*from)).collect()
}
