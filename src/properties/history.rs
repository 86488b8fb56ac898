//! What has happened so far: the history that the properties look at.
//!
//! History is fed by what actors save, by what they say and have not saved, by what they are restored from
//! after a crash, and by what a learner takes for chosen. So a vote counts as cast once it is saved, whether
//! or not its message ever left, or once it is said; and it stays cast even if the acceptor should forget it.

use crate::paxos::{
    Acceptor, AcceptorId, AcceptorSet, Ballot, Learner, ProposerRecord, Quorums, Slot, Value, Vote,
};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What an acceptor has ever promised and voted.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AcceptorHistory {
    /// The highest ballot that it ever took part in.
    pub promised: Option<Ballot>,
    /// Every vote that it ever cast.
    pub votes: BTreeSet<Vote>,
    /// Whether its promise or its vote ever went back.
    pub went_back: bool,
    /// The ballots that it has promised, each with the vote that it reported then, where that is known; several times, if
    /// it has promised it again and reported another.
    pub reports: BTreeSet<(Ballot, Option<Vote>)>,
}

impl AcceptorHistory {
    /// The acceptor has saved this, or has come back from a crash with it.
    pub fn observe(&mut self, acceptor: &Acceptor) {
        let last_vote = self.votes.last().map(|vote| vote.ballot);
        let vote = acceptor.voted.as_ref().map(|vote| vote.ballot);
        self.went_back |= acceptor.promised < self.promised || vote < last_vote;
        self.promised = self.promised.max(acceptor.promised);
        self.votes.extend(acceptor.voted.clone());
    }

    /// The acceptor has promised a ballot, and reports this vote.
    pub fn report(&mut self, ballot: Ballot, vote: Option<Vote>) {
        self.reports.insert((ballot, vote));
    }
}

/// What a proposer has ever begun and proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProposerHistory {
    /// The highest ballot that it ever began.
    pub begun: Option<Ballot>,
    /// Everything that it ever proposed, whether or not anybody voted for it.
    pub proposed: BTreeSet<Vote>,
    /// Whether it ever began a ballot that was not above all that it had begun before, or proposed
    /// in one that it had left behind.
    pub reused: bool,
    /// Which of its clients, counted from 0, is the last whose value it proposed.
    pub served: usize,
}

impl ProposerHistory {
    /// The proposer has saved this, while this client, who wants this value, stood behind it.
    pub fn observe(&mut self, record: &ProposerRecord, client: usize, wanted: &Value) {
        match (record.ballot, record.proposed.clone()) {
            (Some(ballot), Some(value)) => {
                self.reused |= Some(ballot) < self.begun;
                if value == *wanted {
                    self.served = self.served.max(client);
                }
                self.proposed.insert(Vote { ballot, value });
            }
            (ballot, _) => self.reused |= ballot <= self.begun,
        }
        self.begun = self.begun.max(record.ballot);
    }
}

/// What a learner has ever taken for chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LearnerHistory {
    /// Every value that it ever learned, before and after its crashes.
    pub learned: BTreeSet<Value>,
    /// Of a learner of a log: every value that it ever carried out as that of this slot.
    pub applied: BTreeSet<Value>,
    /// Whether it has asked the acceptors what it missed, since it last started.
    pub asked: bool,
    /// Whether a crash has made it forget what it had learned.
    pub forgot: bool,
    /// The reads, by their numbers, that clients began when a value was chosen.
    pub asked_late: BTreeSet<u64>,
    /// The reads that it has answered with "none".
    pub found_nothing: BTreeSet<u64>,
}

impl LearnerHistory {
    /// Its process has crashed.
    pub fn crash(&mut self) {
        self.asked = false;
        self.forgot |= !self.learned.is_empty();
    }
}

/// What has happened so far, in every decree: in the one that there is, or in the slots of a log, in order.
#[derive(Debug)]
pub struct History<'a> {
    /// What has happened in each.
    pub decrees: &'a [Run<'a>],
    /// Where acceptors keep a log as one whole: what stands in the logs.
    pub logs: Logs,
    /// What has become of a transaction, where the decrees are those of its managers.
    pub transaction: Option<Transaction>,
}

