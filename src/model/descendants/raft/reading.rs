//! A row of numbers, read from the front.

use super::state::{Server, Term};
use crate::model::descendants::bounds::Bounds;
use crate::paxos::{AcceptorId, AcceptorSet, Ballot, Vote};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is left to be read.
pub(super) struct Reading<'a> {
    bounds: &'a Bounds,
    ballots: Vec<Ballot>,
    row: &'a [usize],
}

impl<'a> Reading<'a> {
    pub(super) fn new(bounds: &'a Bounds, row: &'a [usize]) -> Self {
        Self { bounds, ballots: bounds.ballots().collect(), row }
    }

    fn next(&mut self) -> usize {
        self.some(1)[0]
    }

    fn some(&mut self, count: usize) -> &'a [usize] {
        let (first, rest) = self.row.split_at(count);
        self.row = rest;
        first
    }

    /// A number for each ballot, but where it is 0.
    fn by_ballot(&mut self) -> impl Iterator<Item = (Ballot, usize)> {
        let numbers = self.some(self.ballots.len());
        let numbers = self.ballots.iter().zip(numbers).map(|(ballot, number)| (*ballot, *number));
        numbers.filter(|(_, number)| *number > 0)
    }

    fn log(&mut self) -> Vec<Vote> {
        let values = self.bounds.values();
        let numbers = self.some(self.bounds.slots).iter();
        let entries = numbers.map_while(|number| {
            let number = number.checked_sub(1)?;
            let value = values[number % values.len()].clone();
            Some(Vote { ballot: self.ballots[number / values.len()], value })
        });
        entries.collect()
    }

    /// The acceptors; and for each ballot, who of them supports its candidate.
    pub(super) fn servers(&mut self) -> (Vec<Arc<Server>>, Vec<AcceptorSet>) {
        let bounds = self.bounds;
        let mut supporters = vec![AcceptorSet::default(); self.ballots.len()];
        let server = |id: AcceptorId| {
            let promised = self.next().checked_sub(1).map(|lower| self.ballots[lower]);
            for (supporters, supports) in supporters.iter_mut().zip(self.some(self.ballots.len())) {
                if *supports > 0 {
                    supporters.insert(id);
                }
            }
            Server { promised, acknowledged: self.by_ballot().collect(), log: self.log() }
        };
        (bounds.acceptors().map(server).map(Arc::new).collect(), supporters)
    }

    /// The ballots for which somebody stands, given who supports whom.
    pub(super) fn terms(&mut self, supporters: &[AcceptorSet]) -> BTreeMap<Ballot, Arc<Term>> {
        let mut terms = BTreeMap::new();
        for (number, supporters) in supporters.iter().enumerate() {
            let (leader, log, _) = (self.next(), self.log(), self.next());
            let leader = leader.checked_sub(1).and_then(|place| self.bounds.acceptors().nth(place));
            if let Some(leader) = leader {
                let term = Term { leader, supporters: *supporters, log };
                terms.insert(self.ballots[number], Arc::new(term));
            }
        }
        terms
    }
}
