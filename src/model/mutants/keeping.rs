//! Mutants that keep something of their own, or read what others have on record.

use super::Variant;
use super::acceptor::{acceptor, is_acceptor};
use super::beside::{Beside, Own};
use super::proposer::{is_proposer, propose_by};
use super::report::promise_reporting;
use crate::actor::{Msg, Role};
use crate::paxos::{
    Acceptor, AcceptorId, Ballot, Durable, Message, Output, Proposer, Quorums, Value, Vote,
    value_rule,
};

acceptor! {
    /// A promise reports the vote that the acceptor had cast when it was first asked: it keeps that in memory,
    /// and the votes that it casts since do not change it. A crash mends it.
    ReportsFromCache,
    fn on_prepare_beside(
        &self,
        beside: &mut Beside,
        acceptor: &mut Acceptor,
        ballot: Ballot,
        _: &Value,
    ) -> Option<Output> {
        let cached = match &beside.own {
            Own::Cached(cached) => cached.clone(),
            _ => acceptor.voted.clone(),
        };
        beside.own = Own::Cached(cached.clone());
        promise_reporting(acceptor, ballot, |_| cached)
    }
}

/// The proposer remembers the highest vote that was ever reported to it, over its ballots, and counts it beside
/// those that its quorum reports. Any vote was for a value that was safe in its ballot, and if no later one is
/// reported, it is safe still.
#[derive(Debug)]
pub(super) struct RemembersReports;

impl Variant for RemembersReports {
    fn is_safe(&self) -> bool {
        true
    }

    fn changes(&self, role: Role) -> bool {
        is_proposer(role)
    }

    fn on_promise_beside(
        &self,
        beside: &mut Beside,
        proposer: &mut Proposer,
        from: AcceptorId,
        (ballot, vote): (Ballot, Option<Vote>),
        quorums: &Quorums,
    ) -> Option<Output> {
        let known = match &beside.own {
            Own::Reported(known) => Some(known.clone()),
            _ => None,
        };
        let highest = known.max(vote.clone());
        beside.own = highest.clone().map_or(Own::Nothing, Own::Reported);
        let value = |proposer: &Proposer| {
            value_rule(proposer.reported().chain(&highest), proposer.wanted())
        };
        propose_by(value, proposer, from, (ballot, vote), quorums)
    }
}

/// The proposer reads what the acceptor of its process has saved, and counts that as its promise. What it
/// reports is true; but the acceptor has promised nothing, and may vote in a lower ballot after that.
#[derive(Debug)]
pub(super) struct CountsOwnRecord;

impl Variant for CountsOwnRecord {
    fn changes(&self, role: Role) -> bool {
        is_proposer(role)
    }

    fn reads_records(&self) -> bool {
        true
    }

    fn on_promise_beside(
        &self,
        beside: &mut Beside,
        proposer: &mut Proposer,
        from: AcceptorId,
        (ballot, vote): (Ballot, Option<Vote>),
        quorums: &Quorums,
    ) -> Option<Output> {
        for (role, saved) in &beside.records {
            if let (Role::Acceptor(own), Durable::Acceptor(record)) = (role, saved)
                && proposer.counts(ballot)
            {
                proposer.record_promise(*own, record.voted.clone());
            }
        }
        proposer.on_promise(from, ballot, vote, quorums)
    }
}

/// An acceptor that has lost what it had saved asks the others what they have, and takes over what the first
/// answers, as if one record were as good as another. What it had promised and voted itself is in none of
/// theirs.
#[derive(Debug)]
pub(super) struct TakesOverARecord;

impl Variant for TakesOverARecord {
    fn changes(&self, role: Role) -> bool {
        is_acceptor(role)
    }

    fn restored(&self, _: Durable) -> Option<Durable> {
        None
    }

    fn starts_again(&self) -> (Own, Option<Msg>) {
        (Own::Blank, Some(Msg::Query))
    }

    fn on_prepare_beside(
        &self,
        beside: &mut Beside,
        acceptor: &mut Acceptor,
        ballot: Ballot,
        _: &Value,
    ) -> Option<Output> {
        if beside.own == Own::Blank { None } else { acceptor.on_prepare(ballot) }
    }

    fn on_accept_beside(
        &self,
        beside: &mut Beside,
        acceptor: &mut Acceptor,
        vote: Vote,
    ) -> Option<Output> {
        if beside.own == Own::Blank { None } else { acceptor.on_accept(vote.ballot, vote.value) }
    }

    /// The question for a record is a query, and a record has the form of a promise.
    fn on_peer(
        &self,
        beside: &mut Beside,
        acceptor: &mut Acceptor,
        msg: &Msg,
    ) -> Option<(Option<Durable>, Option<Msg>)> {
        Some(match (&beside.own, msg) {
            (Own::Blank, Msg::Paxos(Message::Promise { ballot, vote })) => {
                beside.own = Own::Nothing;
                *acceptor = Acceptor { promised: Some(*ballot), voted: vote.clone() };
                (Some(Durable::Acceptor(acceptor.clone())), None)
            }
            (Own::Nothing, Msg::Query) => {
                let vote = acceptor.voted.clone();
                let record = acceptor.promised.map(|ballot| Message::Promise { ballot, vote });
                (None, record.map(Msg::Paxos))
            }
            _ => (None, None),
        })
    }
}