/// What has become of a transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transaction {
    /// Its managers, in order.
    pub managers: Vec<ManagerHistory>,
    /// What somebody has told to be the outcome.
    pub told: BTreeSet<Outcome>,
    /// Whether somebody has given a manager up, and begun a ballot in its place.
    pub has_given_up: bool,
}

/// What a resource manager has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManagerHistory {
    /// Whether it has ever prepared the transaction.
    pub has_prepared: bool,
    /// Whether it has chosen to abort it.
    pub has_chosen_to_abort: bool,
    /// What it has come to.
    pub outcome: Option<Outcome>,
}

/// The outcome of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It is carried out.
    Committed,
    /// It has no effect.
    Aborted,
}

/// Logs, each from its first slot on, without holes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Logs {
    /// For each acceptor, the log that it has now; each entry with the ballot that it was first proposed in. None, where
    /// entries do not keep it.
    pub kept: Vec<Vec<Vote>>,
    /// For each ballot that has a leader, the log that the leader goes by, with all that it has proposed.
    pub led: Vec<(Ballot, Vec<Value>)>,
}

impl<'a> History<'a> {
    /// That of one decree.
    pub fn of(run: &'a Run<'a>) -> Self {
        Self::of_slots(std::slice::from_ref(run))
    }

    /// That of the slots of a log.
    pub fn of_slots(decrees: &'a [Run<'a>]) -> Self {
        Self { decrees, logs: Logs::default(), transaction: None }
    }

    /// What has happened in each, with its slot, if it is of a log.
    pub fn slots(&self) -> impl Iterator<Item = (Option<Slot>, &Run<'a>)> {
        self.decrees.iter().map(|run| (run.slot, run))
    }

    /// The first thing that can be said of a decree, after its slot, if it is of a log.
    pub fn first(&self, say: impl Fn(&Run) -> Option<String>) -> Option<String> {
        let (slot, said) = self.slots().find_map(|(slot, run)| Some((slot, say(run)?)))?;
        Some(in_slot(slot, said))
    }
}

/// What is said of a decree, after its slot, if it is of a log.
pub(crate) fn in_slot(slot: Option<Slot>, said: String) -> String {
    match slot {
        None => said,
        Some(slot) => format!("slot {slot}: {said}"),
    }
}

/// What has happened so far in one decree, to all actors.
#[derive(Debug)]
pub struct Run<'a> {
    /// Its slot, if it is of a log.
    pub slot: Option<Slot>,
    /// The quorums by which values are chosen.
    pub quorums: &'a Quorums,
    /// For each proposer, what its clients want, one after the other; for the abstract model, one
    /// list of all values.
    pub wanted: &'a [Vec<Value>],
    /// The acceptors' histories, in order.
    pub acceptors: Vec<AcceptorHistory>,
    /// The proposers' histories, in order; for the abstract model, one of all ballots.
    pub proposers: Vec<ProposerHistory>,
    /// The learners as they are now, and their histories, in order.
    pub learners: Vec<(Cow<'a, Learner>, LearnerHistory)>,
}

impl Run<'_> {
    /// Every vote ever cast, with the acceptors that cast it.
    pub fn votes(&self) -> impl Iterator<Item = (&Vote, AcceptorSet)> {
        let mut all: Vec<(&Vote, AcceptorSet)> = Vec::new();
        for (acceptor, id) in self.acceptors.iter().zip((0..).map(AcceptorId)) {
            for vote in &acceptor.votes {
                let at = all.partition_point(|(other, _)| *other < vote);
                if all.get(at).is_none_or(|(other, _)| *other != vote) {
                    all.insert(at, (vote, AcceptorSet::default()));
                }
                all[at].1.insert(id);
            }
        }
        all.into_iter()
    }

    /// The votes that choose their value: a quorum has cast them, in one ballot.
    pub fn chosen(&self) -> impl Iterator<Item = (&Vote, AcceptorSet)> {
        self.votes().filter(|(_, voters)| self.quorums.is_accept_quorum(*voters))
    }

    /// Everything ever proposed.
    pub fn proposals(&self) -> impl Iterator<Item = &Vote> {
        self.proposers.iter().flat_map(|proposer| &proposer.proposed)
    }
}
