//! Proposers that begin, count or propose otherwise.

use super::Variant;
use crate::actor::{Process, Role};
use crate::paxos::{
    AcceptorId, AcceptorSet, Ballot, Durable, Output, Proposer, ProposerId, ProposerRecord,
    Quorums, Value, Vote, value_rule,
};

pub(super) fn is_proposer(role: Role) -> bool {
    matches!(role, Role::Proposer(_))
}

/// The proposer of the lowest ballot there can be.
const FIRST: Role = Role::Proposer(ProposerId(0));

/// Whom a message counts for where messages are counted and not their senders: somebody else, if it is
/// counted for its sender already.
pub(super) fn one_more(from: AcceptorId, counted: AcceptorSet, quorums: &Quorums) -> AcceptorId {
    let is_counted = |id| counted.iter().any(|other| other == id);
    let mut all = (0..quorums.acceptors()).zip(0..).map(|(_, id)| AcceptorId(id));
    let other = all.find(|id| !is_counted(*id));
    other.filter(|_| is_counted(from)).unwrap_or(from)
}

/// Counts a promise as the reference does, and proposes what a rule makes of the votes reported.
pub(super) fn propose_by(
    rule: impl FnOnce(&Proposer) -> Value,
    proposer: &mut Proposer,
    from: AcceptorId,
    (ballot, vote): (Ballot, Option<Vote>),
    quorums: &Quorums,
) -> Option<Output> {
    if !proposer.counts(ballot) {
        return None;
    }
    proposer.record_promise(from, vote);
    let value = quorums.is_prepare_quorum(proposer.promised_by()).then(|| rule(proposer));
    value.map(|value| proposer.propose(value))
}

