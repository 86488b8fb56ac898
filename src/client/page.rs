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

/// A list that is read page by page, all from one node.
#[derive(Default)]
pub(super) struct Pages {
    node: Option<NodeId>,
    decrees: Vec<(Decree, Value)>,
    is_complete: bool,
}

impl Pages {
    /// None yet; they are to come from this node, or from the first that answers.
    pub(super) fn at(node: Option<NodeId>) -> Self {
        Self { node, ..Self::default() }
    }

    /// Whom to ask for the next page, and after which name it begins; none if there is no more.
    pub(super) fn next(&self) -> Option<(Option<NodeId>, Option<&Decree>)> {
        let after = self.decrees.last().map(|(decree, _)| decree);
        (!self.is_complete).then_some((self.node, after))
    }

    /// The next page, which has been verified to go on.
    pub(super) fn add(&mut self, page: Page) {
        (self.node, self.is_complete) = (Some(page.node), page.is_last);
        self.decrees.extend(page.decrees);
    }

    /// All that they hold.
    pub(super) fn into_decrees(self) -> Vec<(Decree, Value)> {
        self.decrees
    }
}
