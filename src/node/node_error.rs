//! Why a node cannot start, or cannot go on.

use super::audit_log::LogError;
use super::identity::{Address, FileError, NoSuchNode};
use super::random::NoRandomness;
use super::standing::Disowned;
use super::store::StoreError;
use std::io;
use std::net::IpAddr;
use std::path::PathBuf;

/// Why a node cannot start, or cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The cluster file does not list it.
    #[error(transparent)]
    NoSuchNode(#[from] NoSuchNode),
    /// The list of clients cannot be used.
    #[error(transparent)]
    Clients(#[from] FileError),
    /// Another program has its address.
    #[error(
        "the address {address} is in use; stop the program that uses it (perhaps this node, \
         started twice), or change the node's address in the cluster file"
    )]
    AddressInUse {
        /// The address.
        address: Address,
    },
    /// Its name is not known to the machine.
    #[error(
        "the name of {address} is not known here: {source}; give the node `listen` in the cluster file, such as \
         \"0.0.0.0:{}\"",
        address.port()
    )]
    Name {
        /// Its address.
        address: Address,
        /// What the system says.
        source: io::Error,
    },
    /// Its name stands for an address that no other machine reaches, and others are elsewhere.
    #[error(
        "the name of {address} stands for {found} here, which is this machine alone, and other nodes are elsewhere, so \
         that they would never be heard; give the node `listen` in the cluster file, such as \"0.0.0.0:{}\"",
        address.port()
    )]
    OwnMachine {
        /// Its address.
        address: Address,
        /// What the name stands for.
        found: IpAddr,
    },
    /// Its address is none that it can take.
    #[error(
        "the address {address} cannot be used: {source}; give one of this machine's addresses in the cluster \
         file, or say with `listen` where the node is heard"
    )]
    Address {
        /// The address.
        address: Address,
        /// What the system says.
        source: io::Error,
    },
    /// Its log cannot be used.
    #[error(transparent)]
    Log(#[from] LogError),
    /// Its durable state cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another member knows that its directory is not what it was.
    #[error("{}: {why}", dir.display())]
    Disowned {
        /// The directory.
        dir: PathBuf,
        /// Who says so, and what it is.
        why: Disowned,
    },
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The system refuses what no program should be refused.
    #[error("the system fails: {source}")]
    System {
        /// What it says.
        source: io::Error,
    },
}
