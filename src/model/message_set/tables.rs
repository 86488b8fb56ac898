//! All that an acceptor of the abstract model can do, and where it stands in a packed state.

use super::guards::request_case;
use super::model::MessageSet;
use crate::model::columns::Columns;
use crate::model::coverage::Case;
use crate::model::field::{Allotment, Field};
use crate::paxos::{Acceptor, Message};
use std::collections::BTreeSet;

/// All that an acceptor can do, the same for each of them.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// Its states; it begins in the first.
    pub(super) states: Vec<Acceptor>,
    /// What can be sent to it: the prepares, in order of ballots, then the accepts.
    pub(super) requests: Vec<Message>,
    /// What it can send: the promises, in order of ballots, then the votes.
    pub(super) answers: Vec<Message>,
    /// For each state and request: the next state, and the answer.
    pub(super) outcomes: Vec<Vec<Option<(usize, usize)>>>,
    /// For each state and request: the case of the handler.
    pub(super) cases: Vec<Vec<Case>>,
}

impl Tables {
    pub(super) fn close(model: &MessageSet) -> Self {
        let prepares = model.ballots().map(|ballot| Message::Prepare { ballot });
        let accepts = model.ballots().flat_map(|ballot| {
            let values = model.values().iter().cloned();
            values.map(move |value| Message::Accept { ballot, value })
        });
        let mut tables = Self {
            states: vec![model.fresh()],
            requests: prepares.chain(accepts).collect(),
            ..Self::default()
        };
        let mut outcomes: Vec<Vec<Option<(usize, Message)>>> = Vec::new();
        while outcomes.len() < tables.states.len() {
            let before = tables.states[outcomes.len()].clone();
            let (mut row, mut cases) = (Vec::new(), Vec::new());
            for request in tables.requests.clone() {
                let mut acceptor = before.clone();
                let (case, answer) = request_case(&mut acceptor, request);
                cases.push(case);
                row.push(answer.map(|answer| (tables.number(acceptor), answer)));
            }
            outcomes.push(row);
            tables.cases.push(cases);
        }
        let answers = outcomes.iter().flatten().flatten().map(|(_, answer)| answer.clone());
        let answers: BTreeSet<Message> = answers.collect();
        tables.answers = answers.into_iter().collect();
        let number = |answer: Message| tables.answers.binary_search(&answer).expect("it is listed");
        tables.outcomes = outcomes
            .into_iter()
            .map(|row| row.into_iter().map(|o| o.map(|(s, answer)| (s, number(answer)))).collect())
            .collect();
        tables
    }

    fn number(&mut self, acceptor: Acceptor) -> usize {
        let known = self.states.iter().position(|state| *state == acceptor);
        known.unwrap_or_else(|| {
            self.states.push(acceptor);
            self.states.len() - 1
        })
    }
}

/// Where the parts of a state stand.
#[derive(Debug)]
pub(super) struct Layout {
    /// The prepares and accepts, by their numbers.
    pub(super) requests: Vec<Field>,
    /// For each acceptor, the number of its state.
    pub(super) states: Vec<Field>,
    /// For each acceptor, the answers by their numbers; those that stand side by side in the list
    /// and are promises of one ballot do so in a state.
    pub(super) answers: Vec<Vec<Field>>,
    pub(super) columns: Columns,
    pub(super) words: usize,
}

impl Layout {
    pub(super) fn new(tables: &Tables, acceptors: usize) -> Self {
        let mut column = Allotment::default();
        let state = column.numbers(tables.states.len());
        let mut answers: Vec<Field> = Vec::new();
        let of_one_ballot = |one: &Message, other: &Message| {
            let promises = [one, other].iter().all(|m| matches!(m, Message::Promise { .. }));
            promises && one.ballot() == other.ballot()
        };
        for together in tables.answers.chunk_by(of_one_ballot) {
            let all = column.field(together.len());
            answers.extend((0..together.len()).map(|bit| all.bit_of(bit)));
        }
        let width = Columns::width(column.next);
        let mut free = Allotment { next: acceptors * width };
        let requests = tables.requests.iter().map(|_| free.field(1)).collect();
        let moved = |field: Field, acceptor: usize| field.moved(acceptor * width);
        Self {
            requests,
            states: (0..acceptors).map(|a| moved(state, a)).collect(),
            answers: (0..acceptors)
                .map(|a| answers.iter().map(|answer| moved(*answer, a)).collect())
                .collect(),
            columns: Columns { acceptors: 0..acceptors, bit: 0, width },
            words: free.next.div_ceil(64).max(1),
        }
    }
}
