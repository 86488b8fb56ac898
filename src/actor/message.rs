//! What actors say to each other, what they wait for, and what they are.

use crate::paxos::{Acceptor, Learner, Message, Proposer};
use serde::{Deserialize, Serialize};

/// The state of an actor, volatile and durable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Of a proposer.
    Proposer(Proposer),
    /// Of an acceptor.
    Acceptor(Acceptor),
    /// Of a learner.
    Learner(Learner),
}

/// What travels between actors.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Msg {
    /// A message of the algorithm.
    Paxos(Message),
    /// From a learner to acceptors: repeat your last vote to me, if you have cast one.
    Query,
}

/// What an actor can wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A proposer begins its next ballot.
    NextBallot,
    /// A proposer repeats the message of its current phase.
    Resend,
    /// A learner asks the acceptors what it missed.
    CatchUp,
}
