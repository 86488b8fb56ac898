//! The states of Sequence Paxos, and its actions.

use crate::paxos::{AcceptorId, Ballot, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The last ballot in which an acceptor has voted, and for how many entries of its log; none, if it has not.
pub type Report = Option<(Ballot, usize)>;

/// An acceptor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SequenceAcceptor {
    /// The highest ballot that it took part in.
    pub promised: Option<Ballot>,
    /// For each ballot in which it has voted, how many entries of the ballot's log are the most that it voted for.
    pub voted: BTreeMap<Ballot, usize>,
}

impl SequenceAcceptor {
    /// What it reports in a promise.
    pub(super) fn report(&self) -> Report {
        self.voted.last_key_value().map(|(ballot, entries)| (*ballot, *entries))
    }
}

/// A ballot that has begun.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sequence {
    /// Who has promised it, and what each reported.
    pub promises: BTreeMap<AcceptorId, Report>,
    /// Once it is active: how many entries it has adopted, and its log, which begins with these.
    pub log: Option<(usize, Vec<Value>)>,
}

/// The state: every acceptor, and every ballot that has begun. Each is shared with the states before and after in which it
/// is the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SequenceState {
    /// The acceptors, in order.
    pub acceptors: Vec<Arc<SequenceAcceptor>>,
    /// The ballots.
    pub ballots: BTreeMap<Ballot, Arc<Sequence>>,
}

impl SequenceState {
    /// An acceptor.
    pub(super) fn acceptor(&self, id: AcceptorId) -> &SequenceAcceptor {
        &self.acceptors[usize::from(id.0)]
    }

    /// An acceptor, to be changed.
    pub(super) fn acceptor_mut(&mut self, id: AcceptorId) -> &mut SequenceAcceptor {
        Arc::make_mut(&mut self.acceptors[usize::from(id.0)])
    }

    /// A ballot that has begun, to be changed.
    pub(super) fn ballot_mut(&mut self, ballot: Ballot) -> Option<&mut Sequence> {
        self.ballots.get_mut(&ballot).map(Arc::make_mut)
    }

    /// How many entries an active ballot has adopted, and its log.
    pub(super) fn log(&self, ballot: Ballot) -> Option<&(usize, Vec<Value>)> {
        self.ballots.get(&ballot)?.log.as_ref()
    }
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SequenceAction {
    /// The ballot begins; phase 1a.
    Begin(Ballot),
    /// The acceptor promises the ballot, and reports its last vote; phase 1b.
    Promise(AcceptorId, Ballot),
    /// The ballot becomes active, with the log that this report is of; the first half of phase 2a.
    Adopt(Ballot, Report),
    /// The ballot's log grows by this value; the other half.
    Append(Ballot, Value),
    /// The acceptor votes for so many entries of the ballot's log; phase 2b.
    Vote(AcceptorId, Ballot, usize),
}
