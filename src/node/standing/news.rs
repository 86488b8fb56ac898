//! What an operator is to hear of.

use super::verdict::Doubt;
use crate::node::identity::NodeId;
use crate::node::wire::Unheard;

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
    /// Nothing of another member was heard for ten seconds. Told once, and once more for each reason that shows;
    /// and again after it was heard in between.
    Unheard {
        /// The member.
        node: NodeId,
        /// Why what comes in its name is not heard, if something comes. Anybody can send that.
        why: Option<Unheard>,
    },
    /// A member of which that was told is heard again.
    Heard {
        /// The member.
        node: NodeId,
    },
}
