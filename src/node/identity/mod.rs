//! Who takes part, who may ask, and the keys by which they are known: three files.
//!
//! | file | who reads it | what stands in it |
//! |---|---|---|
//! | `cluster.toml` | the members | the cluster's id, the members' keys, quorums, nodes and roles |
//! | `clients.toml` | the members | who may ask: name, key id and key of each client |
//! | `client.toml` | one client | the cluster's id, its own key, ids and addresses of the nodes |
//!
//! What the members must agree on beforehand, which is the cluster's id, its nodes, their roles and
//! the quorums, has a digest, the cluster's *constitution*. Keys, addresses and clients are no part
//! of it, and may change while a cluster lives.

mod access;
mod address;
mod addresses;
mod clients;
mod cluster;
mod cluster_file;
mod file;
mod generate;
mod id;
mod key;
mod owner;
mod problem;

pub use access::{Access, Contact};
pub use address::{Address, NoAddress};
pub use clients::{Changes, Clients};
pub use cluster::{Cluster, Member, NoSuchNode};
pub use generate::{GenerateError, LocalCluster, NewClient, cluster_at, local_cluster};
pub use id::{ClusterId, KeyId, NodeId};
pub use key::Key;
pub use owner::owner;
pub use problem::{FileError, Problem};
