//! What an operator is to hear of.

use super::verdict::Doubt;
use crate::node::identity::NodeId;

/// What has happened among the members. The library prints nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Enough others have noted this node's directory, which is new: its acceptor answers from now on.
    Admitted,
    /// Something speaks against another member, which is not heard. Told once in a life.
    Doubted {
        /// The member.
        node: NodeId,
        /// What it is.
        doubt: Doubt,
    },
}
