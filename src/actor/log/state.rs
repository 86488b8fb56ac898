//! What actors of a log are.

use super::{LogLeader, LogLearner};
use crate::paxos::LogAcceptor;

/// The state of an actor, volatile and durable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Of a proposer, which leads once a quorum has promised.
    Leader(LogLeader),
    /// Of an acceptor.
    Acceptor(LogAcceptor),
    /// Of a learner.
    Learner(LogLearner),
}
