//! What stands before the seal, for everyone to read.

use super::nonce::Nonce;
use super::unheard::Unheard;
use crate::node::identity::{ClusterId, KeyId};

/// The layout's version, in the first byte of every datagram.
pub const VERSION: u8 = 4;

/// No datagram is longer; a longer one is not read.
pub const MAX_DATAGRAM: usize = 1200;

/// How long the header is.
pub(super) const HEADER: usize = 50;

/// How long the tag is, with which a datagram ends.
pub(super) const TAG: usize = 16;

/// How long the content of a datagram may be.
pub(in crate::node) const ROOM: usize = MAX_DATAGRAM - HEADER - TAG;

/// From whom to whom, and so by which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// From member to member.
    Letter,
    /// From a client to a member.
    Request,
    /// From a member to a client.
    Answer,
}

/// All of it is associated data: who changes any of it breaks the seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) kind: Kind,
    pub(super) cluster: ClusterId,
    pub(super) key: KeyId,
    /// The number of the node that sends it; 0 if a client does.
    pub(super) from: u16,
    /// The number of the node that it is for; 0 if it is for a client.
    pub(super) to: u16,
    pub(super) nonce: Nonce,
}

impl Header {
    /// Begins a datagram.
    pub(super) fn write(&self, datagram: &mut Vec<u8>) {
        datagram.extend([VERSION, self.kind as u8]);
        datagram.extend(self.cluster.0);
        datagram.extend(self.key.0);
        datagram.extend(self.from.to_be_bytes());
        datagram.extend(self.to.to_be_bytes());
        datagram.extend(self.nonce);
    }

    /// Reads what a datagram of this cluster begins with.
    pub(super) fn read(datagram: &[u8], cluster: ClusterId) -> Result<Self, Unheard> {
        if !(HEADER + TAG..=MAX_DATAGRAM).contains(&datagram.len()) {
            return Err(Unheard::Length);
        }
        if datagram[0] != VERSION {
            return Err(Unheard::Version);
        }
        let mut rest = &datagram[2..];
        if ClusterId(take(&mut rest)) != cluster {
            return Err(Unheard::Cluster);
        }
        let kind = match datagram[1] {
            0 => Kind::Letter,
            1 => Kind::Request,
            2 => Kind::Answer,
            _ => return Err(Unheard::Malformed),
        };
        // No answer is longer than its request: else whoever replays a short request with another's
        // address as its own has the cluster send that one more than it is sent.
        if kind == Kind::Request && datagram.len() != MAX_DATAGRAM {
            return Err(Unheard::Length);
        }
        Ok(Self {
            kind,
            cluster,
            key: KeyId(take(&mut rest)),
            from: u16::from_be_bytes(take(&mut rest)),
            to: u16::from_be_bytes(take(&mut rest)),
            nonce: take(&mut rest),
        })
    }
}

/// The next bytes, of which there are enough.
fn take<const N: usize>(bytes: &mut &[u8]) -> [u8; N] {
    let (taken, rest) = bytes.split_first_chunk().expect("a header was measured before");
    *bytes = rest;
    *taken
}
