//! What came of asking.

use crate::client::ClientError;
use crate::node::{Contact, Status};
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
        let since = self.when.checked_sub(status.uptime).unwrap_or(SystemTime::UNIX_EPOCH);
        humantime::format_rfc3339_seconds(since).to_string()
    }
}
