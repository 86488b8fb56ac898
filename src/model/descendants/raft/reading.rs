//! A row of numbers, read from the front.

use super::state::{Server, Term};
use crate::model::descendants::bounds::Bounds;
use crate::paxos::{Ballot, Vote};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is left to be read.
pub(super) struct Reading<'a> {
    pub(super) bounds: &'a Bounds,
    pub(super) row: &'a [usize],
}

impl<'a> Reading<'a> {
    fn next(&mut self) -> usize {
        self.some(1)[0]
    }

    fn some(&mut self, count: usize) -> &'a [usize] {
        let (first, rest) = self.row.split_at(count);
        self.row = rest;
        first
    }

    /// A number for each ballot, but where it is 0.
    fn by_ballot(&mut self) -> impl Iterator<Item = (Ballot, usize)> + use<'a> {
        let numbers = self.some(self.bounds.ballots().count());
        let numbers = self.bounds.ballots().zip(numbers).map(|(ballot, number)| (ballot, *number));
        numbers.filter(|(_, number)| *number > 0)
    }

    fn log(&mut self) -> Vec<Vote> {
        let ballots: Vec<Ballot> = self.bounds.ballots().collect();
        let values = self.bounds.values();
        let numbers = self.some(self.bounds.slots).iter();
        let entries = numbers.map_while(|number| {
            let number = number.checked_sub(1)?;
            let value = values[number % values.len()].clone();
            Some(Vote { ballot: ballots[number / values.len()], value })
        });
        entries.collect()
    }

    pub(super) fn servers(&mut self) -> Vec<Arc<Server>> {
        let bounds = self.bounds;
        let server = |_| Server {
            promised: self.next().checked_sub(1).and_then(|lower| bounds.ballots().nth(lower)),
            supported: self.by_ballot().map(|(ballot, _)| ballot).collect(),
            acknowledged: self.by_ballot().collect(),
            log: self.log(),
        };
        bounds.acceptors().map(server).map(Arc::new).collect()
    }

    pub(super) fn terms(&mut self) -> BTreeMap<Ballot, Arc<Term>> {
        let bounds = self.bounds;
        let term = |ballot| {
            let (leader, log) = (self.next(), self.log());
            let leader = bounds.acceptors().nth(leader.checked_sub(1)?)?;
            Some((ballot, Arc::new(Term { leader, log })))
        };
        bounds.ballots().filter_map(term).collect()
    }
}
