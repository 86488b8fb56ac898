//! The map: what is so in the proof, in an instance of the spec and in each of its states.

use crate::formula::Facts;
use crate::logic::Theory;
use crate::spec::{Instance, Message, State, VALUES};
use std::collections::BTreeMap;

/// One more than there are in the spec: the last is one that no client wants.
pub(crate) const ALL_VALUES: usize = VALUES + 1;

/// What the proof says, of an instance.
pub(crate) struct Map<'a> {
    pub(crate) theory: Theory,
    /// What is so in all states: the order of ballots, who is in which quorum, what clients want.
    pub(crate) always: Facts,
    instance: &'a Instance,
}

impl<'a> Map<'a> {
    pub(crate) fn new(proof: &str, instance: &'a Instance) -> Self {
        let sizes = [
            ("Node", instance.acceptors),
            ("Ballot", instance.ballots),
            ("Value", ALL_VALUES),
            ("PrepareQuorum", instance.prepare.len()),
            ("AcceptQuorum", instance.accept.len()),
        ];
        let theory = Theory::read(proof, BTreeMap::from(sizes));
        let mut always = 0;
        for b in 0..instance.ballots {
            (b + 1..instance.ballots).for_each(|c| always |= theory.fact("before", &[b, c]));
        }
        for (relation, quorums) in
            [("promises_in", instance.prepare), ("votes_in", instance.accept)]
        {
            for (q, members) in quorums.iter().enumerate() {
                members.iter().for_each(|n| always |= theory.fact(relation, &[*n, q]));
            }
        }
        (0..VALUES).for_each(|v| always |= theory.fact("wanted", &[v]));
        Self { theory, always, instance }
    }

    /// What is so in a state. Nothing is decided, since the spec keeps no account of it: what is chosen is read
    /// off the votes.
    pub(crate) fn image(&self, state: &State) -> Facts {
        let theory = &self.theory;
        let mut facts = 0;
        for message in &state.msgs {
            facts |= match *message {
                Message::Begun { ballot } => theory.fact("begun", &[ballot]),
                Message::Promised { acceptor, ballot, vote: None } => {
                    theory.fact("promised_free", &[acceptor, ballot])
                }
                Message::Promised { acceptor, ballot, vote: Some((below, value)) } => {
                    theory.fact("promised_vote", &[acceptor, ballot, below, value])
                }
                Message::Proposed { ballot, value } => theory.fact("proposed", &[ballot, value]),
                Message::Voted { acceptor, ballot, value } => {
                    theory.fact("voted", &[acceptor, ballot, value])
                }
            };
        }
        for (acceptor, promised) in state.max_bal.iter().enumerate() {
            let left = (0..self.instance.ballots).filter(|ballot| *promised > Some(*ballot));
            left.for_each(|ballot| facts |= theory.fact("left", &[acceptor, ballot]));
        }
        facts
    }

    /// A state without a decision.
    pub(crate) fn undecided(&self, facts: Facts, ballot: usize, value: usize) -> Facts {
        facts & !self.theory.fact("decided", &[ballot, value])
    }

    /// Whether an acceptor has voted in a ballot.
    pub(crate) fn has_voted(&self, facts: Facts, acceptor: usize, ballot: usize) -> bool {
        (0..ALL_VALUES).any(|v| facts & self.theory.fact("voted", &[acceptor, ballot, v]) != 0)
    }
}
