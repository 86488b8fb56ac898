//! What may be proposed in a ballot, looked up by what each acceptor has promised in it.

use super::model::MessageSet;
use super::state::MessageSetState;
use super::tables::{Layout, Tables};
use crate::model::field::Field;
use crate::model::packed::NotPacked;
use crate::paxos::{AcceptorId, Ballot, Message};
use std::collections::BTreeSet;

/// The most entries of the table that says what may be proposed in a ballot.
const MAX_PROPOSALS: usize = 1 << 22;

/// What the messages of one ballot allow a leader.
#[derive(Debug)]
pub(super) struct BallotTable {
    pub(super) prepare: Field,
    /// The accepts, in the order of values.
    pub(super) accepts: Vec<Field>,
    /// For each acceptor, its promises in this ballot, of which it gives at most one.
    pub(super) promises: Vec<Field>,
    /// One more than the number of different promises that an acceptor can give.
    pub(super) digits: usize,
    /// The values that may be proposed, as bits, by what each acceptor has promised: 0 for nothing,
    /// else its first promise is 1, and so on; the last acceptor is the lowest digit.
    pub(super) proposable: Vec<u64>,
}

impl MessageSet {
    /// Asks the model what it would propose in a ballot for all that acceptors can have promised.
    pub(super) fn ballot_table(
        &self,
        ballot: Ballot,
        tables: &Tables,
        layout: &Layout,
    ) -> Result<BallotTable, NotPacked> {
        let answers: Vec<usize> = (0..tables.answers.len())
            .filter(|answer| {
                let message = &tables.answers[*answer];
                matches!(message, Message::Promise { .. }) && message.ballot() == ballot
            })
            .collect();
        let fields = |of: &Message| tables.requests.iter().position(|request| request == of);
        let field = |of: Message| layout.requests[fields(&of).expect("it can be sent")];
        let acceptors: Vec<AcceptorId> = self.acceptors().collect();
        let digits = answers.len() + 1;
        let exponent = u32::try_from(acceptors.len()).expect("at most MAX_ACCEPTORS");
        let size = digits.checked_pow(exponent).filter(|size| *size <= MAX_PROPOSALS);
        let size = size.ok_or_else(|| {
            let many = format!("{} acceptors have too many promises in {ballot}", acceptors.len());
            NotPacked::TooLarge(many)
        })?;
        let proposable = (0..size).map(|mut number| {
            let mut sent = BTreeSet::new();
            for acceptor in acceptors.iter().rev() {
                if let Some(promise) = (number % digits).checked_sub(1) {
                    let message = tables.answers[answers[promise]].clone();
                    sent.insert((Some(*acceptor), message));
                }
                number /= digits;
            }
            let state = MessageSetState { acceptors: Vec::new(), sent };
            let values = self.proposable(&state, ballot);
            let numbers = self.values().iter().enumerate().filter(|(_, v)| values.contains(v));
            numbers.fold(0, |bits, (number, _)| bits | 1 << number)
        });
        Ok(BallotTable {
            proposable: proposable.collect(),
            prepare: field(Message::Prepare { ballot }),
            accepts: self
                .values()
                .iter()
                .map(|value| field(Message::Accept { ballot, value: value.clone() }))
                .collect(),
            promises: layout
                .answers
                .iter()
                .map(|column| match answers.first() {
                    Some(first) => column[*first].widened(answers.len()),
                    None => Field::default(),
                })
                .collect(),
            digits,
        })
    }
}
