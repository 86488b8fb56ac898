//! Acceptors that report otherwise, or have forgotten what they should report.

use super::Variant;
use super::acceptor::{acceptor, is_acceptor, save_and_say};
use crate::actor::Role;
use crate::paxos::{Acceptor, Ballot, Message, Output, Value, Vote};

/// Promises as the reference does, and reports what is made of the vote.
pub(super) fn promise_reporting(
    acceptor: &mut Acceptor,
    ballot: Ballot,
    report: impl FnOnce(Vote) -> Option<Vote>,
) -> Option<Output> {
    let (save, mut message) = acceptor.on_prepare(ballot)?.take();
    if let Message::Promise { vote, .. } = &mut message {
        *vote = vote.take().and_then(report);
    }
    Some(match save {
        Some(save) => Output::saved(save, message),
        None => Output::repeated(message),
    })
}

acceptor! {
    /// A prepare clears the vote. Whoever asks next hears of none, and proposes what it likes beside a
    /// value that was chosen.
    PrepareClearsVote,
    fn on_prepare(&self, acceptor: &mut Acceptor, ballot: Ballot, _: &Value) -> Option<Output> {
        if !acceptor.may_promise(ballot) {
            return acceptor.on_prepare(ballot);
        }
        let (_, message) = acceptor.give_promise(ballot).take();
        acceptor.voted = None;
        Some(save_and_say(acceptor, message))
    }
}

acceptor! {
    /// A promise reports the value of the last vote, as if it had been cast in the ballot that was
    /// promised last. A vote of an old ballot, which was not chosen, then looks like the latest.
    ReportsPromisedBallot,
    fn on_prepare(&self, acceptor: &mut Acceptor, ballot: Ballot, _: &Value) -> Option<Output> {
        let promised = acceptor.promised;
        promise_reporting(acceptor, ballot, |vote| {
            Some(Vote { ballot: promised.unwrap_or(vote.ballot), value: vote.value })
        })
    }
}

acceptor! {
    /// A promise does not report a vote that was cast in a ballot of the one that asks, as if that could
    /// only be news to others. What it asks for now may be another value: that of its next client, or its
    /// own after one that it had adopted.
    OmitsAskersBallots,
    fn on_prepare(&self, acceptor: &mut Acceptor, ballot: Ballot, _: &Value) -> Option<Output> {
        let is_news = |vote: &Vote| vote.ballot.proposer != ballot.proposer;
        promise_reporting(acceptor, ballot, |vote| Some(vote).filter(is_news))
    }
}

acceptor! {
    /// What is two rounds old is forgotten, as if nobody could still ask for it. Whoever was that slow
    /// then hears of no vote.
    StateExpires,
    fn on_prepare(&self, acceptor: &mut Acceptor, ballot: Ballot, _: &Value) -> Option<Output> {
        let expired = |vote: &Vote| vote.ballot.round + 1 < ballot.round;
        if acceptor.may_promise(ballot) && acceptor.voted.as_ref().is_some_and(expired) {
            acceptor.voted = None;
        }
        acceptor.on_prepare(ballot)
    }
}
