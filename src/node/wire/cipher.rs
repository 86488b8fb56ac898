//! Seals, each of which is for one direction.

use super::header::{HEADER, Header, Kind, MAX_DATAGRAM, TAG};
use super::unheard::Unheard;
use crate::node::identity::{Cluster, ClusterId, Key, NodeId};
use chacha20poly1305::{AeadInOut, KeyInit, Tag, XChaCha20Poly1305};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What seals and opens what one says to another, and nothing that the other says.
#[derive(Clone)]
pub(super) struct Cipher(XChaCha20Poly1305);

impl Cipher {
    /// For what one member says to another. Whoever has the key but another idea of the members seals
    /// differently, and is not heard.
    pub(super) fn of_members(key: &Key, cluster: &Cluster, from: NodeId, to: NodeId) -> Self {
        let parts = [&cluster.constitution()[..], &from.0.to_be_bytes(), &to.0.to_be_bytes()];
        Self::derive("synod 2026 from member to member", key, cluster.id(), &parts)
    }

    /// For what a client says to a member.
    pub(super) fn of_requests(key: &Key, cluster: ClusterId, to: NodeId) -> Self {
        let to = to.0.to_be_bytes();
        Self::derive("synod 2026 from client to member", key, cluster, &[&to])
    }

    /// For what a member says to a client.
    pub(super) fn of_answers(key: &Key, cluster: ClusterId, from: NodeId) -> Self {
        let from = from.0.to_be_bytes();
        Self::derive("synod 2026 from member to client", key, cluster, &[&from])
    }

    /// Each part has one length in each context, so that none can be taken for another.
    fn derive(context: &str, key: &Key, cluster: ClusterId, parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(context);
        hasher.update(&key.secret).update(&cluster.0);
        for part in parts {
            hasher.update(part);
        }
        Self(XChaCha20Poly1305::new(hasher.finalize().as_bytes().into()))
    }

    /// The datagram with this header and content.
    pub(super) fn seal(&self, header: &Header, content: &impl Serialize) -> Vec<u8> {
        let mut begun = Vec::with_capacity(MAX_DATAGRAM);
        header.write(&mut begun);
        let mut datagram =
            postcard::to_extend(content, begun).expect("texts, numbers and enums have an encoding");
        if header.kind == Kind::Request {
            datagram.resize(datagram.len().max(MAX_DATAGRAM - TAG), 0);
        }
        let (head, content) = datagram.split_at_mut(HEADER);
        let tag = self.0.encrypt_inout_detached(&header.nonce.into(), head, content.into());
        datagram.extend(tag.expect("a datagram is shorter than what can be sealed at once"));
        datagram
    }

    /// The content of a datagram with this header, if it is as it was sealed.
    pub(super) fn open<T: DeserializeOwned>(
        &self,
        header: &Header,
        datagram: &[u8],
    ) -> Result<T, Unheard> {
        let (head, rest) = datagram.split_at(HEADER);
        let (sealed, tag) = rest.split_last_chunk::<TAG>().ok_or(Unheard::Length)?;
        let mut room = [0; MAX_DATAGRAM];
        let content = &mut room[..sealed.len()];
        content.copy_from_slice(sealed);
        self.0
            .decrypt_inout_detached(
                &header.nonce.into(),
                head,
                (&mut *content).into(),
                &Tag::from(*tag),
            )
            .map_err(|_| Unheard::Seal)?;
        match postcard::take_from_bytes(content) {
            Ok((content, [])) => Ok(content),
            Ok((content, padding)) if header.kind == Kind::Request && is_zero(padding) => {
                Ok(content)
            }
            _ => Err(Unheard::Malformed),
        }
    }
}

fn is_zero(padding: &[u8]) -> bool {
    padding.iter().all(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::super::content::{Letter, Numbered, Request};
    use super::*;
    use crate::node::identity::KeyId;

    fn header(kind: Kind) -> Header {
        let (cluster, key, nonce) = (ClusterId([7; 16]), KeyId([8; 4]), [9; 24]);
        Header { kind, cluster, key, from: 2, to: 1, nonce }
    }

    /// Opens a datagram whose seal is right, whatever is in it, as a member could make by mistake.
    fn opened<T: DeserializeOwned>(kind: Kind, content: &[u8]) -> Result<T, Unheard> {
        let cipher = Cipher(XChaCha20Poly1305::new(&[3; 32].into()));
        let header = header(kind);
        let mut datagram = Vec::new();
        header.write(&mut datagram);
        let mut content = content.to_vec();
        let nonce = header.nonce.into();
        let tag = cipher.0.encrypt_inout_detached(&nonce, &datagram, (&mut content[..]).into());
        datagram.extend(content);
        datagram.extend(tag.unwrap());
        cipher.open(&header, &datagram)
    }

    #[test]
    fn content_that_makes_no_sense_is_dropped_even_from_a_member() {
        let letter = |content: &[u8]| opened::<Letter>(Kind::Letter, content);
        // Start, random and commits, and then that it is messages, and one.
        let (life, query) = ([1, 2, 3, 0, 1], [1, b'c', 4, 3, 1]);
        let message = |message: &[u8]| letter(&[&life, message].concat());
        assert!(message(&query).is_ok());
        let long = [&[129, 1], &[b'c'; 129][..], &query[2..]].concat();
        for content in [
            &query[..4],
            &[&query[..], &[0]].concat(),
            &[1, 0xff, 4, 3, 1],
            &[0, 4, 3, 1],
            &long,
            &[1, b'c', 4, 3, 2],
            &[],
        ] {
            assert_eq!(message(content), Err(Unheard::Malformed), "{content:?}");
        }
        for content in [&query[..], &[&[1, 2, 3, 3], &query[..]].concat(), &[]] {
            assert_eq!(letter(content), Err(Unheard::Malformed), "{content:?}");
        }
    }

    #[test]
    fn after_a_request_there_are_zeros_and_nothing_else() {
        let request = |padding: &[u8]| {
            let content = [&[5, 0, 1, b'c', 1][..], padding].concat();
            opened::<Numbered<Request>>(Kind::Request, &content)
        };
        assert!(request(&[]).is_ok());
        assert!(request(&[0; 1000]).is_ok());
        assert_eq!(request(&[0, 0, 1]), Err(Unheard::Malformed));
    }
}
