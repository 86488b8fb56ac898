//! Which votes may be cast.

use super::state::{Voter, VotingState};
use crate::model::constants::Constants;
use crate::model::reports;
use crate::paxos::{AcceptorId, AcceptorSet, Ballot, Value, Vote, value_rule};
use serde::Deserialize;

/// What it takes to vote in the lowest ballot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LowestBallot {
    /// Nothing: there is none below it in which something could be chosen.
    #[default]
    Free,
    /// That a quorum has promised it, as for any other: the guard of the published specification.
    NeedsAQuorum,
}

/// What shows that a value is safe in a ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown<'a> {
    /// There is no lower ballot.
    Lowest,
    /// A quorum has left all lower ballots, and its highest vote there, if there is one, is for the value.
    ByQuorum(AcceptorSet, Option<&'a Vote>),
}

impl LowestBallot {
    /// What it needs, in words.
    pub(super) fn needs(self) -> Option<&'static str> {
        match self {
            Self::Free => None,
            Self::NeedsAQuorum => Some("a quorum promises the lowest ballot too"),
        }
    }

    /// What shows that a value is safe in a ballot, if something does; `ShowsSafeAt` in the spec.
    ///
    /// A quorum with further acceptors is a quorum too, as everywhere here.
    pub(super) fn shows<'a>(
        self,
        constants: &Constants,
        state: &'a VotingState,
        ballot: Ballot,
        value: &Value,
    ) -> Option<Shown<'a>> {
        if self == Self::Free && constants.ballots().next() == Some(ballot) {
            return Some(Shown::Lowest);
        }
        let all = constants.acceptors().zip(&state.acceptors);
        let have_left = all.filter(|(_, voter)| voter.promised >= Some(ballot));
        let reports: Vec<(AcceptorId, Option<&Vote>)> =
            have_left.map(|(id, voter)| (id, voter.vote_below(ballot))).collect();
        let mut quorums = reports::quorums(&constants.quorums, &reports).into_iter();
        quorums
            .find(|(highest, _)| value_rule(highest.iter().copied(), value) == *value)
            .map(|(highest, quorum)| Shown::ByQuorum(quorum, highest))
    }
}

/// Whether an acceptor's promise and its vote in a ballot, if it has cast one, allow it to vote there.
pub(super) fn is_free_to_vote(voter: &Voter, ballot: Ballot) -> bool {
    voter.promised <= Some(ballot) && voter.vote_at(ballot).is_none()
}

/// Whether nobody has voted for anything but this value in a ballot.
pub(super) fn is_value_of(state: &VotingState, ballot: Ballot, value: &Value) -> bool {
    let votes = state.acceptors.iter().filter_map(|voter| voter.vote_at(ballot));
    votes.into_iter().all(|vote| vote.value == *value)
}
