//! A cluster: who takes part, where, and in which roles.

use super::address::Address;
use super::id::{ClusterId, NodeId};
use super::key::Key;
use crate::actor::{LearnerId, Roster};
use crate::paxos::{AcceptorId, ProposerId};
use serde::Deserialize;
use stateright::actor::Id;
use std::net::SocketAddr;
use std::sync::Arc;

/// A process that takes part: one address, and at most one actor of each role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its number.
    pub id: NodeId,
    /// Where the others and the clients send to.
    pub address: Address,
    /// Where it is heard, if that is elsewhere: as in a container, or behind a translation of addresses.
    pub listen: Option<SocketAddr>,
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
    /// The first seals, all of them open.
    pub(super) keys: Vec<Key>,
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

    /// The members' keys: the first seals what they say to each other, all of them open it. There is
    /// at least one.
    pub(in crate::node) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The members, in the order of the file.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The member of this number.
    pub fn member(&self, id: NodeId) -> Result<&Member, NoSuchNode> {
        let found = self.members.iter().find(|member| member.id == id);
        found.ok_or_else(|| {
            NoSuchNode::new("cluster", id, self.members.iter().map(|member| member.id))
        })
    }

    /// The members but this one.
    pub(in crate::node) fn others(&self, but: NodeId) -> impl Iterator<Item = NodeId> {
        self.members.iter().map(|member| member.id).filter(move |id| *id != but)
    }

    /// How many acceptors make a quorum, of promises and of votes.
    pub(in crate::node) fn sizes(&self) -> (usize, usize) {
        (self.sizes.prepare, self.sizes.accept)
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
    /// among other members, so a node's durable state belongs to these, and so does its voice. Keys
    /// are no part of it: they can be exchanged while the cluster lives.
    pub fn constitution(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("synod 2026 constitution of a cluster");
        hasher.update(&self.id.0);
        let mut article = |name: &str, number: Option<usize>| {
            let number = number.map_or_else(|| "none".to_owned(), |number| number.to_string());
            hasher.update(format!("{name} {number}\n").as_bytes());
        };
        for Member { id, address: _, listen: _, proposer, acceptor, learner } in &self.members {
            article("node", Some(id.0.into()));
            article("proposer", proposer.map(|id| id.0.into()));
            article("acceptor", acceptor.map(|id| id.0.into()));
            article("learner", learner.map(|id| id.0.into()));
        }
        article("prepare", Some(self.sizes.prepare));
        article("accept", Some(self.sizes.accept));
        *hasher.finalize().as_bytes()
    }
}

/// A number that no node has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {file} file has no node {id}; its nodes are {ids}")]
pub struct NoSuchNode {
    file: &'static str,
    id: NodeId,
    ids: String,
}

impl NoSuchNode {
    /// That this file lists those nodes, and not this one.
    pub(super) fn new(file: &'static str, id: NodeId, nodes: impl Iterator<Item = NodeId>) -> Self {
        let ids: Vec<_> = nodes.map(|id| id.to_string()).collect();
        Self { file, id, ids: ids.join(", ") }
    }
}
