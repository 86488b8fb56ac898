//! The states of Raft, and its actions.

use crate::paxos::{AcceptorId, AcceptorSet, Ballot, Value, Vote};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An acceptor, which Raft calls a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Server {
    /// The highest ballot that it took part in.
    pub promised: Option<Ballot>,
    /// Its log: what was proposed, each with the ballot in which it was.
    pub log: Vec<Vote>,
    /// For each ballot, how many entries of the leader's log are the most that it has acknowledged.
    pub acknowledged: BTreeMap<Ballot, usize>,
}

/// A ballot for which somebody stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// Who stands for it, and leads it once a quorum supports it.
    pub leader: AcceptorId,
    /// Who supports the candidate, itself included.
    pub supporters: AcceptorSet,
    /// The log with which it stood, and what it has appended since.
    pub log: Vec<Vote>,
}

impl Term {
    /// The log with which the candidate stood: all but the entries of this ballot.
    pub(super) fn stood_with(&self, ballot: Ballot) -> &[Vote] {
        &self.log[..self.log.partition_point(|entry| entry.ballot < ballot)]
    }
}

/// The state: every acceptor, and every ballot for which somebody stands. Each is shared with the states before and
/// after in which it is the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RaftState {
    /// The acceptors, in order.
    pub servers: Vec<Arc<Server>>,
    /// The ballots.
    pub terms: BTreeMap<Ballot, Arc<Term>>,
}

impl RaftState {
    /// An acceptor.
    pub(super) fn server(&self, id: AcceptorId) -> &Server {
        &self.servers[usize::from(id.0)]
    }

    /// An acceptor, to be changed.
    pub(super) fn server_mut(&mut self, id: AcceptorId) -> &mut Server {
        Arc::make_mut(&mut self.servers[usize::from(id.0)])
    }

    /// A ballot for which somebody stands, to be changed.
    pub(super) fn term_mut(&mut self, ballot: Ballot) -> Option<&mut Term> {
        self.terms.get_mut(&ballot).map(Arc::make_mut)
    }
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RaftAction {
    /// The acceptor stands for the ballot, and supports itself; phase 1a.
    Stand(AcceptorId, Ballot),
    /// The acceptor supports the candidate of the ballot; phase 1b.
    Support(AcceptorId, Ballot),
    /// The acceptor, who leads the ballot, appends the value; phase 2a.
    Append(AcceptorId, Ballot, Value),
    /// The acceptor acknowledges so many entries of the leader's log; phase 2b.
    Acknowledge(AcceptorId, Ballot, usize),
}
