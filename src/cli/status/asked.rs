//! What came of asking.

use crate::client::ClientError;
use crate::node::{Contact, NodeStatus, Status, since};
use std::time::SystemTime;

/// What came of asking a node.
pub(super) struct Asked {
    pub(super) node: Contact,
    pub(super) status: Result<Status, ClientError>,
    /// When that was.
    pub(super) when: SystemTime,
}

impl Asked {
    /// When the node was started, by this machine's clock.
    pub(super) fn since(&self, status: &Status) -> String {
        since(status, self.when)
    }

    /// The same for a program.
    pub(super) fn entry(&self) -> NodeStatus {
        match &self.status {
            Ok(status) => NodeStatus::told(&self.node, status, self.when),
            Err(error) => NodeStatus::silent(&self.node, Some(error)),
        }
    }
}
