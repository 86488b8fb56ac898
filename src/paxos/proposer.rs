//! The proposer: it runs ballots, one after the other.

use super::{
    AcceptorId, AcceptorSet, Ballot, Durable, Message, Output, ProposerId, ProposerRecord, Quorums,
    Value, Vote,
};
use std::collections::BTreeMap;

/// A proposer that wants a value chosen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Proposer {
    id: ProposerId,
    wanted: Value,
    first_round: u64,
    record: ProposerRecord,
    /// In phase 1: who has promised the current ballot, and which vote each reported. None once it
    /// has proposed, since promises have then done their work, and none after a restart, since it
    /// no longer knows for whom it asked.
    promises: Option<BTreeMap<AcceptorId, Option<Vote>>>,
    /// Who has refused the current ballot, and which higher one each had promised.
    refusals: BTreeMap<AcceptorId, Ballot>,
}

impl Proposer {
    /// A proposer that has never begun a ballot.
    pub fn new(id: ProposerId, wanted: Value) -> Self {
        Self::restored(id, wanted, ProposerRecord::default())
    }

    /// A proposer after a restart. It may want another value than before: whatever it has begun
    /// stays begun, and a new value waits for a new ballot.
    pub fn restored(id: ProposerId, wanted: Value, record: ProposerRecord) -> Self {
        let (promises, refusals) = (None, BTreeMap::new());
        Self { id, wanted, first_round: 1, record, promises, refusals }
    }

    /// Makes its ballots begin with this round, where it would begin with another lower one: usually 1, and 0
    /// if that round is its own.
    #[must_use]
    pub fn starting_at(self, first_round: u64) -> Self {
        Self { first_round, ..self }
    }

    /// Phase 1a. "A proposer chooses a new proposal number n and sends a request to each member of
    /// some set of acceptors" (PMS 2.2), here to all of them.
    ///
    /// Whatever the proposer was doing is abandoned: it "can abandon a proposal in the middle of
    /// the protocol at any time". Promises for the old ballot that come late no longer count.
    pub fn prepare(&mut self) -> Output {
        self.begin(self.next_ballot())
    }

    /// Begins the next ballot: the lowest with phase 2, any other with phase 1. The lowest comes next only
    /// while the record is empty: who has begun a ballot, even that one, and has crashed since, never comes
    /// back to it.
    pub fn begin_next(&mut self) -> Output {
        if self.next_ballot().is_lowest() { self.propose_unprepared() } else { self.prepare() }
    }

    /// Phase 2a of the next ballot, without phase 1. That is right in the lowest alone, where the proposer is
    /// as free as after promises that report no votes, and where nobody else can propose.
    pub fn propose_unprepared(&mut self) -> Output {
        self.record = ProposerRecord { ballot: Some(self.next_ballot()), proposed: None };
        self.refusals.clear();
        self.propose(self.wanted.clone())
    }

    /// Begins this ballot, and so opens its phase 1.
    pub fn begin(&mut self, ballot: Ballot) -> Output {
        self.promises = Some(BTreeMap::new());
        self.refusals.clear();
        self.record = ProposerRecord { ballot: Some(ballot), proposed: None };
        self.save_and_say(Message::Prepare { ballot })
    }

    /// Phase 2a. "If the proposer receives a response to its prepare requests (numbered n) from a
    /// majority of acceptors, then it sends an accept request to each of those acceptors for a
    /// proposal numbered n with a value v" (PMS 2.2), v by the [`value_rule`]. It goes to all
    /// acceptors: the set "need not be the same set of acceptors that responded".
    pub fn on_promise(
        &mut self,
        from: AcceptorId,
        ballot: Ballot,
        vote: Option<Vote>,
        quorums: &Quorums,
    ) -> Option<Output> {
        if !self.counts(ballot) {
            return None;
        }
        self.record_promise(from, vote);
        if !quorums.is_prepare_quorum(self.promised_by()) {
            return None;
        }
        let value = value_rule(self.reported(), &self.wanted);
        Some(self.propose(value))
    }

    /// Whether a promise for this ballot still counts: it answers the current prepare, and phase 1
    /// is not over.
    pub fn counts(&self, ballot: Ballot) -> bool {
        self.record.ballot == Some(ballot) && self.promises.is_some()
    }

    /// Notes that an acceptor has promised the current ballot. The same promise come twice is one.
    pub fn record_promise(&mut self, from: AcceptorId, vote: Option<Vote>) {
        self.promises.get_or_insert_default().insert(from, vote);
    }

