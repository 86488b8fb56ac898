//! What came of asking.

use crate::client::ClientError;
use crate::node::{Contact, Status};
use std::time::{Duration, SystemTime};

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
        since(self.when, status.uptime)
    }
}

/// A clock that is not set may be near 1970, before which no time can be written.
fn since(when: SystemTime, uptime: Duration) -> String {
    let since = when.checked_sub(uptime).unwrap_or(SystemTime::UNIX_EPOCH);
    humantime::format_rfc3339_seconds(since.max(SystemTime::UNIX_EPOCH)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_not_set_is_no_reason_to_end() {
        let hour = Duration::from_secs(3600);
        let when = SystemTime::UNIX_EPOCH + hour;
        for uptime in [hour, 2 * hour, Duration::MAX] {
            assert_eq!(since(when, uptime), "1970-01-01T00:00:00Z");
        }
        assert_eq!(since(when, Duration::ZERO), "1970-01-01T01:00:00Z");
    }
}
