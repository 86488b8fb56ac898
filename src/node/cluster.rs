//! The cluster file: who takes part, where, and in which roles.

use super::hex;
use crate::actor::{LearnerId, Role, Roster};
use crate::paxos::{AcceptorId, MAX_ACCEPTORS, ProposerId, QuorumError, QuorumSystem, Quorums};
use serde::Deserialize;
use stateright::actor::Id;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The only version of the cluster file so far.
const VERSION: u32 = 1;

/// Plenty, and few enough that actors can be numbered with 16 bits.
const MAX_NODES: usize = 1024;

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

/// Everything that the members of a cluster have to agree on beforehand.
#[derive(Clone, Debug)]
pub struct Cluster {
    id: ClusterId,
    key: [u8; 32],
    sizes: Sizes,
    members: Vec<Member>,
    roster: Arc<Roster>,
    /// For each actor the place of its member.
    placement: Vec<usize>,
}

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

/// How many acceptors make a quorum, in each phase.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sizes {
    prepare: usize,
    accept: usize,
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

/// A number that no member has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cluster file has no node {id}; its nodes are {ids}")]
pub struct NoSuchNode {
    /// The number asked for.
    pub id: NodeId,
    /// The numbers that there are.
    pub ids: String,
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
