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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::ClientError;
    use crate::client::asks::page;
    use crate::node::{Answer, Listed};

    /// A page with these decrees, that was asked for after that one.
    fn told(names: &[&str], is_last: bool, after: Option<&str>) -> Result<Page, ClientError> {
        let decrees = names.iter().map(|name| (name.parse().unwrap(), "value".into())).collect();
        let listed = Answer::Listed(Listed { decrees, is_last });
        page(Ok((NodeId(2), listed)), after.map(|name| name.parse().unwrap()).as_ref())
    }

    #[test]
    fn pages_are_put_together_and_come_from_one_node() {
        let mut pages = Pages::at(None);
        assert_eq!(pages.next(), Some((None, None)));
        pages.add(told(&["a", "b"], false, None).unwrap());
        assert_eq!(pages.next(), Some((Some(NodeId(2)), Some(&"b".parse().unwrap()))));
        pages.add(told(&[], true, Some("b")).unwrap());
        assert_eq!(pages.next(), None);
        assert_eq!(pages.into_decrees().len(), 2);
    }

    #[test]
    fn a_page_that_does_not_go_on_is_refused_and_so_no_list_is_without_end() {
        for (names, after) in
            [(&[][..], None), (&[], Some("b")), (&["b"], Some("b")), (&["a"], Some("b"))]
        {
            let refused = told(names, false, after);
            assert!(matches!(refused, Err(ClientError::NoProgress { .. })), "{refused:?}");
        }
        assert!(told(&["c"], false, Some("b")).is_ok());
    }
}
