//! What may be proposed in a ballot, looked up by what each acceptor has promised in it.

use super::tables::{Layout, Tables};
use super::{EverSent, Sent, Sort};
use crate::model::field::Field;
use crate::model::packed::NotPacked;
use crate::paxos::{AcceptorId, Ballot, Slot};

/// The most entries of a table that says what may be proposed.
const MAX_PROPOSALS: usize = 1 << 22;

/// What the messages of one ballot allow a leader.
#[derive(Debug)]
pub(super) struct BallotTable {
    pub(super) prepare: Field,
    /// For each acceptor, its promises in this ballot, of which it gives at most one.
    promises: Vec<Field>,
    /// One more than the number of different promises that an acceptor can give.
    digits: usize,
    /// What may be proposed in each slot.
    pub(super) slots: Vec<SlotTable>,
}

/// What the messages of one ballot allow a leader in one slot.
#[derive(Debug)]
pub(super) struct SlotTable {
    /// The accepts, in the order of values.
    pub(super) accepts: Vec<Field>,
    /// The values that may be proposed, as bits, by what all have promised ([`BallotTable::promised`]).
    pub(super) proposable: Vec<u64>,
}

impl SlotTable {
    /// Whether something is proposed.
    pub(super) fn is_proposed<const N: usize>(&self, state: &[u64; N]) -> bool {
        self.accepts.iter().any(|accept| accept.get(state) == 1)
    }
}

impl BallotTable {
    /// Asks the system what it would propose in a ballot for all that acceptors can have promised.
    pub(super) fn new<S: EverSent>(
        system: &S,
        ballot: Ballot,
        tables: &Tables<S>,
        layout: &Layout,
    ) -> Result<Self, NotPacked> {
        let all = 0..tables.answers.len();
        let is_its = |answer: &usize| S::sort(&tables.answers[*answer]) == Sort::Promise(ballot);
        let answers: Vec<usize> = all.filter(is_its).collect();
        let field = |of: S::Message| layout.requests[tables.request(&of)];
        let acceptors = layout.states.len();
        let digits = answers.len() + 1;
        let exponent = u32::try_from(acceptors).expect("at most MAX_ACCEPTORS");
        let size = digits.checked_pow(exponent).filter(|size| *size <= MAX_PROPOSALS);
        let size = size.ok_or_else(|| {
            let many = format!("{acceptors} acceptors have too many promises in {ballot}");
            NotPacked::TooLarge(many)
        })?;
        let mut slots: Vec<SlotTable> = Vec::new();
        for slot in system.slots() {
            let accepts = system.all_values().iter();
            let accepts = accepts.map(|value| field(system.accept(slot, ballot, value))).collect();
            slots.push(SlotTable { accepts, proposable: Vec::with_capacity(size) });
        }
        for number in 0..size {
            let promises =
                said(number, digits, acceptors, |promise| tables.answers[answers[promise]].clone());
            for (slot, table) in system.slots().into_iter().zip(&mut slots) {
                table.proposable.push(values(system, &promises, slot, ballot));
            }
        }
        let promises = layout.answers.iter().map(|column| match answers.first() {
            Some(first) => column[*first].widened(answers.len()),
            None => Field::default(),
        });
        let prepare = field(system.prepare(ballot));
        Ok(Self { prepare, promises: promises.collect(), digits, slots })
    }

    /// What each acceptor has promised, as a number: 0 for nothing, else its first promise is 1, and so on; the last
    /// acceptor is the lowest digit.
    pub(super) fn promised<const N: usize>(&self, state: &[u64; N]) -> usize {
        self.promises.iter().fold(0, |number, promises| {
            number * self.digits + (u64::BITS - promises.get(state).leading_zeros()) as usize
        })
    }
}

/// The promises that a number stands for.
fn said<M>(
    mut number: usize,
    digits: usize,
    acceptors: usize,
    promise: impl Fn(usize) -> M,
) -> Vec<Sent<M>> {
    let mut said = Vec::new();
    for acceptor in (0..acceptors).rev() {
        if let Some(its) = (number % digits).checked_sub(1) {
            let id = AcceptorId(u8::try_from(acceptor).expect("at most MAX_ACCEPTORS"));
            said.push((Some(id), promise(its)));
        }
        number /= digits;
    }
    said.reverse();
    said
}

/// The values that may be proposed, as bits.
fn values<S: EverSent>(
    system: &S,
    promises: &[Sent<S::Message>],
    slot: Slot,
    ballot: Ballot,
) -> u64 {
    let safe = system.safe(promises, slot, ballot);
    let numbers = system.all_values().iter().enumerate().filter(|(_, value)| safe.contains(value));
    numbers.fold(0, |bits, (number, _)| bits | 1 << number)
}
