//! Proposers that make more of a refusal than that their ballot is late.

use super::Variant;
use super::beside::{Beside, Own};
use super::proposer::{is_proposer, propose_by};
use crate::actor::{Msg, Role};
use crate::paxos::{Acceptor, AcceptorId, Ballot, Message, Output, Proposer, Quorums, Value, Vote};

/// An answer is an answer: a refusal counts for a promise that reports no vote. But who refuses has
/// reported nothing, and may have voted.
#[derive(Debug)]
pub(super) struct RefusalIsAPromise;

impl Variant for RefusalIsAPromise {
    fn needs_refusals(&self) -> bool {
        true
    }

    fn changes(&self, role: Role) -> bool {
        is_proposer(role)
    }

    fn takes_for(&self, msg: &Msg) -> Option<Msg> {
        match msg {
            Msg::Refused { ballot, .. } => {
                Some(Msg::Paxos(Message::Promise { ballot: *ballot, vote: None }))
            }
            _ => None,
        }
    }
}

/// An acceptor that refuses says its promise again, and its last vote; and the proposer takes over that
/// vote's value, whatever its next quorum reports. (To count the vote among those reported, by its
/// ballot, would be safe: see `remembers-reports`.)
#[derive(Debug)]
pub(super) struct AdoptsFromRefusal;

impl Variant for AdoptsFromRefusal {
    fn changes(&self, role: Role) -> bool {
        is_proposer(role) || matches!(role, Role::Acceptor(_))
    }

    fn on_prepare(&self, acceptor: &mut Acceptor, ballot: Ballot, _: &Value) -> Option<Output> {
        let answer = acceptor.on_prepare(ballot);
        answer.or_else(|| {
            let (ballot, vote) = (acceptor.bound_above(ballot)?, acceptor.voted.clone());
            Some(Output::repeated(Message::Promise { ballot, vote }))
        })
    }

    fn on_promise_beside(
        &self,
        beside: &mut Beside,
        proposer: &mut Proposer,
        from: AcceptorId,
        (ballot, vote): (Ballot, Option<Vote>),
        quorums: &Quorums,
    ) -> Option<Output> {
        let current = proposer.record().ballot;
        match (&beside.own, vote) {
            (_, Some(vote)) if Some(ballot) > current => {
                beside.own = Own::Reported(vote);
                None
            }
            (Own::Reported(vote), report) => {
                let value = vote.value.clone();
                propose_by(|_| value, proposer, from, (ballot, report), quorums)
            }
            (_, report) => proposer.on_promise(from, ballot, report, quorums),
        }
    }
}
