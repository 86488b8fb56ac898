//! The map: what is so in the proof, in an instance of the spec and in each of its states.

use crate::formula::Facts;
use crate::logic::Theory;
use crate::spec::{Instance, Message, Report, State, VALUES, Vote};
use std::collections::BTreeMap;

/// One more than there are in the spec: the last is one that no client wants.
pub(crate) const ALL_VALUES: usize = VALUES + 1;

/// What the proof says, of an instance.
pub(crate) struct Map<'a> {
    pub(crate) theory: Theory,
    /// What is so in all states: the order of ballots, who is in which quorum, what clients want.
    pub(crate) always: Facts,
    instance: &'a Instance,
    reports: Vec<Vec<Option<Vote>>>,
}

impl<'a> Map<'a> {
    pub(crate) fn new(proof: &str, instance: &'a Instance) -> Self {
        let reports = instance.reports();
        let sizes = [
            ("Node", instance.acceptors),
            ("Ballot", instance.ballots),
            ("Value", ALL_VALUES),
            ("PrepareQuorum", instance.prepare.len()),
            ("AcceptQuorum", instance.accept.len()),
            ("Slot", instance.slots.unwrap_or(0)),
            ("Report", reports.len()),
        ];
        let theory = Theory::read(proof, BTreeMap::from(sizes));
        let mut always = Facts::default();
        for b in 0..instance.ballots {
            (b + 1..instance.ballots).for_each(|c| always.add(theory.fact("before", &[b, c])));
        }
        for (relation, quorums) in
            [("promises_in", instance.prepare), ("votes_in", instance.accept)]
        {
            for (q, members) in quorums.iter().enumerate() {
                members.iter().for_each(|n| always.add(theory.fact(relation, &[*n, q])));
            }
        }
        (0..VALUES).for_each(|v| always.add(theory.fact("wanted", &[v])));
        for (p, report) in reports.iter().enumerate() {
            for (k, vote) in report.iter().enumerate() {
                if let Some((ballot, value)) = vote {
                    always.add(theory.fact("report_ballot", &[p, k, *ballot]));
                    always.add(theory.fact("report_value", &[p, k, *value]));
                } else {
                    always.add(theory.fact("reports_none", &[p, k]));
                }
            }
        }
        Self { theory, always, instance, reports }
    }

    /// What is so in a state. Nothing is decided, since the spec keeps no account of it: what is chosen is read
    /// off the votes.
    pub(crate) fn image(&self, state: &State) -> Facts {
        let mut facts = Facts::default();
        for message in &state.msgs {
            facts.add(self.sent(message));
        }
        for (acceptor, promised) in state.max_bal.iter().enumerate() {
            let left = (0..self.instance.ballots).filter(|ballot| *promised > Some(*ballot));
            left.for_each(|ballot| facts.add(self.theory.fact("left", &[acceptor, ballot])));
        }
        facts
    }

    /// That this message was sent.
    fn sent(&self, message: &Message) -> usize {
        let fact = |relation, of: &[usize]| self.theory.fact(relation, of);
        match message {
            Message::Begun { ballot } => fact("begun", &[*ballot]),
            Message::Promised { acceptor, ballot, report } => match report {
                Report::Decree(None) => fact("promised_free", &[*acceptor, *ballot]),
                Report::Decree(Some((below, value))) => {
                    fact("promised_vote", &[*acceptor, *ballot, *below, *value])
                }
                Report::Slots(slots) => {
                    let report = self.reports.iter().position(|report| report == slots);
                    fact("promised", &[*acceptor, *ballot, report.expect("one of all reports")])
                }
            },
            Message::Proposed { slot, ballot, value } => {
                fact("proposed", &in_a_slot(&[], *slot, *ballot, *value))
            }
            Message::Voted { acceptor, slot, ballot, value } => {
                fact("voted", &in_a_slot(&[*acceptor], *slot, *ballot, *value))
            }
        }
    }

    /// A state without a decision.
    pub(crate) fn undecided(
        &self,
        mut facts: Facts,
        slot: Option<usize>,
        ballot: usize,
        value: usize,
    ) -> Facts {
        facts.remove(self.theory.fact("decided", &in_a_slot(&[], slot, ballot, value)));
        facts
    }

    /// Whether an acceptor has voted in a ballot, in any slot.
    pub(crate) fn has_voted(&self, facts: Facts, acceptor: usize, ballot: usize) -> bool {
        self.instance.each_slot().into_iter().any(|slot| {
            let vote = |value| in_a_slot(&[acceptor], slot, ballot, value);
            (0..ALL_VALUES).any(|value| facts.are(self.theory.fact("voted", &vote(value))))
        })
    }
}

/// The elements of a fact about a value in a ballot, of a slot if there are any.
fn in_a_slot(who: &[usize], slot: Option<usize>, ballot: usize, value: usize) -> Vec<usize> {
    who.iter().copied().chain(slot).chain([ballot, value]).collect()
}

impl Instance {
    /// All reports that there may be of slots, and more: also votes in the ballot that is promised, or above.
    fn reports(&self) -> Vec<Vec<Option<Vote>>> {
        let Some(slots) = self.slots else { return Vec::new() };
        let votes = (0..self.ballots).flat_map(|b| (0..VALUES).map(move |v| Some((b, v))));
        let votes: Vec<_> = [None].into_iter().chain(votes).collect();
        (0..slots).fold(vec![Vec::new()], |reports, _| {
            let longer =
                |report: Vec<_>| votes.iter().map(move |vote| [&report[..], &[*vote]].concat());
            reports.into_iter().flat_map(longer).collect()
        })
    }
}
