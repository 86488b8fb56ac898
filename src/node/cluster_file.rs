//! The cluster file, and what can be wrong with it.

use super::cluster::{Cluster, ClusterId, Member, NodeId, Sizes};
use super::hex;
use crate::actor::{LearnerId, Role, Roster};
use crate::paxos::{AcceptorId, MAX_ACCEPTORS, ProposerId, QuorumError, QuorumSystem, Quorums};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The only version of the cluster file so far.
const VERSION: u32 = 1;

/// Plenty, and few enough that actors can be numbered with 16 bits.
const MAX_NODES: usize = 1024;

impl Cluster {
    /// Reads a cluster file.
    pub fn load(path: &Path) -> Result<Self, ClusterError> {
        let failed = |problem| ClusterError { path: path.to_owned(), problem };
        let text = std::fs::read_to_string(path).map_err(|e| failed(Problem::Unreadable(e)))?;
        Self::parse(&text).map_err(failed)
    }
    /// Understands the text of a cluster file.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        // The version comes first: all other fields are only known for a known version.
        let Versioned { version } = toml::from_str(text)?;
        if version != VERSION {
            return Err(Problem::Version { version });
        }
        let file: File = toml::from_str(text)?;
        let id = hex::decode(&file.cluster).ok_or(Problem::Hex { field: "cluster", digits: 32 })?;
        let key = hex::decode(&file.key).ok_or(Problem::Hex { field: "key", digits: 64 })?;
        check(&file.node)?;
        let members = seat(&file.node);
        let acceptors = members.iter().filter(|member| member.acceptor.is_some()).count();
        let majority = acceptors / 2 + 1;
        let sizes = file.quorums.unwrap_or(Sizes { prepare: majority, accept: majority });
        let quorums = Quorums::new(
            acceptors,
            QuorumSystem::Size(sizes.prepare),
            QuorumSystem::Size(sizes.accept),
        );
        let quorums = quorums.map_err(Problem::Quorums)?;
        let proposers = members.iter().filter_map(|m| m.proposer).map(|id| id.0 + 1).max();
        let learners = members.iter().filter_map(|m| m.learner).map(|id| id.0 + 1).max();
        let roster = Roster::new(proposers.unwrap_or(0), quorums, learners.unwrap_or(0));
        let placement = place(&members, &roster);
        Ok(Self { id: ClusterId(id), key, sizes, members, roster: Arc::new(roster), placement })
    }
}

/// As little of a cluster file as tells its version.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: u32,
    cluster: String,
    key: String,
    quorums: Option<Sizes>,
    node: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: NodeId,
    address: SocketAddr,
    #[serde(default = "all_roles")]
    roles: Vec<RoleName>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RoleName {
    Proposer,
    Acceptor,
    Learner,
}

fn all_roles() -> Vec<RoleName> {
    vec![RoleName::Proposer, RoleName::Acceptor, RoleName::Learner]
}

/// Refuses entries that cannot be told apart or cannot do their work.
fn check(entries: &[Entry]) -> Result<(), Problem> {
    let nodes = entries.len();
    if nodes > MAX_NODES {
        return Err(Problem::TooManyNodes { nodes });
    }
    let mut ids = BTreeSet::new();
    let mut addresses = BTreeMap::new();
    for entry in entries {
        let Entry { id, address, roles } = entry;
        if !ids.insert(*id) {
            return Err(Problem::DuplicateId { id: *id });
        }
        if let Some(other) = addresses.insert(*address, *id) {
            return Err(Problem::DuplicateAddress { id: *id, other, address: *address });
        }
        if address.port() == 0 || address.ip().is_unspecified() || address.ip().is_multicast() {
            return Err(Problem::Address { id: *id, address: *address });
        }
        if roles.contains(&RoleName::Proposer) && !roles.contains(&RoleName::Learner) {
            return Err(Problem::CannotAnswer { id: *id });
        }
    }
    let acceptors = entries.iter().filter(|e| e.roles.contains(&RoleName::Acceptor)).count();
    match acceptors {
        0 => Err(Problem::NoAcceptor),
        1..=MAX_ACCEPTORS => Ok(()),
        _ => Err(Problem::TooManyAcceptors { acceptors }),
    }
}

