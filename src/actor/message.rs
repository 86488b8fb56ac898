//! What actors say to each other, what they wait for, and what they are.

use crate::paxos::{Acceptor, Ballot, Learner, Message, Proposer, Value};
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
    /// From a learner to acceptors: repeat your last vote to me, if you have cast one. And to other learners:
    /// tell me the value, if you have learned it.
    Query,
    /// From a client to a learner, and from it to acceptors: repeat your last vote to me, or say, in
    /// answer to the read of this number, that you have not voted. No two reads have one number.
    Read {
        /// The number of the read.
        number: u64,
    },
    /// From an acceptor to a learner: it has not voted.
    Unvoted {
        /// The number of the read that this answers.
        number: u64,
    },
    /// From an acceptor to a proposer: it answers nothing in this ballot, since it has promised a
    /// higher one. It promises nothing and reports nothing, and may be lost like all else.
    Refused {
        /// The ballot of the prepare or accept that it does not answer.
        ballot: Ballot,
        /// The ballot that it has promised.
        promised: Ballot,
    },
    /// From a learner to another that has asked: it has learned this value.
    Learned {
        /// The value, which is chosen.
        value: Value,
    },
}

/// What an actor can wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A proposer begins its next ballot.
    NextBallot,
    /// A proposer repeats the message of its current phase.
    Resend,
    /// A learner asks what it missed.
    CatchUp,
}
