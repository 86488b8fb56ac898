//! Paxos as some texts describe it: a prepare carries the value, and an acceptor records it.
//!
//! A proposer has one value, so its ballot says which one its prepare carries, and messages can stay
//! the reference's.

use super::Variant;
use super::acceptor::is_acceptor;
use super::proposer::{LargestValue, is_proposer};
use crate::actor::Role;
use crate::paxos::{
    Acceptor, AcceptorId, Ballot, Durable, Message, Output, Proposer, Quorums, Value, Vote,
};

/// Drops a prepare only if its ballot is lower; else answers with what was recorded last, and records
/// the ballot and the value that the prepare carries.
fn record(acceptor: &mut Acceptor, ballot: Ballot, carried: &Value) -> Option<Output> {
    (acceptor.promised <= Some(ballot)).then(|| {
        let message = Message::Promise { ballot, vote: acceptor.voted.take() };
        acceptor.promised = Some(ballot);
        acceptor.voted = Some(Vote { ballot, value: carried.clone() });
        Output::saved(Durable::Acceptor(acceptor.clone()), message)
    })
}

/// A prepare carries a value, and the acceptor records it as if it had voted for it. What was voted for
/// is then overwritten by what somebody has only asked for.
#[derive(Debug)]
pub(super) struct RecordsPrepare;

impl Variant for RecordsPrepare {
    fn needs_learners(&self) -> bool {
        true
    }
    fn prepares_carry_values(&self) -> bool {
        true
    }

    fn changes(&self, role: Role) -> bool {
        is_acceptor(role)
    }

    fn saved_votes_count(&self) -> bool {
        false
    }

    fn on_prepare(
        &self,
        acceptor: &mut Acceptor,
        ballot: Ballot,
        carried: &Value,
    ) -> Option<Output> {
        record(acceptor, ballot, carried)
    }
}

/// All at once: the prepare is recorded, the largest value is adopted, and an accept is answered and not
/// recorded.
#[derive(Debug)]
pub(super) struct AsDescribed;

impl Variant for AsDescribed {
    fn needs_learners(&self) -> bool {
        true
    }
    fn prepares_carry_values(&self) -> bool {
        true
    }

    fn changes(&self, role: Role) -> bool {
        is_acceptor(role) || is_proposer(role)
    }

    fn saved_votes_count(&self) -> bool {
        false
    }

    fn on_prepare(
        &self,
        acceptor: &mut Acceptor,
        ballot: Ballot,
        carried: &Value,
    ) -> Option<Output> {
        record(acceptor, ballot, carried)
    }

    fn on_promise(
        &self,
        proposer: &mut Proposer,
        from: AcceptorId,
        promise: (Ballot, Option<Vote>),
        quorums: &Quorums,
    ) -> Option<Output> {
        LargestValue.on_promise(proposer, from, promise, quorums)
    }

    fn on_accept(&self, acceptor: &mut Acceptor, vote: Vote) -> Option<Output> {
        acceptor.may_vote(vote.ballot).then(|| Output::repeated(Message::Accepted(vote)))
    }
}