    /// Proposes the value in the current ballot, and so closes its phase 1.
    ///
    /// # Panics
    /// If no ballot was begun.
    pub fn propose(&mut self, value: Value) -> Output {
        let ballot = self.record.ballot.expect("a value is proposed in a ballot");
        self.promises = None;
        self.record.proposed = Some(value.clone());
        self.save_and_say(Message::Accept { ballot, value })
    }

    /// An acceptor has refused this ballot, having promised that higher one: "it is probably a good
    /// idea to abandon a proposal if some proposer has begun trying to issue a higher-numbered one"
    /// (PMS 2.2). As long as the others could be enough, it is not abandoned.
    ///
    /// Returns whether this refusal is the one that leaves no quorum: the ballot is then given up, and
    /// the next will be above all that refused. What was heard before counts as it did, so a refusal can
    /// be lost, late or repeated.
    pub fn on_refusal(
        &mut self,
        from: AcceptorId,
        ballot: Ballot,
        promised: Ballot,
        quorums: &Quorums,
    ) -> bool {
        let is_refused = self.record.ballot == Some(ballot) && promised > ballot;
        if !is_refused || self.is_hopeless(quorums) {
            return false;
        }
        self.refusals.insert(from, promised);
        let gives_up = self.is_hopeless(quorums);
        if gives_up {
            self.promises = None;
        }
        gives_up
    }

    /// Whether too many have refused the current ballot for it to succeed: those left, with those
    /// who had promised it before, are too few to promise it, or those left are to vote.
    pub fn is_hopeless(&self, quorums: &Quorums) -> bool {
        let left = quorums.all_but(self.refused_by());
        let may_promise = left.with(self.promised_by());
        let may_propose = self.record.proposed.is_some() || quorums.is_prepare_quorum(may_promise);
        !(may_propose && quorums.is_accept_quorum(left))
    }

    /// The message of the current phase once more, since it or its answers may have been lost.
    pub fn repeat(&self) -> Option<Output> {
        let ballot = self.record.ballot?;
        let message = match self.record.proposed.clone() {
            None => Message::Prepare { ballot },
            Some(value) => Message::Accept { ballot, value },
        };
        Some(Output::repeated(message))
    }

    /// The ballot that the next prepare will use: never one that was used before, and above those
    /// for which the current one was refused. (To a round to which no ballots lead it is not led by a
    /// refusal either, so that rounds never run out.)
    pub fn next_ballot(&self) -> Ballot {
        let own = |round| Ballot { round, proposer: self.id };
        let unused = self.record.ballot.map_or(0, |last| last.round + 1);
        let named = self.refusals.values().filter(|promised| promised.round < u64::MAX / 2);
        let above = named.max().map_or(0, |highest| {
            if own(highest.round) > *highest { highest.round } else { highest.round + 1 }
        });
        own(unused.max(self.first_round).max(above))
    }

    /// The value that it proposes when it is free to.
    pub fn wanted(&self) -> &Value {
        &self.wanted
    }

    /// What it must find again after a crash.
    pub fn record(&self) -> &ProposerRecord {
        &self.record
    }

    /// The acceptors whose promises for the current ballot it holds.
    pub fn promised_by(&self) -> AcceptorSet {
        self.promises.iter().flat_map(BTreeMap::keys).copied().collect()
    }

    /// These promises, each with the vote that it reports.
    pub fn promises(&self) -> impl Iterator<Item = (AcceptorId, &Option<Vote>)> {
        self.promises.iter().flatten().map(|(from, vote)| (*from, vote))
    }

    /// The acceptors that have refused the current ballot.
    pub fn refused_by(&self) -> AcceptorSet {
        self.refusals.keys().copied().collect()
    }

    /// The votes that these promises report.
    pub fn reported(&self) -> impl Iterator<Item = &Vote> {
        self.promises.iter().flat_map(BTreeMap::values).flatten()
    }

    fn save_and_say(&self, message: Message) -> Output {
        Output::saved(Durable::Proposer(self.record.clone()), message)
    }
}

/// P2c: the value to propose, given the votes that a quorum of promises reports: "the value of the
/// highest-numbered proposal among the responses, or [...] any value selected by the proposer if
/// responders reported no proposals" (PMS 2.2). Votes are ordered by their ballots first; that two of
/// one ballot are for one value is what the rest of the algorithm sees to.
pub fn value_rule<'a>(reported: impl Iterator<Item = &'a Vote>, wanted: &Value) -> Value {
    let highest = reported.max();
    highest.map_or(wanted, |vote| &vote.value).clone()
}
