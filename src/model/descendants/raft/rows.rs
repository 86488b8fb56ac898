//! The states of Raft as rows of numbers.

use super::model::Raft;
use super::reading::Reading;
use super::state::{RaftAction, RaftState};
use crate::model::numbered::{self, Alike, Name, Number, Numbered, Place};
use crate::model::packed::{NotPacked, Packing};
use crate::model::question::Question;
use crate::model::width::AnyWidth;
use crate::paxos::{AcceptorId, Vote};

/// The kinds of those that can change places.
const ACCEPTORS: usize = 0;
const VALUES: usize = 1;

impl Raft {
    /// The packed form of the system, of which this is asked.
    ///
    /// # Errors
    /// If it is too large.
    pub fn pack(self, packing: &Packing, questions: &[Question]) -> Result<AnyWidth, NotPacked> {
        numbered::pack(self, packing, questions)
    }

    /// Appends a log, an entry for each slot: 0 for none, then by ballot and value.
    fn write_log(&self, log: &[Vote], row: &mut Vec<usize>) {
        let entry = |Vote { ballot, value }: &Vote| {
            let values = self.bounds.values();
            let lower = self.bounds.ballots().take_while(|other| other < ballot).count();
            let value = values.iter().position(|other| other == value);
            value.map_or(0, |value| lower * values.len() + value + 1)
        };
        row.extend((0..self.bounds.slots).map(|slot| log.get(slot).map_or(0, entry)));
    }

    fn write_server(&self, state: &RaftState, id: AcceptorId, row: &mut Vec<usize>) {
        let server = state.server(id);
        let promised = self.bounds.ballots().filter(|ballot| server.promised >= Some(*ballot));
        row.push(promised.count());
        let supports = |ballot| {
            let supporters = state.terms.get(&ballot).map(|term| term.supporters);
            usize::from(supporters.is_some_and(|all| all.iter().any(|other| other == id)))
        };
        row.extend(self.bounds.ballots().map(supports));
        let acknowledged = |ballot| server.acknowledged.get(&ballot).copied().unwrap_or_default();
        row.extend(self.bounds.ballots().map(acknowledged));
        self.write_log(&server.log, row);
    }
}

/// For each acceptor its promise, whom it supports, what it has acknowledged, and its log; for each ballot its candidate,
/// his log, and whether he leads. That follows from who supports him, at which steps look, and no property.
impl Numbered for Raft {
    fn places(&self) -> Vec<Place> {
        let (ballots, slots) = (self.bounds.ballots().count(), self.bounds.slots);
        let entries = Number::pairs(ballots, VALUES, self.bounds.values().len());
        let mut places = Vec::new();
        for number in 0..self.crew() {
            let mut all = vec![Place::new(("promise", 0), Number::plain(ballots + 1)).promise()];
            let supported = |ballot| Place::new(("supported", ballot), Number::plain(2)).unseen();
            all.extend((0..ballots).map(supported));
            let counts = Number::plain(slots + 1);
            all.extend((0..ballots).map(|b| Place::new(("acknowledged", b), counts.clone())));
            all.extend((0..slots).map(|slot| Place::new(("entry", slot), entries.clone())));
            let name = Name { kind: ACCEPTORS, number };
            places.extend(all.into_iter().map(|place| place.of(name)));
        }
        for ballot in 0..ballots {
            places.push(Place::new(("leader", ballot), Number::one_of(ACCEPTORS, self.crew())));
            let entry = |slot| Place::new(("led", ballot * slots + slot), entries.clone());
            places.extend((0..slots).map(entry));
            places.push(Place::new(("leads", ballot), Number::plain(2)));
        }
        places
    }

    fn write(&self, state: &RaftState, row: &mut Vec<usize>) {
        for id in self.bounds.acceptors() {
            self.write_server(state, id, row);
        }
        for ballot in self.bounds.ballots() {
            let term = state.terms.get(&ballot);
            row.push(term.map_or(0, |term| usize::from(term.leader.0) + 1));
            self.write_log(term.map_or(&[], |term| &term.log), row);
            row.push(usize::from(self.led(state, ballot).is_some()));
        }
    }

    fn read(&self, row: &[usize]) -> RaftState {
        let mut reading = Reading::new(&self.bounds, row);
        let (servers, supporters) = reading.servers();
        RaftState { servers, terms: reading.terms(&supporters) }
    }

    fn every_action(&self) -> Vec<RaftAction> {
        self.all_actions()
    }

    fn alike(&self, questions: &[Question]) -> Vec<Alike> {
        let values = Alike::values(self.bounds.values(), questions);
        vec![Alike::acceptors(&self.bounds.constants.quorums, questions), values]
    }

    fn crew(&self) -> usize {
        self.bounds.constants.quorums.acceptors()
    }
}
