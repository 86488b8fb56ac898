//! Learners that count otherwise.

use super::Variant;
use super::proposer::one_more;
use crate::actor::{Role, unsettled};
use crate::paxos::{AcceptorId, AcceptorSet, Learner, Quorums, Value, Vote};
use std::collections::BTreeMap;

pub(super) fn is_learner(role: Role) -> bool {
    matches!(role, Role::Learner(_))
}

/// Counts a vote, and learns its value once those that a rule takes for its voters are a quorum.
fn learn_by(
    voters: impl FnOnce(&Learner, &Vote) -> AcceptorSet,
    learner: &mut Learner,
    from: AcceptorId,
    vote: Vote,
    quorums: &Quorums,
) -> Option<Value> {
    if learner.learned().is_some() {
        return None;
    }
    learner.count(from, &vote);
    quorums.is_accept_quorum(voters(learner, &vote)).then(|| {
        learner.learn(vote.value.clone());
        vote.value
    })
}

/// All that are known to have cast such votes.
fn voters(learner: &Learner, of: impl Fn(&Vote) -> bool) -> AcceptorSet {
    let counted = learner.heard().filter(|(vote, _)| of(vote));
    counted.flat_map(|(_, voters)| voters.iter()).collect()
}

/// States a mutant of learners, by whom it takes for the voters of a value when it hears of a vote for it.
macro_rules! learner {
    ($(#[$doc:meta])* $name:ident, $voters:expr) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(super) struct $name;

        impl Variant for $name {
            fn needs_learners(&self) -> bool {
                true
            }

            fn changes(&self, role: Role) -> bool {
                is_learner(role)
            }

            fn on_accepted(
                &self,
                learner: &mut Learner,
                from: AcceptorId,
                vote: Vote,
                quorums: &Quorums,
            ) -> Option<Value> {
                let voters: fn(&Learner, &Vote) -> AcceptorSet = $voters;
                learn_by(voters, learner, from, vote, quorums)
            }
        }
    };
}

learner! {
    /// The learner counts who has voted, for whatever value in whatever ballot.
    CountsVoters, |learner, _| voters(learner, |_| true)
}

learner! {
    /// The learner adds up the votes for a value over all ballots.
    CountsOverBallots, |learner, vote| voters(learner, |other| other.value == vote.value)
}

learner! {
    /// The learner keeps the latest vote of each acceptor, and adds up those for a value: so votes of
    /// different ballots again, though none that its acceptor has replaced by another.
    AddsUpLatestVotes, |learner, vote| {
        // In order of ballots, so that a later vote takes the place of an earlier.
        let each = learner.heard().flat_map(|(vote, voters)| voters.iter().map(move |id| (id, vote)));
        let latest: BTreeMap<AcceptorId, &Vote> = each.collect();
        latest.iter().filter(|(_, last)| last.value == vote.value).map(|(id, _)| *id).collect()
    }
}

/// A vote that comes twice counts for two acceptors.
#[derive(Debug)]
pub(super) struct VoteCountedTwice;

impl Variant for VoteCountedTwice {
    fn needs_learners(&self) -> bool {
        true
    }

    fn changes(&self, role: Role) -> bool {
        is_learner(role)
    }

    fn on_accepted(
        &self,
        learner: &mut Learner,
        from: AcceptorId,
        vote: Vote,
        quorums: &Quorums,
    ) -> Option<Value> {
        // It keeps count, and not names: so the vote counts as that of one that has not cast it.
        let counted = one_more(from, voters(learner, |other| *other == vote), quorums);
        learner.on_accepted(counted, vote, quorums)
    }
}

/// The learner takes a single vote for the outcome.
#[derive(Debug)]
pub(super) struct TrustsOneVote;

impl Variant for TrustsOneVote {
    fn needs_learners(&self) -> bool {
        true
    }

    fn changes(&self, role: Role) -> bool {
        is_learner(role)
    }

    fn on_accepted(
        &self,
        learner: &mut Learner,
        _: AcceptorId,
        vote: Vote,
        _: &Quorums,
    ) -> Option<Value> {
        learner.learned().is_none().then(|| {
            learner.learn(vote.value.clone());
            vote.value
        })
    }
}

/// A learner that is asked tells the value that it has heard of, learned or not.
#[derive(Debug)]
pub(super) struct TellsWhatItHeard;

impl Variant for TellsWhatItHeard {
    fn needs_learners(&self) -> bool {
        true
    }

    fn needs_learners_that_tell(&self) -> bool {
        true
    }

    fn changes(&self, role: Role) -> bool {
        is_learner(role)
    }

    fn tells(&self, learner: &Learner) -> Option<Value> {
        learner.learned().or(unsettled(learner)).cloned()
    }
}
