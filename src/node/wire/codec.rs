//! The datagrams of one node.

use super::cipher::Cipher;
use super::content::{Answer, Letter, Numbered, Request};
use super::header::{Header, Kind, MAX_DATAGRAM};
use super::nonce::Nonce;
use super::unheard::Unheard;
use crate::node::identity::{Clients, Cluster, ClusterId, Key, KeyId, NodeId};
use std::collections::BTreeMap;

/// What a node can hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// What another member says.
    Letter {
        /// The member.
        from: NodeId,
        /// What it says.
        letter: Letter,
    },
    /// What a client asks.
    Request {
        /// The client, by its key.
        client: KeyId,
        /// What it asks.
        request: Numbered<Request>,
    },
}

/// Seals what a node says, and opens what it hears. All keys are derived beforehand.
#[derive(Clone)]
pub struct Codec {
    cluster: ClusterId,
    me: NodeId,
    /// The member key that seals.
    sealing: KeyId,
    to_members: BTreeMap<NodeId, Cipher>,
    from_members: BTreeMap<KeyId, BTreeMap<NodeId, Cipher>>,
    clients: BTreeMap<KeyId, ClientCiphers>,
}

#[derive(Clone)]
struct ClientCiphers {
    requests: Cipher,
    answers: Cipher,
}

impl Codec {
    /// The codec of this node.
    pub fn new(cluster: &Cluster, me: NodeId, clients: &Clients) -> Self {
        let others = || cluster.others(me);
        let from =
            |key: &Key| others().map(|id| (id, Cipher::of_members(key, cluster, id, me))).collect();
        let sealing = &cluster.keys()[0];
        let to_members = others().map(|id| (id, Cipher::of_members(sealing, cluster, me, id)));
        let mut codec = Self {
            cluster: cluster.id(),
            me,
            sealing: sealing.id,
            to_members: to_members.collect(),
            from_members: cluster.keys().iter().map(|key| (key.id, from(key))).collect(),
            clients: BTreeMap::new(),
        };
        codec.set_clients(clients);
        codec
    }

    /// Hears and answers these clients from now on, and no others.
    pub fn set_clients(&mut self, clients: &Clients) {
        let ciphers = |key: &Key| ClientCiphers {
            requests: Cipher::of_requests(key, self.cluster, self.me),
            answers: Cipher::of_answers(key, self.cluster, self.me),
        };
        self.clients = clients.keys().map(|key| (key.id, ciphers(key))).collect();
    }

    /// The datagram for a letter to another member; none if there is no such member.
    pub fn letter(&self, to: NodeId, nonce: Nonce, letter: &Letter) -> Option<Vec<u8>> {
        let header = Header { to: to.0, ..self.header(Kind::Letter, self.sealing, nonce) };
        Some(self.to_members.get(&to)?.seal(&header, letter))
    }

    /// From which member a letter says that it comes, whether it does or not.
    pub(in crate::node) fn claims(&self, datagram: &[u8]) -> Option<NodeId> {
        let header = Header::read(datagram, self.cluster).ok()?;
        let from = NodeId(header.from);
        let is_letter = header.kind == Kind::Letter && header.to == self.me.0;
        (is_letter && self.to_members.contains_key(&from)).then_some(from)
    }

    /// The datagram for an answer to a client; none if there is no such client any more, or if it would be longer than
    /// any request.
    pub fn answer(
        &self,
        client: KeyId,
        nonce: Nonce,
        answer: &Numbered<Answer>,
    ) -> Option<Vec<u8>> {
        let header = self.header(Kind::Answer, client, nonce);
        let datagram = self.clients.get(&client)?.answers.seal(&header, answer);
        Some(datagram).filter(|datagram| datagram.len() <= MAX_DATAGRAM)
    }

    /// What is in a datagram, if it is whole and unchanged, for this node, and from whom it says.
    pub fn open(&self, datagram: &[u8]) -> Result<Opened, Unheard> {
        let header = Header::read(datagram, self.cluster)?;
        if header.kind == Kind::Answer || header.to != self.me.0 {
            return Err(Unheard::Receiver);
        }
        if header.kind == Kind::Request {
            let ciphers = self.clients.get(&header.key).ok_or(Unheard::Key)?;
            let request = ciphers.requests.open(&header, datagram)?;
            return Ok(Opened::Request { client: header.key, request });
        }
        let from = NodeId(header.from);
        let members = self.from_members.get(&header.key).ok_or(Unheard::Key)?;
        let letter = members.get(&from).ok_or(Unheard::Sender)?.open(&header, datagram)?;
        Ok(Opened::Letter { from, letter })
    }

    fn header(&self, kind: Kind, key: KeyId, nonce: Nonce) -> Header {
        Header { kind, cluster: self.cluster, key, from: self.me.0, to: 0, nonce }
    }
}
