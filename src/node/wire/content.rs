//! What stands in a datagram, under its seal.

use super::status::Status;
use crate::actor::Msg;
use crate::node::anti_entropy::Digest;
use crate::node::decree::Decree;
use crate::node::standing::{Incarnation, Known, Life};
use crate::paxos::Value;
use serde::{Deserialize, Serialize};
use std::fmt;

/// From one member to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The sender's present life.
    pub life: Life,
    /// The sender's count of commits, after that on which this rests; or an earlier one, to a member that has not
    /// answered yet (see the module `standing`).
    pub commits: u64,
    /// What it says.
    pub content: Content,
}

/// How many bytes a letter takes at most beside its messages: life and commits, which content it is, and how
/// many messages there are.
pub(in crate::node) const FRAME: usize = 3 * 10 + 1 + 2;

/// What a member says to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// Messages between actors, as many as fit: all that one turn has for the other.
    Messages(Vec<Message>),
    /// It introduces itself, and asks what is known of it.
    Ask(Ask),
    /// What is known, in answer to that.
    Told(Told),
    /// Which decrees it has learned, in short, and asks whether it lacks any.
    Compare(Stretch),
    /// Which decrees it has learned, in answer to that.
    Held(Held),
}

/// What do you know of me? With the letter that it stands in it says all that can be known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The random number of the question, by which its answer is known.
    pub number: u64,
    /// The sender's directory.
    pub incarnation: Incarnation,
    /// The last start in which the one that is asked has answered the sender.
    pub answered: Life,
    /// Zeros, so that no answer is longer than its question.
    pub room: [[u8; 32]; 2],
}

/// What is known of the asker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The number of the question.
    pub number: u64,
    /// What is known, the question included if nothing spoke against it.
    pub known: Known,
}

/// What a member has learned of the decrees whose names come, in order, after the one and not after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// The random number of the question, by which its answer is known.
    pub number: u64,
    /// After this; from the first, if there is none.
    pub after: Option<Decree>,
    /// Up to this; to the last, if there is none.
    pub up_to: Option<Decree>,
    /// The digest of all names in it.
    pub digest: Digest,
}

/// What a member has learned in the stretch of which it was asked, if its names have another digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The number of the question.
    pub number: u64,
    /// After this; from the first, if there is none.
    pub after: Option<Decree>,
    /// Up to this; to the last, if there is none. What comes after it is to be asked for anew.
    pub up_to: Option<Decree>,
    /// All names in it, in order; none if they have the same digest.
    pub names: Vec<Decree>,
}

/// From an actor of one member to an actor of another, by their places in the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The instance that it is about.
    pub decree: Decree,
    /// Who sends it.
    pub src: u16,
    /// For whom it is.
    pub dst: u16,
    /// The content.
    pub msg: Msg,
}

impl Message {
    /// How many bytes it takes in a letter.
    pub(in crate::node) fn takes(&self) -> usize {
        let size = postcard::serialize_with_flavor(self, postcard::ser_flavors::Size::default());
        size.expect("a message can be written")
    }
}

/// A request, or the answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered<T> {
    /// The random number of the request, by which its answer is known. The same request may come
    /// again; it is then the same request.
    pub number: u64,
    /// The content.
    pub content: T,
}

/// What a client asks of a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Something about one decree.
    About(Decree, Question),
    /// Tell decrees whose value this node has learned, as many as one answer holds.
    List(Listing),
    /// Tell how this node is.
    Status,
}

/// What a client asks about a decree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// Have a value chosen, this one if none is yet, and tell which it is.
    Propose(Value),
    /// Tell which value is chosen, or that none was when this was asked.
    Learn,
    /// Tell at once what this node has learned, be it out of date.
    Peek,
    /// Tell which value is chosen, once one is.
    Watch,
}

/// Which decrees to tell of, in the order of their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// What their names begin with.
    pub prefix: String,
    /// The name after which they come: the last that was told before.
    pub after: Option<Decree>,
}

/// Decrees whose value a node has learned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Names and values, in the order of the names.
    pub decrees: Vec<(Decree, Value)>,
    /// Whether the node knows of none after them.
    pub is_last: bool,
}

/// What a node answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// This value is chosen, for good.
    Chosen(Value),
    /// This node has learned nothing. It does not follow that nothing is chosen.
    Unknown,
    /// This node does not do that.
    Refused(Refusal),
    /// No value was chosen when the client asked: a quorum of promises' worth of acceptors had not voted,
    /// by what they said after that.
    NoneChosen,
    /// What this node has learned, and others may not have; and not what others alone have learned.
    Listed(Listed),
    /// How this node is.
    Status(Box<Status>),
}

/// Why a node does not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The value is longer than [`MAX_VALUE`](crate::node::MAX_VALUE).
    ValueTooLong,
    /// It has no proposer.
    NoProposer,
    /// It has no learner.
    NoLearner,
    /// More clients wait for this decree, or more decrees are in use, than it keeps in mind. To be asked again.
    Busy,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ValueTooLong => "the value is too long",
            Self::NoProposer => "the node has no proposer",
            Self::NoLearner => "the node has no learner",
            Self::Busy => "too many clients wait for this decree, or too many decrees are in use",
        })
    }
}