/// States a mutant of proposers that adopts another value than that of the highest ballot reported,
/// or else its own.
macro_rules! value_rule {
    ($(#[$doc:meta])* $name:ident, $rule:expr) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(super) struct $name;

        impl Variant for $name {
            fn changes(&self, role: Role) -> bool {
                is_proposer(role)
            }

            fn on_promise(
                &self,
                proposer: &mut Proposer,
                from: AcceptorId,
                promise: (Ballot, Option<Vote>),
                quorums: &Quorums,
            ) -> Option<Output> {
                let rule: fn(&Proposer) -> Option<&Value> = $rule;
                let value = |proposer: &Proposer| rule(proposer).unwrap_or(proposer.wanted()).clone();
                propose_by(value, proposer, from, promise, quorums)
            }
        }
    };
}

value_rule! {
    /// Of the votes reported the proposer takes the largest **value**, not that of the highest
    /// **ballot**. A minority vote of an old ballot, which was never chosen, can then override the
    /// value that a later ballot chose.
    LargestValue, |proposer| proposer.reported().map(|vote| &vote.value).max()
}

value_rule! {
    /// The proposer takes the value of the **lowest** ballot reported.
    LowestBallot, |proposer| proposer.reported().min().map(|vote| &vote.value)
}

value_rule! {
    /// The proposer takes some value that is reported, here that of the acceptor with the lowest name.
    AnyReported, |proposer| proposer.reported().next().map(|vote| &vote.value)
}

value_rule! {
    /// The proposer does not look at what the promises report.
    IgnoresReports, |_| None
}

value_rule! {
    /// The proposer adopts a value only if every promise of its quorum reports one.
    AdoptsOnlyIfAllReport, |proposer| {
        let all = proposer.reported().count() == proposer.promised_by().iter().count();
        proposer.reported().max().filter(|_| all).map(|vote| &vote.value)
    }
}

value_rule! {
    /// The proposer adopts a value only if more than half of the promises of its quorum report it.
    AdoptsOnlyIfMostReport, |proposer| {
        let all = proposer.promised_by().iter().count();
        let mut reported = proposer.reported();
        reported.find(|vote| 2 * times(proposer, vote) > all).map(|vote| &vote.value)
    }
}

value_rule! {
    /// Of the values reported the proposer takes the one that is reported most often; of two, that of the
    /// highest ballot. Votes for a value in different ballots do not add up, and a value that a quorum has
    /// chosen may be reported by a single acceptor.
    MostReported, |proposer| {
        let reported = proposer.reported();
        reported.max_by_key(|vote| (times(proposer, vote), *vote)).map(|vote| &vote.value)
    }
}

/// How often the value of a vote is reported.
fn times(proposer: &Proposer, vote: &Vote) -> usize {
    proposer.reported().filter(|other| other.value == vote.value).count()
}

/// No vote is taken for a vote: where nobody has voted for anything, the proposer adopts that, and proposes
/// what no client wants.
#[derive(Debug)]
pub(super) struct NoVoteIsAValue;

/// What it takes for a value.
const NO_VALUE: &str = "null";

impl Variant for NoVoteIsAValue {
    fn changes(&self, role: Role) -> bool {
        is_proposer(role)
    }

    fn on_promise(
        &self,
        proposer: &mut Proposer,
        from: AcceptorId,
        promise: (Ballot, Option<Vote>),
        quorums: &Quorums,
    ) -> Option<Output> {
        let value = |proposer: &Proposer| value_rule(proposer.reported(), &Value::from(NO_VALUE));
        propose_by(value, proposer, from, promise, quorums)
    }

    fn invents(&self) -> Option<Value> {
        Some(Value::from(NO_VALUE))
    }
}

/// A promise that comes when the proposer has proposed still counts: if it reports a vote, its value is
/// adopted after all, and so a second one proposed in the same ballot.
#[derive(Debug)]
pub(super) struct ProposesAgain;

impl Variant for ProposesAgain {
    fn changes(&self, role: Role) -> bool {
        is_proposer(role)
    }

    fn on_promise(
        &self,
        proposer: &mut Proposer,
        from: AcceptorId,
        (ballot, vote): (Ballot, Option<Vote>),
        quorums: &Quorums,
    ) -> Option<Output> {
        let ProposerRecord { ballot: current, proposed } = proposer.record();
        match vote {
            Some(vote) if *current == Some(ballot) && proposed.is_some() => {
                Some(proposer.propose(vote.value))
            }
            vote => proposer.on_promise(from, ballot, vote, quorums),
        }
    }
}

/// A promise that comes twice counts for two acceptors.
#[derive(Debug)]
pub(super) struct PromiseCountedTwice;

impl Variant for PromiseCountedTwice {
    fn changes(&self, role: Role) -> bool {
        is_proposer(role)
    }

    fn on_promise(
        &self,
        proposer: &mut Proposer,
        from: AcceptorId,
        (ballot, vote): (Ballot, Option<Vote>),
        quorums: &Quorums,
    ) -> Option<Output> {
        // It keeps count, and not names: so the promise counts as that of one that has not answered.
        let counted = one_more(from, proposer.promised_by(), quorums);
        proposer.on_promise(counted, ballot, vote, quorums)
    }
}

/// A promise for one of the proposer's own older ballots counts for its current one. It reports what
/// the acceptor had voted for when it was given, and not what has been voted for since.
#[derive(Debug)]
pub(super) struct CountsOldPromises;

impl Variant for CountsOldPromises {
    fn changes(&self, role: Role) -> bool {
        is_proposer(role)
    }

    fn on_promise(
        &self,
        proposer: &mut Proposer,
        from: AcceptorId,
        (ballot, vote): (Ballot, Option<Vote>),
        quorums: &Quorums,
    ) -> Option<Output> {
        let current = proposer.record().ballot.filter(|current| ballot <= *current)?;
        proposer.on_promise(from, current, vote, quorums)
    }
}

/// There is no phase 1: a proposer proposes its own value in every ballot.
#[derive(Debug)]
pub(super) struct NoPrepare;

impl Variant for NoPrepare {
    fn changes(&self, role: Role) -> bool {
        is_proposer(role)
    }

    fn begin(&self, proposer: &mut Proposer) -> Output {
        proposer.propose_unprepared()
    }
}

/// All proposers have the same name, and so the same ballots. The promise of an acceptor for a ballot then
/// says nothing about who may propose in it.
#[derive(Debug)]
pub(super) struct SharesBallots;

impl Variant for SharesBallots {
    fn changes(&self, role: Role) -> bool {
        is_proposer(role)
    }

    fn process(&self, process: Process) -> Process {
        match process {
            Process::Proposer { wanted, first_round, roster, .. } => {
                Process::Proposer { id: ProposerId(0), wanted, first_round, roster }
            }
            other => other,
        }
    }
}

/// Every proposer takes round 0 for its own. Only one of these ballots is the lowest.
#[derive(Debug)]
pub(super) struct AllOwnRound0;

impl Variant for AllOwnRound0 {
    fn changes(&self, role: Role) -> bool {
        is_proposer(role)
    }

    fn process(&self, process: Process) -> Process {
        match process {
            Process::Proposer { id, wanted, roster, .. } => {
                Process::Proposer { id, wanted, first_round: 0, roster }
            }
            other => other,
        }
    }
}

/// Nobody can have voted below the lowest ballot, so its owner skips phase 1 there, with ballot and value
/// durable before the first accept. Once it has begun it, it does not begin it again.
#[derive(Debug)]
pub(super) struct LowestBallotSkipsPhase1;

impl Variant for LowestBallotSkipsPhase1 {
    fn is_safe(&self) -> bool {
        true
    }

    fn changes(&self, role: Role) -> bool {
        role == FIRST
    }

    fn begin(&self, proposer: &mut Proposer) -> Output {
        match proposer.record().ballot {
            None => proposer.propose_unprepared(),
            Some(_) => proposer.prepare(),
        }
    }
}

/// The owner of the lowest ballot skips phase 1 there, forgets in a restart that it has, and skips it again
/// with another value.
#[derive(Debug)]
pub(super) struct SkipsPhase1Again;

impl Variant for SkipsPhase1Again {
    fn changes(&self, role: Role) -> bool {
        role == FIRST
    }

    fn begin(&self, proposer: &mut Proposer) -> Output {
        LowestBallotSkipsPhase1.begin(proposer)
    }

    fn restored(&self, _: Durable) -> Option<Durable> {
        None
    }
}
