//! A new cluster file, with comments that explain it.

use super::hex;
use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddr};

/// The text of a cluster file for so many nodes on this machine, at consecutive ports, with a new
/// random id and key. None if the ports run out.
pub fn local_cluster(nodes: u16, base_port: u16) -> Result<String, GenerateError> {
    let id = hex::encode(&random::<16>()?);
    let key = hex::encode(&random::<32>()?);
    let mut text = format!(
        "# A synod cluster. Every node and every client reads a copy of this file.\n\
         version = 1\n\
         \n\
         # Tells this cluster from every other; made at random, never to be used for a second one.\n\
         cluster = \"{id}\"\n\
         \n\
         # Whoever knows this key can take part. Keep the file to those who may.\n\
         key = \"{key}\"\n\
         \n\
         # Without this line a quorum is a majority. Sizes of one's own must still meet: prepare +\n\
         # accept > acceptors.\n\
         # quorums = {{ prepare = 2, accept = 2 }}\n\
         \n\
         # The nodes. Addresses may change between two starts. Ids, roles, order and quorums may not:\n\
         # promises and votes mean nothing among other members, so the nodes then refuse to start.\n\
         # A node has all three roles unless it says, say, roles = [\"proposer\", \"learner\"].\n"
    );
    for index in 0..nodes {
        let port = base_port.checked_add(index).ok_or(GenerateError::Ports { nodes, base_port })?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        write!(text, "\n[[node]]\nid = {}\naddress = \"{address}\"\n", index + 1)
            .expect("a string takes all that is written to it");
    }
    Ok(text)
}

/// Bytes that nobody can guess.
pub(super) fn random<const N: usize>() -> Result<[u8; N], GenerateError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| GenerateError::NoRandomness(e.to_string()))?;
    Ok(bytes)
}

/// Why no cluster file could be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GenerateError {
    /// There are not so many ports.
    #[error("{nodes} ports from {base_port} on go beyond 65535; choose a lower base port")]
    Ports {
        /// How many nodes were asked for.
        nodes: u16,
        /// The port of the first.
        base_port: u16,
    },
    /// The system gave no random bytes.
    #[error("the system gives no random bytes: {0}")]
    NoRandomness(String),
}
