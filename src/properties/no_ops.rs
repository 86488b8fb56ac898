//! A no-op stands in a log for nothing but a hole.

use super::{History, Property, Run};
use crate::paxos::{AcceptorId, AcceptorSet, Ballot, Vote};

/// A no-op is proposed only where a hole is filled: in a slot of which those who have promised the ballot report no vote,
/// while they report one of a later slot; or where the value rule says so, since a no-op was proposed there before. That is
/// what PMS 3 has "a special 'no-op' command" for, and it is for nothing else: wherever else a leader is
/// free, a client's command is what it is free for.
pub const PROPERTY: Property =
    Property { looks_at_promises: true, ..Property::never("a no-op only fills a hole", breach) };

/// A hole is filled: a no-op is chosen.
pub const HOLE_FILLED: Property =
    Property::sometimes("hole filled", |run| run.chosen().any(|(vote, _)| vote.value.is_no_op()));

/// A slot and a ballot in which a no-op is proposed there for no reason.
fn breach(history: &History) -> Option<String> {
    history.decrees.iter().enumerate().find_map(|(slot, run)| {
        let mut no_ops = run.proposals().filter(|proposal| proposal.value.is_no_op());
        let unasked = |proposal: &&Vote| {
            !fills_a_hole(history, slot, proposal.ballot) && !is_reported(run, proposal.ballot)
        };
        let ballot = no_ops.find(unasked)?.ballot;
        Some(format!(
            "slot {}: a no-op is proposed at {ballot}, and by what was promised there is no hole that it fills",
            slot + 1
        ))
    })
}

/// Whether a quorum of those who have promised a ballot reports no vote in a slot, and one in a later slot.
fn fills_a_hole(history: &History, slot: usize, ballot: Ballot) -> bool {
    let (run, later) = (&history.decrees[slot], &history.decrees[slot + 1..]);
    let free = those(run, |id| reports(run, id, ballot).any(Option::is_none));
    let knows_of_later =
        |id: AcceptorId| later.iter().any(|run| reports(run, id, ballot).any(Option::is_some));
    run.quorums.is_prepare_quorum(free) && free.iter().any(knows_of_later)
}

/// Whether a no-op is the highest vote that some quorum of those who have promised a ballot reports.
fn is_reported(run: &Run, ballot: Ballot) -> bool {
    let all = (0..).map(AcceptorId).take(run.acceptors.len());
    let mut votes = all.flat_map(|id| reports(run, id, ballot)).flatten();
    votes.any(|highest| {
        let up_to = |id| reports(run, id, ballot).any(|report| report.as_ref() <= Some(highest));
        highest.value.is_no_op() && run.quorums.is_prepare_quorum(those(run, up_to))
    })
}

/// What an acceptor reported when it promised a ballot, each time that it did.
fn reports<'a>(
    run: &'a Run,
    AcceptorId(id): AcceptorId,
    ballot: Ballot,
) -> impl Iterator<Item = &'a Option<Vote>> {
    let reports = run.acceptors[usize::from(id)].reports.range((ballot, None)..);
    reports.take_while(move |(other, _)| *other == ballot).map(|(_, report)| report)
}

fn those(run: &Run, are: impl Fn(AcceptorId) -> bool) -> AcceptorSet {
    (0..).map(AcceptorId).take(run.acceptors.len()).filter(|id| are(*id)).collect()
}
