//! How a node is, as it tells a client.

use super::header::ROOM;
use super::unheard::Unheard;
use crate::node::identity::NodeId;
use crate::node::standing::Incarnation;
use crate::node::store::CommitTimes;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Duration;

/// How a node is. Everything counts from when it started; what it says of others is what it has heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Its version of synod.
    pub version: String,
    /// Its data directory, and which start of it this is.
    pub directory: Directory,
    /// Whether enough others have noted that directory: until then its acceptor says nothing.
    pub is_admitted: bool,
    /// For how long it has run.
    pub uptime: Duration,
    /// The other members, by their numbers; of many, as many as there is room for: those that were not heard for the
    /// longest.
    pub peers: Vec<Peer>,
    /// How many there was no room for.
    pub untold: u16,
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

/// A data directory, and how often it was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// Which it is.
    pub incarnation: Incarnation,
    /// The number of a start of it, from 1; of another member's directory the last that is known to have had an
    /// answer, and 0 before the first.
    pub start: u64,
}

/// Another member, as a node knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// Which it is.
    pub node: NodeId,
    /// By which directory the node knows it, for ever; none if it has never introduced itself.
    pub known_by: Option<Directory>,
    /// How long ago it was heard last; none if it was not heard at all. Members ask each other every few
    /// seconds what they know of each other: one that was not heard for ten is away, or cannot be reached.
    pub heard: Option<Duration>,
    /// Why what comes in its name is not heard, if it is not heard otherwise. Anybody can send that.
    pub unheard: Option<Unheard>,
}

/// How long the content of an answer with a status can be beside the status: its number, and which answer it is.
const FRAME: usize = 10 + 1;

impl Status {
    /// With these members, as far as there is room in one answer, so that it is never longer than its request.
    pub(in crate::node) fn with_peers(mut self, mut peers: Vec<Peer>) -> Self {
        // Those of whom something is wrong come first.
        peers.sort_by_key(|peer| (Reverse(peer.heard.unwrap_or(Duration::MAX)), peer.node));
        self.untold = u16::MAX;
        // How many peers there are takes a byte more than that there are none.
        let mut room = ROOM.saturating_sub(FRAME + length(&self) + 1);
        let told = peers.iter().take_while(|peer| match room.checked_sub(length(peer)) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        });
        let told = told.count();
        self.untold = u16::try_from(peers.len() - told).unwrap_or(u16::MAX);
        peers.truncate(told);
        peers.sort_by_key(|peer| peer.node);
        self.peers = peers;
        self
    }
}

fn length(content: &impl Serialize) -> usize {
    postcard::to_stdvec(content).map_or(usize::MAX, |bytes| bytes.len())
}
