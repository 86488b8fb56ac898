//! Seals, made by what src/node/wire/mod.rs says of them, for contents that no node would seal.

use chacha20poly1305::{AeadInOut, KeyInit, Tag, XChaCha20Poly1305};
use synod::node::{Cluster, MAX_DATAGRAM, NodeId};

/// Where the content begins, and how long the tag is after it.
const HEADER: usize = 50;
const TAG: usize = 16;

/// Whose datagrams are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// A member's, for another.
    Member(NodeId, NodeId),
    /// A client's, for a member.
    Request(NodeId),
    /// A member's, for a client.
    Answer(NodeId),
}

/// What seals datagrams of one kind.
pub(crate) struct Sealer(XChaCha20Poly1305);

impl Sealer {
    /// By the key of the members or of the client.
    pub(crate) fn new(of: Of, cluster: &Cluster, key: &[u8]) -> Self {
        let (context, parts) = match of {
            Of::Member(from, to) => (
                "synod 2026 from member to member",
                [&cluster.constitution()[..], &from.0.to_be_bytes(), &to.0.to_be_bytes()].concat(),
            ),
            Of::Request(to) => ("synod 2026 from client to member", to.0.to_be_bytes().to_vec()),
            Of::Answer(from) => ("synod 2026 from member to client", from.0.to_be_bytes().to_vec()),
        };
        let mut hasher = blake3::Hasher::new_derive_key(context);
        hasher.update(key).update(&cluster.id().0).update(&parts);
        Self(XChaCha20Poly1305::new(hasher.finalize().as_bytes().into()))
    }

    /// What stands in a datagram, without what is after it in requests.
    pub(crate) fn open(&self, datagram: &[u8]) -> Vec<u8> {
        let (head, rest) = datagram.split_at(HEADER);
        let (sealed, tag) = rest.split_last_chunk::<TAG>().expect("it has a tag");
        let nonce: [u8; 24] = head[HEADER - 24..].try_into().expect("24 bytes");
        let mut content = sealed.to_vec();
        let opened = self.0.decrypt_inout_detached(
            &nonce.into(),
            head,
            (&mut content[..]).into(),
            &Tag::from(*tag),
        );
        opened.expect("the seal is as it is documented");
        content
    }

    /// A datagram with the head of that one and this content, as much of it as fits.
    pub(crate) fn seal(&self, like: &[u8], content: &[u8]) -> Vec<u8> {
        let mut datagram = like[..HEADER].to_vec();
        let nonce: [u8; 24] = like[HEADER - 24..HEADER].try_into().expect("24 bytes");
        let mut content = content[..content.len().min(MAX_DATAGRAM - HEADER - TAG)].to_vec();
        if datagram[1] == 1 {
            content.resize(MAX_DATAGRAM - HEADER - TAG, 0);
        }
        let tag =
            self.0.encrypt_inout_detached(&nonce.into(), &datagram, (&mut content[..]).into());
        datagram.extend(content);
        datagram.extend(tag.expect("it is short"));
        datagram
    }
}
