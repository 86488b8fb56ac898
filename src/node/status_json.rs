//! What nodes say of themselves, as a document for a program: `docs/schemas/status.json` is its schema.

use super::identity::Contact;
use super::wire::{Directory, Status};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::time::{Duration, SystemTime};

/// How nodes are.
#[derive(Debug, Serialize)]
pub struct StatusDocument {
    version: u32,
    nodes: Vec<NodeStatus>,
}

/// What came of asking one node.
#[derive(Debug, Serialize)]
pub struct NodeStatus {
    node: u16,
    address: String,
    reachable: bool,
    error: Option<String>,
    status: Option<Told>,
}

#[derive(Debug, Serialize)]
struct Told {
    version: String,
    since: String,
    uptime_ms: u128,
    directory: String,
    start: u64,
    admitted: bool,
    hears: Vec<Hears>,
    hears_untold: u16,
    decrees: Decrees,
    clients_waiting: u64,
    dropped: BTreeMap<String, u64>,
    commits: Commits,
}

#[derive(Debug, Serialize)]
struct Hears {
    node: u16,
    directory: Option<String>,
    start: Option<u64>,
    ms_ago: Option<u128>,
    drops: Option<String>,
}

#[derive(Debug, Serialize)]
struct Decrees {
    stored: u64,
    learned: u64,
    in_memory: u64,
}

#[derive(Debug, Serialize)]
struct Commits {
    count: u64,
    p50_us: u128,
    p99_us: u128,
}

impl StatusDocument {
    /// A document of these.
    pub fn of(nodes: impl IntoIterator<Item = NodeStatus>) -> Self {
        Self { version: 1, nodes: nodes.into_iter().collect() }
    }
}

impl NodeStatus {
    /// It has answered, at this time.
    pub fn told(node: &Contact, status: &Status, when: SystemTime) -> Self {
        let status = Some(Told::new(since(status, when), status));
        Self { reachable: true, status, ..Self::silent(node, None) }
    }

    /// It has not answered.
    pub fn silent(node: &Contact, why: Option<&dyn Display>) -> Self {
        Self {
            node: node.id.0,
            address: node.address.to_string(),
            reachable: false,
            error: why.map(ToString::to_string),
            status: None,
        }
    }
}

/// When a node was started that says this at this time, by the clock of who asks. One that is not set may be near
/// 1970, before which no time can be written.
pub fn since(status: &Status, when: SystemTime) -> String {
    started(when, status.uptime)
}

fn started(when: SystemTime, uptime: Duration) -> String {
    let since = when.checked_sub(uptime).unwrap_or(SystemTime::UNIX_EPOCH);
    humantime::format_rfc3339_seconds(since.max(SystemTime::UNIX_EPOCH)).to_string()
}

impl Told {
    fn new(since: String, status: &Status) -> Self {
        let hears = status.peers.iter().map(|peer| Hears {
            node: peer.node.0,
            directory: peer.known_by.map(|known| known.incarnation.to_string()),
            start: peer.known_by.map(|known| known.start),
            ms_ago: peer.heard.map(|ago| ago.as_millis()),
            drops: peer.unheard.map(|why| why.to_string()),
        });
        let Status { directory, is_admitted, stored, learned, in_memory, commits, .. } = *status;
        let Directory { incarnation, start } = directory;
        Self {
            version: status.version.clone(),
            since,
            uptime_ms: status.uptime.as_millis(),
            directory: incarnation.to_string(),
            start,
            admitted: is_admitted,
            hears: hears.collect(),
            hears_untold: status.untold,
            decrees: Decrees { stored, learned, in_memory },
            clients_waiting: status.waiting,
            dropped: status.unheard.iter().map(|(why, count)| (why.to_string(), *count)).collect(),
            commits: Commits {
                count: commits.count,
                p50_us: commits.p50.as_micros(),
                p99_us: commits.p99.as_micros(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_not_set_is_no_reason_to_end() {
        let hour = Duration::from_secs(3600);
        let when = SystemTime::UNIX_EPOCH + hour;
        for uptime in [hour, 2 * hour, Duration::MAX] {
            assert_eq!(started(when, uptime), "1970-01-01T00:00:00Z");
        }
        assert_eq!(started(when, Duration::ZERO), "1970-01-01T01:00:00Z");
    }
}
