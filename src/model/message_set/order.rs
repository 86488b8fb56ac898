//! What becomes of a state when values change places.

use super::model::MessageSet;
use super::tables::{Layout, Tables};
use crate::model::field::Field;
use crate::model::orders;
use crate::model::question::Question;
use crate::paxos::{Acceptor, Message, Value, Vote};

/// What becomes of a state when values change places.
#[derive(Debug)]
pub(super) struct Order {
    /// Where each bit goes that is not part of an acceptor's number.
    pub(super) bits: Vec<u32>,
    /// What becomes of each state of an acceptor.
    pub(super) states: Vec<u64>,
}

impl MessageSet {
    /// All orders of the values but the first that leave the questions as they are, if there are not too many.
    pub(super) fn orders(
        &self,
        tables: &Tables,
        layout: &Layout,
        questions: &[Question],
        bits: usize,
    ) -> Vec<Order> {
        let values = self.values();
        let orders = orders::orders(values, questions);
        let order = |order: Vec<usize>| {
            Order::new(tables, layout, bits, &|value| orders::renamed(values, &order, value))
        };
        orders.into_iter().map(order).collect()
    }
}

impl Order {
    fn new(
        tables: &Tables,
        layout: &Layout,
        bits: usize,
        renamed: &dyn Fn(&Value) -> Value,
    ) -> Self {
        let vote = |vote: &Vote| Vote { ballot: vote.ballot, value: renamed(&vote.value) };
        let message = |message: &Message| match message {
            Message::Prepare { .. } => message.clone(),
            Message::Promise { ballot, vote: v } => {
                Message::Promise { ballot: *ballot, vote: v.as_ref().map(vote) }
            }
            Message::Accept { ballot, value } => {
                Message::Accept { ballot: *ballot, value: renamed(value) }
            }
            Message::Accepted(v) => Message::Accepted(vote(v)),
        };
        let mut order = Self { bits: (0..bits).map(|_| u32::MAX).collect(), states: Vec::new() };
        let mut place = |list: &[Message], fields: &[Field]| {
            for (from, field) in list.iter().zip(fields) {
                let to = list.iter().position(|m| *m == message(from)).expect("values are alike");
                order.bits[field.bit()] = u32::try_from(fields[to].bit()).expect("few bits");
            }
        };
        place(&tables.requests, &layout.requests);
        layout.answers.iter().for_each(|column| place(&tables.answers, column));
        let state = |acceptor: &Acceptor| {
            let renamed = Acceptor { voted: acceptor.voted.as_ref().map(vote), ..acceptor.clone() };
            tables.states.iter().position(|s| *s == renamed).expect("values are alike") as u64
        };
        order.states = tables.states.iter().map(state).collect();
        order
    }
}
