//! What a node has to say: each event as a sentence, and with its parts for a program.

use super::Failure;
use crate::node::{Event, Found, News, Node, NodeId, Summary, Unheard};
use tracing::{info, warn};

/// It answers HTTP, too.
pub(super) fn tell_http(node: u16, url: &str) {
    info!(event = "http", node, url, "node {node} answers HTTP at {url}");
}

/// It has read certificate and token again, or has kept those that it had.
pub(super) fn tell_secrets(node: u16, failure: Option<&Failure>) {
    match failure {
        None => {
            info!(event = "secrets", node, "node {node} has read certificate and token again");
        }
        Some(error) => warn!(
            event = "secrets", node, %error,
            "node {node} keeps the certificate and the token that it had: {error}"
        ),
    }
}

/// The node takes part.
pub(super) fn tell_ready(node: u16, ready: &Node, cluster: &str) {
    let (address, restored) = (ready.address(), ready.restored());
    info!(
        event = "ready", node, %address, cluster, restored, receive_buffer = ready.room().ok(),
        "node {node} is ready at {address} in cluster {cluster}; decrees restored: {restored}"
    );
}

/// It is new, and these have not noted it yet.
pub(super) fn tell_new(node: u16, has_acceptor: bool, not_yet: &[NodeId]) {
    let not_yet = not_yet.iter().map(NodeId::to_string).collect::<Vec<_>>().join(", ");
    let waits = match has_acceptor {
        true => "its acceptor answers once most of the others have noted it",
        false => "it has no acceptor, and answers at once",
    };
    info!(event = "new", node, not_yet, "node {node} is new: {waits}; not yet: {not_yet}");
}

/// What happens while it runs.
pub(super) fn tell(node: u16, has_acceptor: bool, event: Event) {
    match event {
        Event::Reread(Ok(changes)) => {
            info!(event = "clients", node, %changes, "node {node} has read its clients again; {changes}");
        }
        Event::Reread(Err(error)) => warn!(
            event = "clients", node, %error,
            "node {node} keeps the clients that it had, since their list cannot be used: {error}"
        ),
        Event::Found(found) => tell_found(node, &found),
        Event::News(News::Admitted) => {
            let answers = if has_acceptor { ", and its acceptor answers" } else { "" };
            info!(event = "admitted", node, "node {node} is noted by the others{answers}");
        }
        Event::News(News::Doubted { node: peer, doubt }) => warn!(
            event = "doubted", node, peer = peer.0, %doubt,
            "node {node} does not hear node {peer}: {doubt}; see \"Mistakes that are noticed\" in \
             docs/operating.md"
        ),
        Event::News(News::Unheard { node: peer, why }) => tell_unheard(node, peer.0, why),
        Event::News(News::Heard { node: peer }) => {
            info!(event = "heard", node, peer = peer.0, "node {node} hears node {peer} again");
        }
        Event::Stopping => {}
    }
}

fn tell_found(node: u16, Found { node: peer, address, found }: &Found) {
    let peer = peer.0;
    match found {
        Ok(found) => {
            let at = found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            info!(
                event = "found", node, peer, %address, at,
                "node {node} finds node {peer}, {address}, at {at}"
            );
        }
        Err(error) => warn!(
            event = "not_found", node, peer, %address, %error,
            "node {node} cannot find node {peer}, {address}: {error}; it goes on looking"
        ),
    }
}

/// Nothing of another was heard for a while.
fn tell_unheard(node: u16, peer: u16, why: Option<Unheard>) {
    let reason = why.map(|why| why.to_string());
    let because = match why {
        Some(Unheard::Seal) => {
            "what comes in its name does not open: their cluster files differ in nodes, roles, quorums or key, or \
             somebody else sends it"
        }
        Some(Unheard::Key) => {
            "what comes in its name is sealed with a key that this node does not list: a step in an exchange of keys was \
             skipped, or somebody else sends it"
        }
        Some(Unheard::Cluster) => "from its address come datagrams of another cluster",
        Some(Unheard::Version) => "from its address come datagrams of another version of synod",
        _ => "it does not run, or no datagrams pass between them",
    };
    warn!(
        event = "unheard",
        node, peer, reason, "node {node} has heard nothing of node {peer} for 10 s: {because}"
    );
}

/// It has ended, and this is what it dropped.
pub(super) fn tell_stopped(node: u16, summary: &Summary) {
    let reasons = summary.unheard.iter().map(|(why, count)| format!("{count} by {why}"));
    let unheard = reasons.collect::<Vec<_>>().join(", ");
    let dropped = match unheard.is_empty() {
        true => String::new(),
        false => format!("; datagrams not heard: {unheard}"),
    };
    info!(event = "stopped", node, unheard, "node {node} has stopped{dropped}");
}
