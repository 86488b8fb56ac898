//! What nodes say, for a program.

use super::asked::Asked;
use crate::cli::exit::Failure;
use crate::node::Status;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Document {
    version: u32,
    nodes: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    node: u16,
    address: String,
    reachable: bool,
    error: Option<String>,
    status: Option<Told>,
}

#[derive(Serialize)]
struct Told {
    version: String,
    since: String,
    uptime_ms: u128,
    hears: Vec<Hears>,
    hears_untold: u16,
    decrees: Decrees,
    clients_waiting: u64,
    dropped: BTreeMap<String, u64>,
    commits: Commits,
}

#[derive(Serialize)]
struct Hears {
    node: u16,
    ms_ago: Option<u128>,
    drops: Option<String>,
}

#[derive(Serialize)]
struct Decrees {
    stored: u64,
    learned: u64,
    in_memory: u64,
}

#[derive(Serialize)]
struct Commits {
    count: u64,
    p50_us: u128,
    p99_us: u128,
}

/// One JSON document of all that was said.
pub(super) fn document(asked: &[Asked]) -> Result<String, Failure> {
    let nodes = asked.iter().map(|asked| Entry {
        node: asked.node.id.0,
        address: asked.node.address.to_string(),
        reachable: asked.status.is_ok(),
        error: asked.status.as_ref().err().map(ToString::to_string),
        status: asked.status.as_ref().ok().map(|status| told(asked.since(status), status)),
    });
    let document = Document { version: 1, nodes: nodes.collect() };
    serde_json::to_string_pretty(&document).map_err(Failure::unexpected)
}

fn told(since: String, status: &Status) -> Told {
    let hears = status.peers.iter().map(|peer| Hears {
        node: peer.node.0,
        ms_ago: peer.heard.map(|ago| ago.as_millis()),
        drops: peer.unheard.map(|why| why.to_string()),
    });
    let Status { stored, learned, in_memory, commits, .. } = *status;
    Told {
        version: status.version.clone(),
        since,
        uptime_ms: status.uptime.as_millis(),
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
