//! Whether the bound of a model leaves anybody to go on.

use super::local::Local;
use super::subject::Subject;
use super::system::Network;
use crate::actor::State;
use crate::paxos::{Ballot, Proposer};

impl<A: Subject> Network<A> {
    /// Whether some proposer can still succeed by all that its acceptors have promised: its current ballot
    /// is above every promise that it does not hold itself, and it has not forgotten for whom it asked; or
    /// it has a ballot left that is.
    ///
    /// Where this is not so, no decision need be reachable: every ballot that the bound allows is spent.
    /// As processes start again when they crash, a majority of acceptors is alive whenever it is needed;
    /// and as messages may come late but are never lost, what was asked in a ballot is answered.
    pub(super) fn is_unobstructed<'a>(
        &self,
        locals: impl Iterator<Item = &'a Local<A::State>> + Clone,
    ) -> bool {
        let promised = locals.clone().filter_map(|local| match local.state() {
            State::Acceptor(acceptor) => acceptor.promised,
            State::Proposer(_) | State::Learner(_) => None,
        });
        let promised = promised.max();
        self.roster.ids().zip(locals).any(|(id, local)| match local.state() {
            State::Proposer(proposer) => {
                let last = self.last_ballot(usize::from(id), proposer);
                is_under_way(proposer) && promised <= proposer.record().ballot || promised < last
            }
            State::Acceptor(_) | State::Learner(_) => false,
        })
    }

    /// The last ballot that a proposer can still begin, if it can begin one: its timer for that is always set.
    fn last_ballot(&self, number: usize, proposer: &Proposer) -> Option<Ballot> {
        let next = proposer.next_ballot();
        let round = self.first_rounds[number] + self.bounds.ballots[number] - 1;
        (next.round <= round).then_some(Ballot { round, ..next })
    }
}

/// Whether a ballot goes on whose messages all arrive: it has proposed, or counts promises still.
fn is_under_way(proposer: &Proposer) -> bool {
    let record = proposer.record();
    record.proposed.is_some() || record.ballot.is_some_and(|ballot| proposer.counts(ballot))
}
