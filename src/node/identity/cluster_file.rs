//! The members' file, `cluster.toml`.

use super::address::Address;
use super::addresses::{check_addresses, check_members};
use super::cluster::{Cluster, Member, Sizes};
use super::file::{document, load};
use super::id::{ClusterId, NodeId};
use super::key::{KeyEntry, check_distinct, digits};
use super::problem::{FileError, Problem};
use crate::actor::{LearnerId, Role, Roster};
use crate::paxos::{AcceptorId, MAX_ACCEPTORS, ProposerId, QuorumSystem, Quorums};
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

/// Plenty, and few enough that actors can be numbered with 16 bits.
const MAX_NODES: usize = 1024;

impl Cluster {
    /// Reads a cluster file.
    pub fn load(path: &Path) -> Result<Self, FileError> {
        load(path, Self::parse)
    }

    /// Understands the text of a cluster file.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let file: File = document(text)?;
        let id = digits("cluster", "", &file.cluster)?;
        let numbered = file.key.iter().zip(1..);
        let keys = numbered.map(|(key, n)| key.read(&format!(" of `[[key]]` {n}")));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(Problem::NoKey);
        }
        check_distinct(&keys)?;
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
        Ok(Self { id: ClusterId(id), keys, sizes, members, roster: Arc::new(roster), placement })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: u32,
    cluster: String,
    #[serde(default)]
    key: Vec<KeyEntry>,
    quorums: Option<Sizes>,
    node: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: NodeId,
    address: Address,
    listen: Option<SocketAddr>,
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
        return Err(Problem::TooManyNodes { nodes, most: MAX_NODES });
    }
    check_addresses(entries.iter().map(|entry| (entry.id, &entry.address)))?;
    let places = entries.iter().map(|entry| (entry.id, &entry.address, entry.listen));
    check_members(&places.collect::<Vec<_>>())?;
    for Entry { id, roles, .. } in entries {
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
                address: entry.address.clone(),
                listen: entry.listen,
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
