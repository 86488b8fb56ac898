//! Why a datagram is not heard.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a datagram was dropped. Nobody is told but the operator of the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Unheard {
    /// Too short or too long to be one of ours, or a request that is not padded.
    Length,
    /// Another version of the layout.
    Version,
    /// Another cluster's.
    Cluster,
    /// Sealed with a key that is not listed: of a revoked client, or of a member that is behind in an
    /// exchange of keys.
    Key,
    /// The seal does not verify: damaged, of a stranger, or of a member with another idea of the
    /// cluster.
    Seal,
    /// Its kind is unknown; or the seal verifies, and yet nothing can be made of the content.
    Malformed,
    /// It is for nobody here.
    Receiver,
    /// It is from no member, or from one that does not host the actor that it names.
    Sender,
    /// Its sender has not introduced itself, or not since its last start.
    Introduction,
    /// It is of an earlier start of its sender, or of another copy of its sender's directory.
    Life,
}

impl fmt::Display for Unheard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "length",
            Self::Version => "version",
            Self::Cluster => "cluster",
            Self::Key => "key",
            Self::Seal => "seal",
            Self::Malformed => "form",
            Self::Receiver => "receiver",
            Self::Sender => "sender",
            Self::Introduction => "introduction",
            Self::Life => "start",
        })
    }
}
