//! A client's file, `client.toml`: whom to ask, and by which key.

use super::address::Address;
use super::addresses::check_addresses;
use super::cluster::NoSuchNode;
use super::file::{document, load};
use super::id::{ClusterId, NodeId};
use super::key::{Key, KeyEntry, digits};
use super::problem::{FileError, Problem};
use serde::Deserialize;
use std::path::Path;

/// All that a client knows of a cluster. It knows of no roles and no quorums, and has no key of the
/// members: it can ask, and say nothing in a member's name.
#[derive(Clone, Debug)]
pub struct Access {
    pub(in crate::node) cluster: ClusterId,
    pub(in crate::node) key: Key,
    nodes: Vec<Contact>,
}

/// A node, as a client knows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Its number.
    pub id: NodeId,
    /// Where it is heard.
    pub address: Address,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: u32,
    cluster: String,
    id: String,
    key: String,
    #[serde(default)]
    node: Vec<Contact>,
}

impl Access {
    /// Reads a client's file.
    pub fn load(path: &Path) -> Result<Self, FileError> {
        load(path, Self::parse)
    }

    /// Understands the text of a client's file.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let File { _version, cluster, id, key, node: nodes } = document(text)?;
        let cluster = digits("cluster", "", &cluster)?;
        let key = KeyEntry { id, key }.read("")?;
        if nodes.is_empty() {
            return Err(Problem::NoNode);
        }
        check_addresses(nodes.iter().map(|node| (node.id, &node.address)))?;
        Ok(Self { cluster: ClusterId(cluster), key, nodes })
    }

    /// The nodes that can be asked, in the order of the file.
    pub fn nodes(&self) -> &[Contact] {
        &self.nodes
    }

    /// The node of this number.
    pub fn node(&self, id: NodeId) -> Result<&Contact, NoSuchNode> {
        let found = self.nodes.iter().find(|node| node.id == id);
        found.ok_or_else(|| NoSuchNode::new("client", id, self.nodes.iter().map(|node| node.id)))
    }
}
