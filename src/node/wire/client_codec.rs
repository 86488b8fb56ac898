//! The datagrams of one client.

use super::cipher::Cipher;
use super::content::{Answer, Numbered, Request};
use super::header::{Header, Kind};
use super::nonce::Nonce;
use super::unheard::Unheard;
use crate::node::identity::{Access, ClusterId, KeyId, NodeId};
use std::collections::BTreeMap;

/// Seals what a client asks, and opens what it is answered.
#[derive(Clone)]
pub struct ClientCodec {
    cluster: ClusterId,
    key: KeyId,
    nodes: BTreeMap<NodeId, NodeCiphers>,
}

#[derive(Clone)]
struct NodeCiphers {
    requests: Cipher,
    answers: Cipher,
}

impl ClientCodec {
    /// The codec of this client.
    pub fn new(access: &Access) -> Self {
        let Access { cluster, key, .. } = access;
        let ciphers = |id| NodeCiphers {
            requests: Cipher::of_requests(key, *cluster, id),
            answers: Cipher::of_answers(key, *cluster, id),
        };
        let nodes = access.nodes().iter().map(|node| (node.id, ciphers(node.id)));
        Self { cluster: *cluster, key: key.id, nodes: nodes.collect() }
    }

    /// The datagram for a request to a node, which is as long as any can be; none if the client knows
    /// of no such node.
    pub fn request(
        &self,
        to: NodeId,
        nonce: Nonce,
        request: &Numbered<Request>,
    ) -> Option<Vec<u8>> {
        let (kind, key) = (Kind::Request, self.key);
        let header = Header { kind, cluster: self.cluster, key, from: 0, to: to.0, nonce };
        Some(self.nodes.get(&to)?.requests.seal(&header, request))
    }

    /// The answer in a datagram, if it is whole and unchanged, for this client, and who gives it.
    pub fn open(&self, datagram: &[u8]) -> Result<(NodeId, Numbered<Answer>), Unheard> {
        let header = Header::read(datagram, self.cluster)?;
        if header.kind != Kind::Answer {
            return Err(Unheard::Receiver);
        }
        if header.key != self.key {
            return Err(Unheard::Key);
        }
        let from = NodeId(header.from);
        let ciphers = self.nodes.get(&from).ok_or(Unheard::Sender)?;
        Ok((from, ciphers.answers.open(&header, datagram)?))
    }
}
