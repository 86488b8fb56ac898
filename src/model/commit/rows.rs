//! The states of a commit as rows of numbers.
//!
//! What an acceptor has promised, its last votes and what its promises report follow from its votes and from which
//! prepares it has answered: a promise reports the highest vote below it, as none below it comes later.

use super::parties::{ABORTED, Commit, PREPARED, Promises};
use super::state::{CommitAction, CommitState, Manager, Stopped};
use crate::model::message_set::MessageSet;
use crate::model::message_set_log::LogState;
use crate::model::numbered::{self, Alike, Name, Number, Numbered, Place};
use crate::model::packed::{NotPacked, Packing, Reduction};
use crate::model::question::Question;
use crate::model::width::AnyWidth;
use crate::paxos::{AcceptorId, Ballot, LogAcceptor, LogMessage, Slot, Value, Vote, Votes};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The kinds of those that can change places.
const MANAGERS: usize = 0;
const ACCEPTORS: usize = 1;

impl Commit {
    /// The packed form of the system, of which this is asked.
    ///
    /// # Errors
    /// If it is too large.
    pub fn pack(self, packing: &Packing, questions: &[Question]) -> Result<AnyWidth, NotPacked> {
        numbered::pack(self, packing, questions)
    }

    fn acceptors(&self) -> usize {
        self.decree.quorums().acceptors()
    }

    /// "prepared" and "aborted", from 1; 0 is no value.
    fn number(value: &Value) -> usize {
        if value.as_str() == PREPARED { 1 } else { 2 }
    }

    fn value(number: usize) -> Option<Value> {
        number.checked_sub(1).map(|aborted| Value::from([PREPARED, ABORTED][aborted]))
    }
}

/// The numbers of a log, in the order of the row but for the first.
struct Numbers {
    /// The managers whose decrees are in the log.
    managers: Vec<usize>,
    /// For each manager, what is proposed in each ballot.
    proposed: Vec<Vec<usize>>,
    /// Whether each ballot but the managers' own has begun.
    begun: Vec<usize>,
    /// For each acceptor, which of these it has promised.
    answered: Vec<Vec<usize>>,
    /// For each acceptor and manager, its vote in each ballot.
    voted: Vec<Vec<Vec<usize>>>,
}

impl Commit {
    /// What an acceptor has voted for in a slot, in order of ballots.
    fn votes(&self, numbers: &[usize]) -> Vec<Vote> {
        let votes = self
            .decree
            .ballots()
            .zip(numbers)
            .filter_map(|(ballot, number)| Some(Vote { ballot, value: Self::value(*number)? }));
        votes.collect()
    }

    fn log(&self, numbers: &Numbers) -> LogState {
        let ballots: Vec<Ballot> = self.decree.ballots().collect();
        let slots: Vec<Slot> =
            numbers.managers.iter().map(|manager| self.place(*manager).1).collect();
        let mut sent = BTreeSet::new();
        for (ballot, begun) in ballots[1..].iter().zip(&numbers.begun) {
            sent.extend((*begun == 1).then_some((None, LogMessage::Prepare { ballot: *ballot })));
        }
        for (slot, proposed) in slots.iter().zip(&numbers.proposed) {
            sent.extend(self.votes(proposed).into_iter().map(|Vote { ballot, value }| {
                (None, LogMessage::Accept { slot: *slot, ballot, value })
            }));
        }
        let mut acceptors = Vec::new();
        for (number, voted) in numbers.voted.iter().enumerate() {
            let id = AcceptorId(u8::try_from(number).expect("at most MAX_ACCEPTORS"));
            let all: Vec<Vec<Vote>> = voted.iter().map(|votes| self.votes(votes)).collect();
            let below = |ballot: Option<Ballot>| -> Votes {
                let last = slots.iter().zip(&all).filter_map(|(slot, votes)| {
                    let mut below = votes.iter().rev();
                    let last = below.find(|vote| ballot.is_none_or(|b| vote.ballot < b))?;
                    Some((*slot, last.clone()))
                });
                last.collect()
            };
            let mut promised = self.own_ballot();
            for (ballot, answered) in ballots[1..].iter().zip(&numbers.answered[number]) {
                if *answered == 1 {
                    promised = promised.max(*ballot);
                    let votes = below(Some(*ballot));
                    sent.insert((Some(id), LogMessage::Promise { ballot: *ballot, votes }));
                }
            }
            for (slot, votes) in slots.iter().zip(&all) {
                for vote in votes {
                    promised = promised.max(vote.ballot);
                    let vote = vote.clone();
                    sent.insert((Some(id), LogMessage::Accepted { slot: *slot, vote }));
                }
            }
            acceptors.push(LogAcceptor { promised: Some(promised), votes: below(None) });
        }
        LogState { acceptors, sent }
    }

    /// The managers whose decrees are in each log.
    fn logs(&self) -> Vec<Vec<usize>> {
        match self.promises {
            Promises::Shared => vec![(0..self.managers).collect()],
            Promises::Apart => (0..self.managers).map(|manager| vec![manager]).collect(),
        }
    }
}

