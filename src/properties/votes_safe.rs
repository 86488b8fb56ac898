//! A vote is cast only for what is safe.

use super::{Property, Run};
use crate::paxos::{AcceptorId, AcceptorSet, Ballot, Vote};
use std::collections::BTreeSet;

/// When an acceptor votes, nothing else can be chosen in a lower ballot, now or ever: a quorum of those that
/// promise has seen to it (`VotesSafe` in `specs/Voting.tla`; the invariant from which P2c is derived, PMS
/// 2.2). Looked at are the ballots in which some acceptor took part.
pub const PROPERTY: Property = Property {
    looks_at_promises: true,
    ..Property::always("votes are safe", |run| breach(run).is_none(), explain)
};

/// A vote, who cast it, and a lower ballot in which something else can still be chosen.
fn breach<'a>(run: &'a Run) -> Option<(&'a Vote, AcceptorSet, Ballot)> {
    let cast: Vec<_> = run.votes().collect();
    let promised = run.acceptors.iter().filter_map(|acceptor| acceptor.promised);
    let ballots: BTreeSet<Ballot> =
        cast.iter().map(|(vote, _)| vote.ballot).chain(promised).collect();
    cast.into_iter().find_map(|(vote, voters)| {
        let mut lower = ballots.range(..vote.ballot);
        let open = lower.find(|lower| !none_other_choosable(run, **lower, vote))?;
        Some((vote, voters, *open))
    })
}

/// Whether enough acceptors have voted in a ballot for the value of a vote, or will never vote there.
fn none_other_choosable(run: &Run, ballot: Ballot, vote: &Vote) -> bool {
    let wont_vote_for_another = run.acceptors.iter().zip(0..).filter(|(acceptor, _)| {
        let mut there = acceptor.votes.iter().filter(|vote| vote.ballot == ballot).peekable();
        let has_voted = there.peek().is_some();
        there.any(|there| there.value == vote.value)
            || !has_voted && acceptor.promised > Some(ballot)
    });
    run.quorums.is_prepare_quorum(wont_vote_for_another.map(|(_, id)| AcceptorId(id)).collect())
}

fn explain(run: &Run) -> Option<String> {
    let (vote, voters, open) = breach(run)?;
    let Vote { ballot, value } = vote;
    Some(format!(
        "{voters} voted for {value} at {ballot}, and something else can still be chosen at {open}"
    ))
}
