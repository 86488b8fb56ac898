//! Learners that count otherwise.

use super::Variant;
use crate::actor::Role;
use crate::paxos::{AcceptorId, AcceptorSet, Learner, Quorums, Value, Vote};

/// Counts a vote, and learns its value once those that cast votes like it are a quorum.
fn learn_by(
    alike: impl Fn(&Vote, &Vote) -> bool,
    learner: &mut Learner,
    from: AcceptorId,
    vote: Vote,
    quorums: &Quorums,
) -> Option<Value> {
    if learner.learned().is_some() {
        return None;
    }
    learner.count(from, &vote);
    let counted = learner.heard().filter(|(other, _)| alike(other, &vote));
    let voters: AcceptorSet = counted.flat_map(|(_, voters)| voters.iter()).collect();
    quorums.is_accept_quorum(voters).then(|| {
        learner.learn(vote.value.clone());
        vote.value
    })
}

/// States a mutant of learners.
macro_rules! learner {
    ($(#[$doc:meta])* $name:ident, $body:expr) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(super) struct $name;

        impl Variant for $name {
            fn needs_learners(&self) -> bool {
                true
            }

            fn changes(&self, role: Role) -> bool {
                matches!(role, Role::Learner(_))
            }

            fn on_accepted(
                &self,
                learner: &mut Learner,
                from: AcceptorId,
                vote: Vote,
                quorums: &Quorums,
            ) -> Option<Value> {
                let alike: fn(&Vote, &Vote) -> bool = $body;
                learn_by(alike, learner, from, vote, quorums)
            }
        }
    };
}

learner! {
    /// The learner counts who has voted, for whatever value in whatever ballot.
    CountsVoters, |_, _| true
}

learner! {
    /// The learner adds up the votes for a value over all ballots.
    CountsOverBallots, |one, other| one.value == other.value
}

/// The learner takes a single vote for the outcome.
#[derive(Debug)]
pub(super) struct TrustsOneVote;

impl Variant for TrustsOneVote {
    fn needs_learners(&self) -> bool {
        true
    }

    fn changes(&self, role: Role) -> bool {
        matches!(role, Role::Learner(_))
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
