//! Lists, page by page.

use crate::node::{Decree, NodeId};
use crate::paxos::Value;

/// Some of the decrees whose value a node has learned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The node that says so. Others know other decrees: the pages of one list are one node's.
    pub node: NodeId,
    /// Names and values, in the order of the names.
    pub decrees: Vec<(Decree, Value)>,
    /// Whether the node knows of none after them.
    pub is_last: bool,
}

impl Page {
    /// The name after which the next page begins; none if this is the last.
    pub fn next(&self) -> Option<&Decree> {
        let last = self.decrees.last().map(|(decree, _)| decree);
        last.filter(|_| !self.is_last)
    }
}
