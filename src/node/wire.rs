//! Datagrams: what stands in them, and which are heard.
//!
//! ```text
//! offset  bytes  field
//!      0      1  version of this layout: 1
//!      1     16  cluster id
//!     17      n  postcard encoding of `Envelope`: decree, sender, receiver, body
//! 17 + n     32  BLAKE3 keyed hash of all bytes before it
//! ```
//!
//! [postcard](https://postcard.jamesmunns.com/wire-format) is a specified format: numbers are
//! varints, texts and lists have their length in front, an enum begins with the index of its
//! variant. A golden test pins the bytes. The longest datagram is an `Accept`, `Promise` or answer
//! with the longest name and value, and stays below [`MAX_DATAGRAM`], which passes any common
//! network in one piece.
//!
//! **What is heard.** The tag's key comes from the cluster file, and so from the cluster's id,
//! members and quorums. Whatever does not verify is dropped and counted by its reason, so damage
//! becomes loss, and strangers are not heard. Loss, delay, reordering and repetition are the
//! network that the model checker explores (a message once sent can be delivered again and again,
//! unless a model says `duplicate = false`; see `models/holds/two_proposers.toml`, and with a crash
//! `crash_and_restart.toml`), so a replayed datagram can do nothing that was not checked. All
//! members share one key: the tag keeps strangers out, not members that lie. Nothing is encrypted.

use super::cluster::{Cluster, ClusterId};
use super::decree::Decree;
use crate::actor::Msg;
use crate::paxos::Value;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The layout's version, in the first byte of every datagram.
pub const VERSION: u8 = 1;

/// No datagram is longer; a longer one is not read.
pub const MAX_DATAGRAM: usize = 1200;

const CLUSTER: std::ops::Range<usize> = 1..17;
const TAG: usize = blake3::OUT_LEN;

/// Who sends or receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Party {
    /// An actor, by its place in the roster.
    Actor(u16),
    /// A node itself, by its number: it takes requests and gives answers.
    Node(u16),
    /// A client, by the random number of its request.
    Client(u64),
}

/// What travels under the header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The instance that it is about.
    pub decree: Decree,
    /// Who sends it.
    pub sender: Party,
    /// For whom it is.
    pub receiver: Party,
    /// The content.
    pub body: Body,
}

/// The content of a datagram.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// From actor to actor.
    Actor(Msg),
    /// From a client to a node. The same request may come again; it is then the same request.
    Request(Request),
    /// From a node to a client.
    Answer(Answer),
}

/// What a client asks of a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Have a value chosen, this one if none is yet, and tell which it is.
    Propose(Value),
    /// Tell which value is chosen, or that none was when this was asked.
    Learn,
    /// Tell at once what this node has learned, be it out of date.
    Peek,
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
}

/// Why a node does not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The value is longer than [`MAX_VALUE`](super::MAX_VALUE).
    ValueTooLong,
    /// It has no proposer.
    NoProposer,
    /// It has no learner.
    NoLearner,
    /// More clients wait for this decree than it keeps in mind.
    Busy,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ValueTooLong => "the value is too long",
            Self::NoProposer => "the node has no proposer",
            Self::NoLearner => "the node has no learner",
            Self::Busy => "too many clients wait for this decree",
        })
    }
}

/// Why a datagram was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unheard {
    /// Too short or too long to be one of ours.
    Length,
    /// Another version of the layout.
    Version,
    /// Another cluster's.
    Cluster,
    /// The tag does not verify: damaged, of a stranger, or of a member with another cluster file.
    Tag,
    /// The tag verifies and yet nothing can be made of the rest.
    Malformed,
    /// It is for nobody here.
    Receiver,
    /// It is from nobody whom its kind can come from: an actor, a client or a node.
    Sender,
}

impl fmt::Display for Unheard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "length",
            Self::Version => "version",
            Self::Cluster => "cluster",
            Self::Tag => "tag",
            Self::Malformed => "form",
            Self::Receiver => "receiver",
            Self::Sender => "sender",
        })
    }
}

/// Writes and reads the datagrams of one cluster.
#[derive(Clone)]
pub struct Codec {
    cluster: ClusterId,
    key: [u8; 32],
}

impl Codec {
    /// The codec of a cluster.
    pub fn new(cluster: &Cluster) -> Self {
        Self { cluster: cluster.id(), key: cluster.tag_key() }
    }

    /// The datagram for an envelope.
    ///
    /// # Panics
    /// Never: texts, numbers and enums of them always have an encoding.
    pub fn encode(&self, envelope: &Envelope) -> Vec<u8> {
        let mut header = Vec::with_capacity(256);
        header.push(VERSION);
        header.extend(self.cluster.0);
        let mut datagram =
            postcard::to_extend(envelope, header).expect("an envelope has an encoding");
        let tag = blake3::keyed_hash(&self.key, &datagram);
        datagram.extend(tag.as_bytes());
        datagram
    }

    /// The envelope in a datagram, if it is one of this cluster, whole and unchanged.
    pub fn decode(&self, datagram: &[u8]) -> Result<Envelope, Unheard> {
        if !(CLUSTER.end + TAG..=MAX_DATAGRAM).contains(&datagram.len()) {
            return Err(Unheard::Length);
        }
        if datagram[0] != VERSION {
            return Err(Unheard::Version);
        }
        if datagram[CLUSTER] != self.cluster.0 {
            return Err(Unheard::Cluster);
        }
        let (tagged, tag) = datagram.split_at(datagram.len() - TAG);
        // Comparing two hashes takes the same time wherever they differ.
        if blake3::keyed_hash(&self.key, tagged) != *tag {
            return Err(Unheard::Tag);
        }
        match postcard::take_from_bytes(&tagged[CLUSTER.end..]) {
            Ok((envelope, [])) => Ok(envelope),
            _ => Err(Unheard::Malformed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A datagram with a tag that is right, as a member of the cluster could write by mistake.
    fn tagged(content: &[u8]) -> Result<Envelope, Unheard> {
        let codec = Codec { cluster: ClusterId([7; 16]), key: [9; 32] };
        let mut datagram = [&[VERSION], &codec.cluster.0[..], content].concat();
        let tag = blake3::keyed_hash(&codec.key, &datagram);
        datagram.extend(tag.as_bytes());
        codec.decode(&datagram)
    }

    #[test]
    fn content_that_makes_no_sense_is_dropped_even_from_a_member() {
        let query = [1, b'c', 0, 1, 0, 4, 0, 1];
        assert!(tagged(&query).is_ok());
        let long = [&[129, 1], &[b'c'; 129][..], &query[2..]].concat();
        for content in [
            &query[..7],
            &[&query[..], &[0]].concat(),
            &[1, 0xff, 0, 1, 0, 4, 0, 1],
            &[0, 0, 1, 0, 4, 0, 1],
            &long,
            &[1, b'c', 3, 1, 0, 4, 0, 1],
            &[],
        ] {
            assert_eq!(tagged(content), Err(Unheard::Malformed), "{content:?}");
        }
    }
}
