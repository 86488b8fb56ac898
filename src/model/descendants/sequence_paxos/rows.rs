//! The states of Sequence Paxos as rows of numbers.

use super::model::SequencePaxos;
use super::state::{Report, Sequence, SequenceAcceptor, SequenceAction, SequenceState};
use crate::model::numbered::{self, Alike, Name, Number, Numbered, Place};
use crate::model::packed::{NotPacked, Packing};
use crate::model::question::Question;
use crate::model::width::AnyWidth;
use crate::paxos::{Ballot, Value};
use std::sync::Arc;

/// The kinds of those that can change places: the acceptors, and in each slot, counted from 0, the values.
const ACCEPTORS: usize = 0;

fn values(slot: usize) -> usize {
    slot + 1
}

impl SequencePaxos {
    /// The packed form of the system, of which this is asked.
    ///
    /// # Errors
    /// If it is too large.
    pub fn pack(self, packing: &Packing, questions: &[Question]) -> Result<AnyWidth, NotPacked> {
        numbered::pack(self, packing, questions)
    }

    fn value(&self, value: &Value) -> usize {
        self.bounds.values().iter().position(|v| v == value).map_or(0, |number| number + 1)
    }

    /// The number of what an acceptor has reported in a ballot: 0 for nothing, 1 for no vote, then by ballot and entries.
    fn report(&self, report: Option<&Report>) -> usize {
        let place =
            |ballot: Ballot| self.bounds.ballots().take_while(|other| *other < ballot).count();
        match report {
            None => 0,
            Some(None) => 1,
            Some(Some((ballot, entries))) => 1 + place(*ballot) * self.bounds.slots + entries,
        }
    }

    fn read_report(&self, number: usize) -> Option<Report> {
        let vote = |number: usize| {
            let ballot = self.bounds.ballots().nth(number / self.bounds.slots)?;
            Some((ballot, number % self.bounds.slots + 1))
        };
        Some(number.checked_sub(1)?.checked_sub(1).and_then(vote))
    }
}

/// For each acceptor its promise, and the votes in each ballot; for each ballot whether it has begun or is active and how
/// much it has adopted, what each acceptor has reported, and its log.
impl Numbered for SequencePaxos {
    fn places(&self) -> Vec<Place> {
        let (ballots, slots) = (self.bounds.ballots().count(), self.bounds.slots);
        let of = |number: usize| Name { kind: ACCEPTORS, number };
        let mut places = Vec::new();
        for number in 0..self.crew() {
            let promise = Place::new(("promise", 0), Number::plain(ballots + 1)).promise();
            let voted = |ballot| Place::new(("voted", ballot), Number::plain(slots + 1));
            let all = std::iter::once(promise).chain((0..ballots).map(voted));
            places.extend(all.map(|place| place.of(of(number))));
        }
        for ballot in 0..ballots {
            places.push(Place::new(("adopted", ballot), Number::plain(slots + 3)));
            let reports = Number::plain(2 + ballots * slots);
            // What was adopted, and can be, depends on it; what has happened does not.
            let report = || Place::new(("report", ballot), reports.clone()).unseen();
            places.extend((0..self.crew()).map(|number| report().of(of(number))));
            let entries = |slot| Number::one_of(values(slot), self.bounds.values().len());
            let entry = |slot| Place::new(("entry", ballot * slots + slot), entries(slot));
            places.extend((0..slots).map(entry));
        }
        places
    }

    fn write(&self, state: &SequenceState, row: &mut Vec<usize>) {
        for acceptor in &state.acceptors {
            let promised = |ballot: &Ballot| acceptor.promised >= Some(*ballot);
            row.push(self.bounds.ballots().filter(promised).count());
            let voted = |ballot| acceptor.voted.get(&ballot).copied().unwrap_or_default();
            row.extend(self.bounds.ballots().map(voted));
        }
        for ballot in self.bounds.ballots() {
            let begun = state.ballots.get(&ballot);
            let log = state.log(ballot);
            let adopted = log.map(|(adopted, _)| adopted + 2);
            row.push(adopted.unwrap_or(usize::from(begun.is_some())));
            let report = |id| self.report(begun.and_then(|begun| begun.promises.get(&id)));
            row.extend(self.bounds.acceptors().map(report));
            let entry = |slot: usize| log.and_then(|(_, log)| log.get(slot));
            let number = |slot| entry(slot).map_or(0, |value| self.value(value));
            row.extend((0..self.bounds.slots).map(number));
        }
    }

    fn read(&self, row: &[usize]) -> SequenceState {
        let ballots: Vec<Ballot> = self.bounds.ballots().collect();
        let crew = self.crew();
        let (acceptors, rest) = row.split_at(crew * (1 + ballots.len()));
        let acceptor = |row: &[usize]| SequenceAcceptor {
            promised: row[0].checked_sub(1).map(|number| ballots[number]),
            voted: std::iter::zip(&ballots, &row[1..])
                .filter(|(_, entries)| **entries > 0)
                .map(|(ballot, entries)| (*ballot, *entries))
                .collect(),
        };
        let begun = |(ballot, row): (&Ballot, &[usize])| {
            let (reports, log) = row[1..].split_at(crew);
            let promises = self.bounds.acceptors().zip(reports);
            let values = log.iter().map_while(|number| number.checked_sub(1));
            let sequence = || Sequence {
                promises: promises
                    .filter_map(|(id, n)| Some((id, self.read_report(*n)?)))
                    .collect(),
                log: row[0].checked_sub(2).map(|adopted| {
                    (adopted, values.map(|number| self.bounds.values()[number].clone()).collect())
                }),
            };
            (row[0] > 0).then(|| (*ballot, Arc::new(sequence())))
        };
        let rows = rest.chunks(1 + crew + self.bounds.slots);
        SequenceState {
            acceptors: acceptors.chunks(1 + ballots.len()).map(acceptor).map(Arc::new).collect(),
            ballots: ballots.iter().zip(rows).filter_map(begun).collect(),
        }
    }

    fn every_action(&self) -> Vec<SequenceAction> {
        self.all_actions()
    }

    fn alike(&self, questions: &[Question]) -> Vec<Alike> {
        let acceptors = Alike::acceptors(&self.bounds.constants.quorums, questions);
        let values = Alike::values(self.bounds.values(), questions);
        let of_slots = (0..self.bounds.slots).map(|_| values.clone());
        std::iter::once(acceptors).chain(of_slots).collect()
    }

    fn crew(&self) -> usize {
        self.bounds.constants.quorums.acceptors()
    }
}
