//! All that an acceptor can do, and where it stands in a packed state.

use super::{EverSent, Sort};
use crate::model::columns::Columns;
use crate::model::coverage::Case;
use crate::model::field::{Allotment, Field};
use std::collections::BTreeSet;

/// All that an acceptor can do, the same for each of them.
#[derive(Debug)]
pub(super) struct Tables<S: EverSent> {
    /// Its states; it begins in the first.
    pub(super) states: Vec<S::Acceptor>,
    /// What can be sent to it: the prepares, in order of ballots, then the accepts, in order of ballots, slots and
    /// values.
    pub(super) requests: Vec<S::Message>,
    /// What it can send: the promises, in order of ballots, then the votes.
    pub(super) answers: Vec<S::Message>,
    /// For each state and request: the next state, and the answer.
    pub(super) outcomes: Vec<Vec<Option<(usize, usize)>>>,
    /// For each state and request: the case of the handler.
    pub(super) cases: Vec<Vec<Option<Case>>>,
}

impl<S: EverSent> Tables<S> {
    /// Closes an acceptor of the system; none, if its states are more than so many.
    pub(super) fn close(system: &S, most: usize) -> Option<Self> {
        let ballots = system.all_ballots();
        let prepares = ballots.iter().map(|ballot| system.prepare(*ballot));
        let accepts = ballots.iter().flat_map(|ballot| {
            let slots = system.slots();
            slots.into_iter().flat_map(move |slot| {
                let values = system.all_values().iter();
                values.map(move |value| system.accept(slot, *ballot, value))
            })
        });
        let requests: Vec<S::Message> = prepares.chain(accepts).collect();
        let mut states = vec![system.first_acceptor()];
        let mut outcomes: Vec<Row<S::Message>> = Vec::new();
        let mut cases = Vec::new();
        while let Some(before) = states.get(outcomes.len()).cloned() {
            let (mut row, mut its_cases) = (Vec::new(), Vec::new());
            for request in &requests {
                let mut acceptor = before.clone();
                let (case, answer) = system.receive(&mut acceptor, request);
                its_cases.push(case);
                row.push(answer.map(|answer| (number(&mut states, acceptor), answer)));
            }
            if states.len() > most {
                return None;
            }
            outcomes.push(row);
            cases.push(its_cases);
        }
        let answers = outcomes.iter().flatten().flatten().map(|(_, answer)| answer.clone());
        let answers: Vec<S::Message> = answers.collect::<BTreeSet<_>>().into_iter().collect();
        let number = |answer: S::Message| answers.binary_search(&answer).expect("it is listed");
        let outcomes = outcomes
            .into_iter()
            .map(|row| row.into_iter().map(|o| o.map(|(s, answer)| (s, number(answer)))).collect())
            .collect();
        Some(Self { states, requests, answers, outcomes, cases })
    }

    /// The number of a request.
    pub(super) fn request(&self, request: &S::Message) -> usize {
        self.requests.iter().position(|known| known == request).expect("it can be sent")
    }
}

/// For each request, the number of the next state, and the answer.
type Row<M> = Vec<Option<(usize, M)>>;

/// The number of a state, which is a new one if it is not known.
fn number<A: PartialEq>(states: &mut Vec<A>, state: A) -> usize {
    let known = states.iter().position(|known| *known == state);
    known.unwrap_or_else(|| {
        states.push(state);
        states.len() - 1
    })
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
    /// The layout for so many acceptors; none, if there are too many promises in a ballot.
    pub(super) fn new<S: EverSent>(tables: &Tables<S>, acceptors: usize) -> Option<Self> {
        let mut column = Allotment::default();
        let state = column.numbers(tables.states.len());
        let mut answers: Vec<Field> = Vec::new();
        let of_one_ballot = |one: &S::Message, other: &S::Message| match S::sort(one) {
            Sort::Promise(ballot) => S::sort(other) == Sort::Promise(ballot),
            Sort::Request | Sort::Vote => false,
        };
        for together in tables.answers.chunk_by(of_one_ballot) {
            if together.len() > 64 {
                return None;
            }
            let all = column.field(together.len());
            answers.extend((0..together.len()).map(|bit| all.bit_of(bit)));
        }
        let width = Columns::width(column.next);
        let mut free = Allotment { next: acceptors * width };
        let requests = tables.requests.iter().map(|_| free.field(1)).collect();
        let moved = |field: Field, acceptor: usize| field.moved(acceptor * width);
        Some(Self {
            requests,
            states: (0..acceptors).map(|a| moved(state, a)).collect(),
            answers: (0..acceptors)
                .map(|a| answers.iter().map(|answer| moved(*answer, a)).collect())
                .collect(),
            columns: Columns { acceptors: 0..acceptors, bit: 0, width },
            words: free.next.div_ceil(64).max(1),
        })
    }
}
