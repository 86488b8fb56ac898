//! Whether a value is chosen, for what depends on that in the very step in which it happens.

use super::layout::Layout;
use super::tables::Tables;
use crate::model::field::Field;
use crate::paxos::{AcceptorId, AcceptorSet, Quorums, Vote};
use std::collections::BTreeMap;

/// Where the votes stand.
#[derive(Debug)]
pub(super) struct Chosen {
    quorums: Quorums,
    /// For each vote that can be cast, the facts that acceptors have cast it.
    votes: Vec<Vec<(AcceptorId, Field)>>,
}

impl Chosen {
    /// Finds them, out of the vote that each fact says was cast.
    pub(super) fn new(
        tables: &Tables,
        layout: &Layout,
        quorums: &Quorums,
        cast: &[Option<Vote>],
    ) -> Self {
        let first = tables.first_acceptor();
        let mut votes: BTreeMap<&Vote, Vec<(AcceptorId, Field)>> = BTreeMap::new();
        for (fact, vote) in cast.iter().enumerate() {
            let Some(vote) = vote else { continue };
            let acceptor = u8::try_from(tables.facts[fact] - first).expect("under 256 acceptors");
            votes.entry(vote).or_default().push((AcceptorId(acceptor), layout.facts[fact]));
        }
        Self { quorums: quorums.clone(), votes: votes.into_values().collect() }
    }

    /// Whether a quorum has cast the same vote.
    pub(super) fn is_one<const N: usize>(&self, state: &[u64; N]) -> bool {
        self.votes.iter().any(|vote| {
            let cast = vote.iter().filter(|(_, field)| field.get(state) > 0);
            let voters: AcceptorSet = cast.map(|(acceptor, _)| *acceptor).collect();
            self.quorums.is_accept_quorum(voters)
        })
    }
}
