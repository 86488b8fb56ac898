//! The states of the voting model as rows of numbers.

use super::model::Voting;
use super::state::{Voter, VotingAction, VotingState};
use crate::model::numbered::{self, Alike, Name, Number, Numbered, Place};
use crate::model::packed::{NotPacked, Packing};
use crate::model::question::Question;
use crate::model::width::AnyWidth;
use crate::paxos::{Ballot, Vote};

/// The kinds of those that can change places.
const ACCEPTORS: usize = 0;
const VALUES: usize = 1;

impl Voting {
    /// The packed form of the system, of which this is asked.
    ///
    /// # Errors
    /// If it is too large.
    pub fn pack(self, packing: &Packing, questions: &[Question]) -> Result<AnyWidth, NotPacked> {
        numbered::pack(self, packing, questions)
    }
}

/// For each acceptor its promise, and its vote in each ballot.
impl Numbered for Voting {
    fn places(&self) -> Vec<Place> {
        let ballots = self.constants.ballots().count();
        let votes = Number::one_of(VALUES, self.constants.values().len());
        let places_of = |number: usize| {
            let promise = Place::new(("promise", 0), Number::plain(ballots + 1)).promise();
            let vote = |ballot| Place::new(("vote", ballot), votes.clone());
            let places = std::iter::once(promise).chain((0..ballots).map(vote));
            places.map(move |place| place.of(Name { kind: ACCEPTORS, number })).collect::<Vec<_>>()
        };
        (0..self.crew()).flat_map(places_of).collect()
    }

    fn write(&self, state: &VotingState, row: &mut Vec<usize>) {
        let ballots: Vec<Ballot> = self.constants.ballots().collect();
        for voter in &state.acceptors {
            row.push(ballots.iter().filter(|ballot| voter.promised >= Some(**ballot)).count());
            row.extend(ballots.iter().map(|ballot| {
                let values = self.constants.values();
                let vote = voter.vote_at(*ballot);
                let value = vote.and_then(|vote| values.iter().position(|v| *v == vote.value));
                value.map_or(0, |number| number + 1)
            }));
        }
    }

    fn read(&self, row: &[usize]) -> VotingState {
        let ballots: Vec<Ballot> = self.constants.ballots().collect();
        let voter = |row: &[usize]| Voter {
            promised: row[0].checked_sub(1).map(|number| ballots[number]),
            votes: std::iter::zip(&ballots, &row[1..])
                .filter_map(|(ballot, number)| {
                    let value = self.constants.values()[number.checked_sub(1)?].clone();
                    Some(Vote { ballot: *ballot, value })
                })
                .collect(),
        };
        VotingState { acceptors: row.chunks(ballots.len() + 1).map(voter).collect() }
    }

    fn every_action(&self) -> Vec<VotingAction> {
        self.all_actions().collect()
    }

    fn alike(&self, questions: &[Question]) -> Vec<Alike> {
        let values = Alike::values(self.constants.values(), questions);
        vec![Alike::acceptors(&self.constants.quorums, questions), values]
    }

    fn crew(&self) -> usize {
        self.constants.quorums.acceptors()
    }
}
