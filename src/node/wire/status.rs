//! How a node is, as it tells a client.

use super::unheard::Unheard;
use crate::node::identity::NodeId;
use crate::node::store::CommitTimes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// How a node is. Everything counts from when it started; what it says of others is what it has heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Its version of synod.
    pub version: String,
    /// For how long it has run.
    pub uptime: Duration,
    /// The other members.
    pub peers: Vec<Peer>,
    /// How many decrees there are of which it keeps something on its disk.
    pub stored: u64,
    /// Of how many decrees it has learned the value.
    pub learned: u64,
    /// How many decrees are in its memory, because somebody has asked or spoken of them lately.
    pub in_memory: u64,
    /// How many requests of clients wait for an answer.
    pub waiting: u64,
    /// How many datagrams it has dropped, by reason.
    pub unheard: BTreeMap<Unheard, u64>,
    /// Its commits, and how long they took.
    pub commits: CommitTimes,
}

/// Another member, as a node knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// Which it is.
    pub node: NodeId,
    /// How long ago it was heard last; none if it was not heard at all. Members ask each other every few
    /// seconds what they know of each other: one that was not heard for ten is away, or cannot be reached.
    pub heard: Option<Duration>,
}