/// Numbers the actors of each role in the order of the entries, which [`check`] has let pass.
fn seat(entries: &[Entry]) -> Vec<Member> {
    let (mut proposers, mut acceptors, mut learners) = (0.., 0.., 0..);
    entries
        .iter()
        .map(|entry| {
            let has = |role| entry.roles.contains(&role);
            Member {
                id: entry.id,
                address: entry.address,
                proposer: has(RoleName::Proposer)
                    .then(|| proposers.next().map(ProposerId))
                    .flatten(),
                acceptor: has(RoleName::Acceptor)
                    .then(|| acceptors.next().map(AcceptorId))
                    .flatten(),
                learner: has(RoleName::Learner).then(|| learners.next().map(LearnerId)).flatten(),
            }
        })
        .collect()
}

/// For each actor of the roster the place of the member that runs it.
fn place(members: &[Member], roster: &Roster) -> Vec<usize> {
    let hosts = |member: &Member, role| match role {
        Role::Proposer(id) => member.proposer == Some(id),
        Role::Acceptor(id) => member.acceptor == Some(id),
        Role::Learner(id) => member.learner == Some(id),
    };
    roster
        .ids()
        .filter_map(|id| roster.role(id))
        .filter_map(|role| members.iter().position(|member| hosts(member, role)))
        .collect()
}

/// A cluster file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", path.display())]
pub struct ClusterError {
    path: PathBuf,
    problem: Problem,
}

/// What is wrong with a cluster file.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// It cannot be read.
    #[error("cannot be read: {0}; `synod cluster init` makes a cluster file")]
    Unreadable(std::io::Error),
    /// It is no TOML, or not of this shape.
    #[error("{}", .0.to_string().trim_end())]
    Toml(#[from] toml::de::Error),
    /// Another version of this program wrote it.
    #[error("`version` is {version}, but this program knows {VERSION} alone; use a newer synod")]
    Version {
        /// Its version.
        version: u32,
    },
    /// An id or key is no hexadecimal text of its length.
    #[error("`{field}` is not {digits} hexadecimal digits; copy the file of another node")]
    Hex {
        /// The field.
        field: &'static str,
        /// How many digits it should have.
        digits: usize,
    },
    /// Two nodes have one number.
    #[error("two nodes have `id = {id}`; give each its own")]
    DuplicateId {
        /// The number.
        id: NodeId,
    },
    /// Two nodes have one address.
    #[error("nodes {other} and {id} both have `address = \"{address}\"`; give each its own")]
    DuplicateAddress {
        /// The second node.
        id: NodeId,
        /// The first node.
        other: NodeId,
        /// The address of both.
        address: SocketAddr,
    },
    /// The other nodes could not send to this address.
    #[error(
        "node {id}: nothing can be sent to `address = \"{address}\"`; give an address of the \
         node's own, and a port above 0"
    )]
    Address {
        /// The node.
        id: NodeId,
        /// Its address.
        address: SocketAddr,
    },
    /// A proposer without a learner never knows the outcome.
    #[error(
        "node {id} is a proposer and no learner, so that it never hears the outcome; add \"learner\" to its `roles`"
    )]
    CannotAnswer {
        /// The node.
        id: NodeId,
    },
    /// Nobody votes.
    #[error(
        "no node is an acceptor, so that nothing can be chosen; add \"acceptor\" to the `roles` of at least one `[[node]]`"
    )]
    NoAcceptor,
    /// More than can be numbered.
    #[error("{nodes} nodes; at most {MAX_NODES} can be")]
    TooManyNodes {
        /// How many there are.
        nodes: usize,
    },
    /// More than the algorithm's sets can hold.
    #[error("{acceptors} nodes are acceptors; at most {MAX_ACCEPTORS} can be")]
    TooManyAcceptors {
        /// How many there are.
        acceptors: usize,
    },
    /// The quorums are none.
    #[error("`quorums`: {0}")]
    Quorums(QuorumError),
}
