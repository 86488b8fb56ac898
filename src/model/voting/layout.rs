//! Where the parts of a state of the voting model stand in its packed form.

use super::state::{Voter, VotingState};
use crate::model::columns::Columns;
use crate::model::constants::Constants;
use crate::model::field::{Allotment, Field};
use crate::paxos::{Ballot, Value, Vote};

/// A column for each acceptor.
#[derive(Debug)]
pub(super) struct Layout {
    ballots: Vec<Ballot>,
    values: Vec<Value>,
    /// For each acceptor, its promise: 0 for none, 1 for the lowest ballot, and so on.
    pub(super) promises: Vec<Field>,
    /// For each acceptor and ballot, its vote: 0 for none, 1 for the first value, and so on.
    pub(super) votes: Vec<Vec<Field>>,
    pub(super) columns: Columns,
    pub(super) words: usize,
}

impl Layout {
    pub(super) fn new(constants: &Constants) -> Self {
        let ballots: Vec<Ballot> = constants.ballots().collect();
        let values = constants.values().to_vec();
        let acceptors = constants.quorums.acceptors();
        let mut column = Allotment::default();
        let promise = column.numbers(ballots.len() + 1);
        let votes: Vec<Field> = ballots.iter().map(|_| column.numbers(values.len() + 1)).collect();
        let width = Columns::width(column.next);
        let moved = |field: &Field, acceptor: usize| field.moved(acceptor * width);
        Self {
            ballots,
            values,
            promises: (0..acceptors).map(|a| moved(&promise, a)).collect(),
            votes: (0..acceptors).map(|a| votes.iter().map(|v| moved(v, a)).collect()).collect(),
            columns: Columns { acceptors: 0..acceptors, bit: 0, width },
            words: (acceptors * width).div_ceil(64),
        }
    }

    pub(super) fn pack<const N: usize>(&self, state: &VotingState) -> [u64; N] {
        let mut packed = [0; N];
        let columns = self.promises.iter().zip(&self.votes);
        for (voter, (promise, votes)) in state.acceptors.iter().zip(columns) {
            let known = self.ballots.iter().position(|ballot| voter.promised == Some(*ballot));
            promise.set(&mut packed, known.map_or(0, |number| number as u64 + 1));
            for (ballot, field) in self.ballots.iter().zip(votes) {
                let value = voter
                    .vote_at(*ballot)
                    .and_then(|vote| self.values.iter().position(|value| *value == vote.value));
                field.set(&mut packed, value.map_or(0, |number| number as u64 + 1));
            }
        }
        packed
    }

    pub(super) fn unpack<const N: usize>(&self, state: &[u64; N]) -> VotingState {
        let voter = |(promise, votes): (&Field, &Vec<Field>)| {
            let votes = self.ballots.iter().zip(votes).filter_map(|(ballot, field)| {
                let value = self.values[field.index(state).checked_sub(1)?].clone();
                Some(Vote { ballot: *ballot, value })
            });
            let promised = promise.index(state).checked_sub(1).map(|number| self.ballots[number]);
            Voter { promised, votes: votes.collect() }
        };
        let acceptors = self.promises.iter().zip(&self.votes).map(voter);
        VotingState { acceptors: acceptors.collect() }
    }

    /// The state in which the values have changed places: each has become the one of this number.
    pub(super) fn renamed<const N: usize>(&self, state: &[u64; N], order: &[usize]) -> [u64; N] {
        let mut renamed = *state;
        for field in self.votes.iter().flatten() {
            if let Some(value) = field.index(state).checked_sub(1) {
                field.set(&mut renamed, order[value] as u64 + 1);
            }
        }
        renamed
    }

    /// The bits of all votes, and of promises too.
    pub(super) fn visible<const N: usize>(&self, promises: bool) -> [u64; N] {
        let mut visible = [0; N];
        let promises = self.promises.iter().filter(|_| promises);
        for field in self.votes.iter().flatten().chain(promises) {
            field.set(&mut visible, field.mask);
        }
        visible
    }
}
