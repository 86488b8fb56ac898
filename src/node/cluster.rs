//! A cluster: who takes part, where, and in which roles.

use super::hex;
use crate::actor::{LearnerId, Roster};
use crate::paxos::{AcceptorId, ProposerId};
use serde::Deserialize;
use stateright::actor::Id;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

/// Tells a cluster from every other. Random, so that a cluster made anew does not hear what is left
/// of the old one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ClusterId(pub [u8; 16]);

impl fmt::Display for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClusterId({self})")
    }
}

/// The number of a node, as the cluster file gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub struct NodeId(pub u16);

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A process that takes part: one address, and at most one actor of each role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its number.
    pub id: NodeId,
    /// Where it is heard.
    pub address: SocketAddr,
    /// Its proposer; then it has a learner too, to tell its clients the outcome.
    pub proposer: Option<ProposerId>,
    /// Its acceptor.
    pub acceptor: Option<AcceptorId>,
    /// Its learner.
    pub learner: Option<LearnerId>,
}

/// How many acceptors make a quorum, in each phase.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sizes {
    pub(super) prepare: usize,
    pub(super) accept: usize,
}

/// Everything that the members of a cluster have to agree on beforehand.
#[derive(Clone, Debug)]
pub struct Cluster {
    pub(super) id: ClusterId,
    pub(super) key: [u8; 32],
    pub(super) sizes: Sizes,
    pub(super) members: Vec<Member>,
    pub(super) roster: Arc<Roster>,
    /// For each actor the place of its member.
    pub(super) placement: Vec<usize>,
}

impl Cluster {
    /// The cluster's name.
    pub fn id(&self) -> ClusterId {
        self.id
    }

    /// The members, in the order of the file.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The member of this number.
    pub fn member(&self, id: NodeId) -> Result<&Member, NoSuchNode> {
        self.members.iter().find(|member| member.id == id).ok_or_else(|| {
            let ids: Vec<_> = self.members.iter().map(|member| member.id.to_string()).collect();
            NoSuchNode { id, ids: ids.join(", ") }
        })
    }

    /// The actors of every decree.
    pub fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// The member that runs an actor; none if there is no such actor.
    pub fn home(&self, actor: Id) -> Option<&Member> {
        self.placement.get(usize::from(actor)).map(|index| &self.members[*index])
    }

    /// A digest of who has which role and which quorums there are. Promises and votes mean nothing
    /// among other members, so a node's durable state belongs to these, and so does its voice.
    pub fn constitution(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("synod 2026 constitution of a cluster");
        hasher.update(&self.id.0);
        let mut article = |name: &str, number: Option<usize>| {
            let number = number.map_or_else(|| "none".to_owned(), |number| number.to_string());
            hasher.update(format!("{name} {number}\n").as_bytes());
        };
        for Member { id, address: _, proposer, acceptor, learner } in &self.members {
            article("node", Some(id.0.into()));
            article("proposer", proposer.map(|id| id.0.into()));
            article("acceptor", acceptor.map(|id| id.0.into()));
            article("learner", learner.map(|id| id.0.into()));
        }
        article("prepare", Some(self.sizes.prepare));
        article("accept", Some(self.sizes.accept));
        *hasher.finalize().as_bytes()
    }

    /// The secret with which datagrams are tagged. Whoever has the key but another idea of the
    /// members tags differently, and is not heard.
    pub(super) fn tag_key(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("synod 2026 tag of a datagram");
        hasher.update(&self.key).update(&self.constitution());
        *hasher.finalize().as_bytes()
    }
}

/// A number that no member has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cluster file has no node {id}; its nodes are {ids}")]
pub struct NoSuchNode {
    /// The number asked for.
    pub id: NodeId,
    /// The numbers that there are.
    pub ids: String,
}
