//! Where agreement is settled: at most one value can still be chosen.
//!
//! A vote can still be cast if the acceptor casts it on some way on from its local state, and some
//! message on which it does so is there or can still be sent. Where the votes cast and those that can
//! be are enough for a quorum for one value at most, nothing that happens from there on violates
//! agreement.

use crate::model::closed::layout::{Layout, mark};
use crate::model::closed::tables::{Entry, Tables};
use crate::model::field::Field;
use crate::paxos::{AcceptorId, AcceptorSet, Ballot, Quorums, Value, Vote};
use std::collections::BTreeMap;

/// The most acceptors whose sets are looked up.
pub(crate) const MAX_ACCEPTORS: usize = 12;

/// The votes that there can be, and how many are enough.
#[derive(Debug)]
pub(in crate::model::closed) struct Settled<const N: usize> {
    /// For each value and each ballot in which there can be votes for it, these votes.
    votes: Vec<Vec<Vec<Cast<N>>>>,
    /// For each set of acceptors, as bits, whether it is enough to choose.
    quorums: Vec<bool>,
}

/// A vote of one acceptor.
#[derive(Debug)]
struct Cast<const N: usize> {
    /// The acceptor, as a bit.
    acceptor: usize,
    /// Whether it is cast.
    fact: Field,
    /// The messages on which it can be cast; all, if it can be cast without one.
    on: [u64; N],
}

impl<const N: usize> Settled<N> {
    /// What is to be known of a system, if it is not too large. For each fact that is a vote, `cast` has it.
    pub(in crate::model::closed) fn new(
        tables: &Tables,
        layout: &Layout,
        quorums: &Quorums,
        cast: &[Option<Vote>],
    ) -> Option<Self> {
        let acceptors: Vec<usize> = tables.acceptors().collect();
        if acceptors.len() > MAX_ACCEPTORS {
            return None;
        }
        let mut votes: BTreeMap<&Value, BTreeMap<Ballot, Vec<Cast<N>>>> = BTreeMap::new();
        for (number, (id, vote)) in tables.facts.iter().zip(cast).enumerate() {
            let Some(vote) = vote else { continue };
            let place = acceptors.iter().position(|acceptor| acceptor == id);
            let cast = Cast {
                acceptor: 1 << place.expect("acceptors vote"),
                fact: layout.facts[number],
                on: voted_on(tables, layout, *id, number),
            };
            votes.entry(&vote.value).or_default().entry(vote.ballot).or_default().push(cast);
        }
        let enough = |bits: usize| {
            let members = (0..acceptors.len()).zip(0..).filter(|(place, _)| bits >> place & 1 == 1);
            let members: AcceptorSet = members.map(|(_, id)| AcceptorId(id)).collect();
            quorums.is_accept_quorum(members)
        };
        let quorums = (0..1_usize << acceptors.len()).map(enough).collect();
        let votes = votes.into_values().map(|ballots| ballots.into_values().collect()).collect();
        Some(Self { votes, quorums })
    }

    /// Whether one value at most can be chosen in a state and ever after, if these bits can still
    /// come.
    pub(in crate::model::closed) fn is_settled(
        &self,
        state: &[u64; N],
        to_come: &[u64; N],
    ) -> bool {
        let mut some = *to_come;
        some.iter_mut().zip(state).for_each(|(bits, there)| *bits |= there);
        let possible = |cast: &&Cast<N>| {
            let heard = || cast.on.iter().zip(&some).any(|(on, some)| on & some != 0);
            cast.fact.get(state) == 1 || cast.fact.get(&some) == 1 && heard()
        };
        let can_choose = |votes: &Vec<Cast<N>>| {
            let voters = votes.iter().filter(possible).fold(0, |set, cast| set | cast.acceptor);
            self.quorums[voters]
        };
        self.votes.iter().filter(|ballots| ballots.iter().any(can_choose)).count() <= 1
    }
}

/// The messages on which an actor casts the vote of this number; all, if it can do so without one.
fn voted_on<const N: usize>(tables: &Tables, layout: &Layout, id: usize, fact: usize) -> [u64; N] {
    let table = &tables.actors[id];
    let casts = |entry: &Entry| entry.outcome.as_ref().is_some_and(|o| o.facts.contains(&fact));
    if table.alone.iter().flatten().chain(&table.crash).any(casts) {
        return [u64::MAX; N];
    }
    let mut on = [0; N];
    for entries in &table.deliver {
        for (message, _) in table.inbox.iter().zip(entries).filter(|(_, entry)| casts(entry)) {
            mark(layout.messages[*message], &mut on);
        }
    }
    on
}
