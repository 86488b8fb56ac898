//! What can be wrong with the files of a cluster.

use super::address::Address;
use super::id::{KeyId, NodeId};
use crate::node::hex;
use crate::paxos::{MAX_ACCEPTORS, QuorumError};
use std::net::SocketAddr;
use std::path::PathBuf;

/// The version of all three files, which are made together.
pub(super) const VERSION: u32 = 2;

/// A file that cannot be used. What is told of it goes into logs: a key that stands where something else should is left out.
#[derive(Debug, thiserror::Error)]
#[error("{}: {}", path.display(), hex::without_keys(&problem.to_string()))]
pub struct FileError {
    pub(super) path: PathBuf,
    pub(super) problem: Problem,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// It cannot be read.
    #[error("cannot be read: {0}; `synod cluster init` makes the files of a cluster")]
    Unreadable(std::io::Error),
    /// It is no TOML, or not of this shape.
    #[error("line {line}: {what}")]
    Toml {
        /// The line.
        line: usize,
        /// What is wrong there.
        what: String,
    },
    /// Another version of this program wrote it.
    #[error("`version` is {version}, but this program knows {VERSION} alone; {}", remedy(*version))]
    Version {
        /// Its version.
        version: u32,
    },
    /// An id or key is no hexadecimal text of its length.
    #[error("`{field}`{of} is not {digits} hexadecimal digits; copy it as it was made")]
    Hex {
        /// The field.
        field: &'static str,
        /// Whose it is, where there are several.
        of: String,
        /// How many digits it should have.
        digits: usize,
    },
    /// The members have no key.
    #[error(
        "there is no `[[key]]`, so that the nodes cannot hear each other; copy the file of another node"
    )]
    NoKey,
    /// Two keys have one id.
    #[error("two keys have `id = \"{id}\"`; give each its own")]
    DuplicateKeyId {
        /// The id.
        id: KeyId,
    },
    /// A key stands twice.
    #[error("{other} and {id} are one key under two ids; make a key of its own for each")]
    DuplicateKey {
        /// The second id.
        id: KeyId,
        /// The first.
        other: KeyId,
    },
    /// Two clients have one name.
    #[error("two clients have `name = \"{name}\"`; give each its own")]
    DuplicateClient {
        /// The name.
        name: String,
    },
    /// A name that could be taken for something else in a log or as a file.
    #[error("a client cannot have `name = {name:?}`; use 1 to 64 letters, digits, `_` and `-`")]
    ClientName {
        /// The name.
        name: String,
    },
    /// There is nobody to ask.
    #[error("there is no `[[node]]`; list the nodes that this client is to ask")]
    NoNode,
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
        address: Address,
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
        address: Address,
    },
    /// For the others, and for itself, it is another machine.
    #[error(
        "node {id} has `address = \"{address}\"`, which is each reader's own machine, and node {other} is elsewhere, so \
         that they can never talk; give node {id} an address by which the others reach it"
    )]
    Loopback {
        /// The node on its own machine.
        id: NodeId,
        /// Its address.
        address: Address,
        /// One that has another.
        other: NodeId,
    },
    /// Nothing passes from the addresses of one to those of the other.
    #[error(
        "node {id} has an IPv4 address and node {other} one of IPv6, so that they can never talk; give all \
         nodes addresses of one kind"
    )]
    Families {
        /// One with an address of IPv4.
        id: NodeId,
        /// One with an address of IPv6.
        other: NodeId,
    },
    /// It cannot listen there.
    #[error(
        "node {id}: nothing is heard at `listen = \"{listen}\"`; give an address of its machine, or 0.0.0.0 or [::] \
         for all of them, and a port above 0"
    )]
    Listen {
        /// The node.
        id: NodeId,
        /// Where it was to listen.
        listen: SocketAddr,
    },
    /// From there it cannot send to the others.
    #[error(
        "node {id}: from `listen = \"{listen}\"` nothing can be sent to the address of node {other}, which is of the \
         other kind, IPv4 or IPv6; give a `listen` of the same kind, or [::] for both"
    )]
    ListenFamily {
        /// The node.
        id: NodeId,
        /// Where it was to listen.
        listen: SocketAddr,
        /// To whom it could not send.
        other: NodeId,
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
    #[error("{nodes} nodes; at most {most} can be")]
    TooManyNodes {
        /// How many there are.
        nodes: usize,
        /// How many can be.
        most: usize,
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

fn remedy(version: u32) -> &'static str {
    match version {
        ..VERSION => {
            "an older synod made it, with one key for members and clients; make the cluster anew \
             with `synod cluster init`"
        }
        VERSION.. => "use a newer synod",
    }
}