/// First the managers, what is told and who has stopped; then each log: what is proposed, which ballots have begun, who
/// has promised them, and the votes.
impl Numbered for Commit {
    fn places(&self) -> Vec<Place> {
        let ballots = self.decree.ballots().count();
        let manager = |number| Name { kind: MANAGERS, number };
        let acceptor = |number| Name { kind: ACCEPTORS, number };
        let stopped = Number::plain(1 + usize::from(self.stops > 0));
        let mut places = Vec::new();
        for number in 0..self.managers {
            let state = Place::new(("state", 0), Number::plain(Manager::ALL.len()));
            places.push(state.of_no_decree().of(manager(number)));
            places.push(Place::new(("stopped", 0), stopped.clone()).unseen().of(manager(number)));
        }
        let told = |which| Place::new(("told", which), Number::plain(2)).of_no_decree();
        places.extend((0..2).map(told));
        for number in 0..self.acceptors() {
            places.push(Place::new(("stopped", 0), stopped.clone()).unseen().of(acceptor(number)));
        }
        for managers in self.logs() {
            // What is of all managers of a log is of none of them alone.
            let of_log = |place: Place| match self.promises {
                Promises::Shared => place,
                Promises::Apart => place.of(manager(managers[0])),
            };
            for number in &managers {
                let proposed = |ballot| Place::new(("proposed", ballot), Number::plain(3));
                places.extend((0..ballots).map(|b| proposed(b).of(manager(*number))));
            }
            let flag = |what, ballot| of_log(Place::new((what, ballot), Number::plain(2)));
            places.extend((1..ballots).map(|ballot| flag("begun", ballot)));
            for number in 0..self.acceptors() {
                places.extend((1..ballots).map(|b| flag("promised", b).of(acceptor(number))));
            }
            for number in 0..self.acceptors() {
                for of in &managers {
                    let vote = |ballot| Place::new(("vote", ballot), Number::plain(3));
                    let vote = |b| vote(b).of(manager(*of)).of(acceptor(number));
                    places.extend((0..ballots).map(vote));
                }
            }
        }
        places
    }

    fn write(&self, state: &CommitState, row: &mut Vec<usize>) {
        let stopped = |who: Stopped| usize::from(state.stopped.contains(&who));
        for (number, manager) in state.managers.iter().enumerate() {
            row.extend(Manager::ALL.iter().position(|state| state == manager));
            row.push(stopped(Stopped::Manager(number)));
        }
        row.extend(state.told.map(usize::from));
        row.extend((0..self.acceptors()).map(|number| stopped(Stopped::Acceptor(number))));
        for (managers, log) in self.logs().into_iter().zip(&state.logs) {
            self.numbers(managers, log).write(row);
        }
    }

    fn read(&self, row: &[usize]) -> CommitState {
        let mut row = row.iter().copied();
        let mut next = |count: usize| row.by_ref().take(count).collect::<Vec<usize>>();
        let mut stopped = Vec::new();
        let managers = (0..self.managers).map(|number| {
            let numbers = next(2);
            stopped.extend((numbers[1] == 1).then_some(Stopped::Manager(number)));
            Manager::ALL[numbers[0]]
        });
        let managers = managers.collect();
        let told = next(2);
        let acceptors = next(self.acceptors());
        let halted = (0..).zip(acceptors).filter(|(_, stopped)| *stopped == 1);
        stopped.extend(halted.map(|(number, _)| Stopped::Acceptor(number)));
        let ballots = self.decree.ballots().count();
        let logs = self.logs().into_iter().map(|managers| {
            let each = managers.len();
            let proposed = (0..each).map(|_| next(ballots)).collect();
            let begun = next(ballots - 1);
            let answered = (0..self.acceptors()).map(|_| next(ballots - 1)).collect();
            let voted = (0..self.acceptors()).map(|_| (0..each).map(|_| next(ballots)).collect());
            let voted = voted.collect();
            Arc::new(self.log(&Numbers { managers, proposed, begun, answered, voted }))
        });
        let logs = logs.collect();
        CommitState { managers, logs, told: [told[0] == 1, told[1] == 1], stopped }
    }

    fn every_action(&self) -> Vec<CommitAction> {
        self.all_actions()
    }

    /// Managers and acceptors; the values are not alike.
    fn alike(&self, questions: &[Question]) -> Vec<Alike> {
        vec![
            Alike::all(Reduction::ManagerSymmetry, self.managers),
            Alike::acceptors(self.decree.quorums(), questions),
        ]
    }

    fn decree(&self) -> Option<&MessageSet> {
        Some(&self.decree)
    }

    fn crew(&self) -> usize {
        self.managers + self.acceptors()
    }
}

impl Commit {
    /// The numbers of a log with the decrees of these managers.
    fn numbers(&self, managers: Vec<usize>, log: &LogState) -> Numbers {
        let ballots: Vec<Ballot> = self.decree.ballots().collect();
        let (acceptors, each) = (self.acceptors(), managers.len());
        let at = |ballot: Ballot| ballots.partition_point(|other| *other < ballot);
        let of = |slot: Slot| {
            let mut managers = managers.iter();
            managers.position(|manager| self.place(*manager).1 == slot).expect("a slot of the log")
        };
        let who = |from: &Option<AcceptorId>| from.map_or(0, |id| usize::from(id.0));
        let mut proposed = vec![vec![0; ballots.len()]; each];
        let mut begun = vec![0; ballots.len() - 1];
        let mut answered = vec![begun.clone(); acceptors];
        let mut voted = vec![proposed.clone(); acceptors];
        for (from, message) in &log.sent {
            match message {
                LogMessage::Prepare { ballot } => begun[at(*ballot) - 1] = 1,
                LogMessage::Promise { ballot, .. } => answered[who(from)][at(*ballot) - 1] = 1,
                LogMessage::Accept { slot, ballot, value } => {
                    proposed[of(*slot)][at(*ballot)] = Self::number(value);
                }
                LogMessage::Accepted { slot, vote } => {
                    voted[who(from)][of(*slot)][at(vote.ballot)] = Self::number(&vote.value);
                }
            }
        }
        Numbers { managers, proposed, begun, answered, voted }
    }
}

impl Numbers {
    fn write(&self, row: &mut Vec<usize>) {
        let Self { managers: _, proposed, begun, answered, voted } = self;
        let each = proposed.iter().chain([begun]).chain(answered).chain(voted.iter().flatten());
        row.extend(each.flatten());
    }
}
