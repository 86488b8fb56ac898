//! The acceptor: it promises, and it votes.

use super::{Acceptor, Ballot, Durable, Message, Output, Value, Vote};

impl Acceptor {
    /// Phase 1b. "If an acceptor receives a prepare request with number n greater than that of any
    /// prepare request to which it has already responded, then it responds to the request with a
    /// promise not to accept any more proposals numbered less than n and with the highest-numbered
    /// proposal (if any) that it has accepted." (PMS 2.2)
    pub fn on_prepare(&mut self, ballot: Ballot) -> Option<Output> {
        if self.may_promise(ballot) {
            Some(self.give_promise(ballot))
        } else if self.may_repeat_promise(ballot) {
            Some(Output::repeated(self.promise(ballot)))
        } else {
            None
        }
    }

    /// Phase 2b. "If an acceptor receives an accept request for a proposal numbered n, it accepts
    /// the proposal unless it has already responded to a prepare request having a number greater
    /// than n." (PMS 2.2)
    pub fn on_accept(&mut self, ballot: Ballot, value: Value) -> Option<Output> {
        let vote = Vote { ballot, value };
        if self.has_voted(&vote) {
            Some(Output::repeated(Message::Accepted(vote)))
        } else if self.may_vote(ballot) {
            Some(self.cast(vote))
        } else {
            None
        }
    }

    /// A learner missed this acceptor's vote, and asks. It says again what it said (PMS 2.3).
    pub fn on_query(&self) -> Option<Output> {
        let vote = self.voted.clone()?;
        Some(Output::repeated(Message::Accepted(vote)))
    }

    /// Promises to vote in no ballot below this one.
    pub fn give_promise(&mut self, ballot: Ballot) -> Output {
        self.promised = Some(ballot);
        self.save_and_say(self.promise(ballot))
    }

    /// Casts a vote. That also raises the promise: having voted in this ballot, it votes in none
    /// below. The paper leaves that to the reader (in the TLA+ both set `maxBal`).
    pub fn cast(&mut self, vote: Vote) -> Output {
        self.promised = Some(vote.ballot);
        self.voted = Some(vote.clone());
        self.save_and_say(Message::Accepted(vote))
    }

    /// Whether the ballot is above every ballot that it has taken part in.
    pub fn may_promise(&self, ballot: Ballot) -> bool {
        self.promised < Some(ballot)
    }

    /// Whether a prepare came again whose promise may have been lost. The answer must then be the
    /// very same promise, so it is given only while the report is the same: before it votes in the
    /// ballot. (A proposer whose prepare comes after that vote has its quorum already.)
    pub fn may_repeat_promise(&self, ballot: Ballot) -> bool {
        self.promised == Some(ballot)
            && self.voted.as_ref().is_none_or(|vote| vote.ballot != ballot)
    }

    /// Whether it has promised to no ballot above this one.
    pub fn may_vote(&self, ballot: Ballot) -> bool {
        self.promised <= Some(ballot)
    }

    /// The promise for the sake of which it answers nothing in this ballot, if that is why. "If an
    /// acceptor ignores a prepare or accept request because it has already received a prepare
    /// request with a higher number, then it should probably inform the proposer, who should then
    /// abandon its proposal. This is a performance optimization that does not affect correctness."
    /// (PMS 2.2)
    pub fn bound_above(&self, ballot: Ballot) -> Option<Ballot> {
        self.promised.filter(|promised| *promised > ballot)
    }

    /// Whether this is the vote that it cast last. Saying so again binds it to nothing new, even
    /// if it has promised a higher ballot since.
    pub fn has_voted(&self, vote: &Vote) -> bool {
        self.voted.as_ref() == Some(vote)
    }

    /// The promise for a ballot, with the report of the last vote.
    fn promise(&self, ballot: Ballot) -> Message {
        Message::Promise { ballot, vote: self.voted.clone() }
    }

    fn save_and_say(&self, message: Message) -> Output {
        Output::saved(Durable::Acceptor(self.clone()), message)
    }
}
