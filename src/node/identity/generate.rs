//! New files, with comments that explain them.

use super::access::Contact;
use super::address::Address;
use super::addresses::{check_addresses, check_members};
use super::clients::{Clients, check_name};
use super::cluster::Cluster;
use super::id::{ClusterId, KeyId, NodeId};
use super::key::Key;
use super::problem::{Problem, VERSION};
use crate::node::random::{NoRandomness, random};
use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddr};

/// The name of the client that a new cluster has.
const FIRST: &str = "first";

/// The texts of the three files of a new cluster.
pub struct LocalCluster {
    /// Of the members' file.
    pub cluster: String,
    /// Of the members' list of clients.
    pub clients: String,
    /// Of the file of the one client that is listed.
    pub client: String,
}

/// A cluster of so many nodes on this machine, at consecutive ports, with a new random id, a key of
/// its members, and one client.
pub fn local_cluster(nodes: u16, base_port: u16) -> Result<LocalCluster, GenerateError> {
    let nodes = (0..nodes)
        .map(|index| {
            let port = base_port.checked_add(index)?;
            Some(SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into())
        })
        .collect::<Option<Vec<_>>>()
        .ok_or(GenerateError::Ports { nodes, base_port })?;
    cluster_at(nodes, None)
}

/// A cluster with a node at each of these addresses, numbered from 1, with a new random id, a key of its members, and one
/// client. Where each listens can be said for all of them, as for containers.
pub fn cluster_at(
    addresses: Vec<Address>,
    listen: Option<SocketAddr>,
) -> Result<LocalCluster, GenerateError> {
    let numbered = (1..).map(NodeId).zip(addresses);
    let nodes: Vec<_> = numbered.map(|(id, address)| Contact { id, address }).collect();
    check_addresses(nodes.iter().map(|node| (node.id, &node.address)))?;
    let places = nodes.iter().map(|node| (node.id, &node.address, listen));
    check_members(&places.collect::<Vec<_>>())?;
    let id = ClusterId(random()?);
    let client = Key::random(&[])?;
    Ok(LocalCluster {
        cluster: cluster_text(id, &Key::random(&[])?, &nodes, listen),
        clients: format!("{}{}", clients_text(), client_entry(FIRST, &client)),
        client: client_text(id, FIRST, &client, &nodes),
    })
}

/// What a new client needs: its entry in the list of clients, and its own file.
pub struct NewClient {
    /// What is to be added to the list.
    pub entry: String,
    /// The text of its file.
    pub file: String,
}

impl NewClient {
    /// A client of this name with a new key.
    pub fn new(cluster: &Cluster, clients: &Clients, name: &str) -> Result<Self, GenerateError> {
        check_name(name)?;
        if clients.has(name) {
            return Err(Problem::DuplicateClient { name: name.to_owned() }.into());
        }
        let taken: Vec<KeyId> = clients.keys().map(Key::id).collect();
        let key = Key::random(&taken)?;
        let members = cluster.members().iter();
        let nodes: Vec<_> =
            members.map(|m| Contact { id: m.id, address: m.address.clone() }).collect();
        let file = client_text(cluster.id(), name, &key, &nodes);
        Ok(Self { entry: client_entry(name, &key), file })
    }
}

fn cluster_text(id: ClusterId, key: &Key, nodes: &[Contact], listen: Option<SocketAddr>) -> String {
    format!(
        "# A synod cluster, as its members know it. Every node reads a copy of this file, and no client\n\
         # needs it.\n\
         version = {VERSION}\n\
         \n\
         # Tells this cluster from every other; made at random, never to be used for a second one.\n\
         cluster = \"{id}\"\n\
         \n\
         # Without this line a quorum is a majority. Sizes of one's own must still meet: prepare +\n\
         # accept > acceptors.\n\
         # quorums = {{ prepare = 2, accept = 2 }}\n\
         \n\
         # Whoever knows this key is a member, and can vote. Keep the file to the nodes. The first key\n\
         # seals what they say to each other, and all that are listed open it, so that a key can be\n\
         # exchanged node by node.\n\
         [[key]]\n\
         {}\n\
         # The nodes. Addresses may change between two starts. Ids, roles, order and quorums may not:\n\
         # promises and votes mean nothing among other members, so the nodes then refuse to start.\n\
         # A node has all three roles unless it says, say, roles = [\"proposer\", \"learner\"].\n\
         # An address is an IP address or a name, by which all others reach the node; with, say,\n\
         # listen = \"0.0.0.0:4701\" the node itself is heard elsewhere, as in a container.\n\
         {}",
        key.lines(),
        node_entries(nodes, listen)
    )
}

fn clients_text() -> String {
    format!(
        "# Who may ask this cluster. Every node has a copy of this file, and reads it again upon SIGHUP.\n\
         # `synod cluster add-client NAME` adds one; whose entry is removed is heard no more.\n\
         version = {VERSION}\n"
    )
}

fn client_entry(name: &str, key: &Key) -> String {
    format!("\n[[client]]\nname = \"{name}\"\n{}", key.lines())
}

fn client_text(id: ClusterId, name: &str, key: &Key, nodes: &[Contact]) -> String {
    format!(
        "# How client {name} asks a synod cluster. Whoever knows this key can ask in its name, and read\n\
         # and forge the answers to it: keep the file to those who may, and who trust each other.\n\
         version = {VERSION}\n\
         cluster = \"{id}\"\n\
         \n\
         {}\n\
         # The nodes that can be asked, in this order.\n\
         {}",
        key.lines(),
        node_entries(nodes, None)
    )
}

fn node_entries(nodes: &[Contact], listen: Option<SocketAddr>) -> String {
    let listen = listen.map(|address| format!("listen = \"{address}\"\n")).unwrap_or_default();
    nodes.iter().fold(String::new(), |mut text, Contact { id, address }| {
        let between = if text.is_empty() { "" } else { "\n" };
        write!(text, "{between}[[node]]\nid = {id}\naddress = \"{address}\"\n{listen}")
            .expect("a string takes all that is written to it");
        text
    })
}

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// There are not so many ports.
    #[error("{nodes} ports from {base_port} on go beyond 65535; choose a lower base port")]
    Ports {
        /// How many nodes were asked for.
        nodes: u16,
        /// The port of the first.
        base_port: u16,
    },
    /// The name of a new client is taken, or is none; or nodes at these addresses could not talk.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The system gave no random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}
