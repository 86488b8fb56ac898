//! What nodes say, for a person: a column for each, as many side by side as there is room for.

use super::asked::Asked;
use crate::cli::screen::Screen;
use crate::client::ClientError;
use crate::node::{Directory, NodeId, Status};
use indicatif::HumanCount;
use std::time::Duration;

/// So many columns stand side by side where nobody says how wide the screen is.
const COLUMNS: usize = 4;

/// What is between two columns.
const GAP: &str = "  ";

/// What is said of a node, line by line.
struct Column(Vec<String>);

/// All that was said, and below it what is wrong.
pub(super) fn text(asked: &[Asked]) -> String {
    let labels = labels(asked);
    let columns: Vec<_> = asked.iter().map(|one| column(one, asked)).collect();
    let widest = |column: &Column| column.0.iter().map(|line| line.chars().count()).max();
    let width = columns.iter().filter_map(widest).max().unwrap_or(0);
    let left = labels.iter().map(String::len).max().unwrap_or(0);
    let fit = Screen::new().width().map_or(COLUMNS, |screen| {
        usize::from(screen).saturating_sub(left) / (GAP.len() + width).max(1)
    });
    let block = |columns: &[Column]| {
        // Of what nobody tells, there is no line.
        let told = |row: &usize| columns.iter().any(|column| !column.0[*row].is_empty());
        let lines = (0..labels.len()).filter(told).map(|row| {
            let cells = columns.iter().map(|column| format!("{GAP}{:<width$}", column.0[row]));
            let line = format!("{:<left$}{}", labels[row], cells.collect::<String>());
            line.trim_end().to_owned()
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let mut blocks: Vec<String> = columns.chunks(fit.max(1)).map(block).collect();
    let mut wrong: Vec<_> = asked.iter().filter_map(wrong).collect();
    wrong.extend(asked.iter().flat_map(|one| contradicts(one, asked)));
    if !wrong.is_empty() {
        blocks.push(wrong.join("\n"));
    }
    blocks.join("\n\n")
}

fn labels(asked: &[Asked]) -> Vec<String> {
    let hears = asked.iter().map(|of| format!("hears node {}", of.node.id));
    let first = ["", "address", "answers", "version", "since", "directory"].map(str::to_owned);
    let last = [
        "decrees stored",
        "decrees learned",
        "in memory",
        "requests waiting",
        "commits",
        "half of them in",
        "99 of 100 in",
        "dropped",
    ];
    first.into_iter().chain(hears).chain(last.map(str::to_owned)).collect()
}

fn column(one: &Asked, all: &[Asked]) -> Column {
    let mut lines = vec![format!("node {}", one.node.id), one.node.address.to_string()];
    let Ok(status) = &one.status else {
        lines.push("no".to_owned());
        lines.resize(labels(all).len(), String::new());
        return Column(lines);
    };
    let Status { stored, learned, in_memory, waiting, commits, .. } = *status;
    let count = |number: u64| HumanCount(number).to_string();
    let directory = directory(status);
    lines.extend(["yes".to_owned(), status.version.clone(), one.since(status), directory]);
    lines.extend(all.iter().map(|of| heard(status, one.node.id, of.node.id)));
    lines.extend([stored, learned, in_memory, waiting, commits.count].map(count));
    lines.extend([commits.p50, commits.p99].map(|time| match commits.count {
        0 => String::new(),
        _ => milliseconds(time),
    }));
    let dropped = status.unheard.iter().map(|(why, number)| format!("{} by {why}", count(*number)));
    let dropped = dropped.collect::<Vec<_>>().join(", ");
    lines.push(if dropped.is_empty() { "nothing".to_owned() } else { dropped });
    Column(lines)
}

/// Which data directory a node has: of its name as much as tells it from others.
fn directory(status: &Status) -> String {
    let Directory { incarnation, start } = status.directory;
    let waits = if status.is_admitted { "" } else { ", not admitted" };
    format!("{:.8}, start {start}{waits}", incarnation.to_string())
}

/// When a node was heard by this one; empty of the node itself.
fn heard(status: &Status, by: NodeId, node: NodeId) -> String {
    let Some(peer) = status.peers.iter().find(|peer| peer.node == node) else {
        return if by == node { String::new() } else { "not told".to_owned() };
    };
    let heard = peer.heard.map_or_else(|| "never".to_owned(), |time| format!("{} ago", ago(time)));
    match peer.unheard {
        None => heard,
        Some(why) => format!("{heard}, {why}"),
    }
}

/// A time, as exactly as anybody wants to know it.
fn ago(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        seconds => humantime::format_duration(Duration::from_secs(seconds)).to_string(),
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

/// Whom a node knows by another directory than that one says that it has.
fn contradicts<'a>(one: &'a Asked, all: &'a [Asked]) -> impl Iterator<Item = String> + 'a {
    let peers = one.status.iter().flat_map(|status| &status.peers);
    peers.filter_map(move |peer| {
        let other = all.iter().find(|other| other.node.id == peer.node)?;
        let known = peer.known_by?.incarnation;
        let now = other.status.as_ref().ok()?.directory.incarnation;
        (known != now).then(|| {
            format!(
                "node {}: it knows node {} by data directory {known}, and that one uses {now}",
                one.node.id, peer.node
            )
        })
    })
}

/// Why a node has not answered.
fn wrong(asked: &Asked) -> Option<String> {
    let node = asked.node.id;
    let error = asked.status.as_ref().err()?;
    Some(match error {
        ClientError::NobodyThere { address, .. } => {
            format!("node {node}: nobody is at {address}; it does not run, or has another address")
        }
        ClientError::NoAnswer { timeout, .. } => format!(
            "node {node}: no answer within {}; it does not run, cannot be reached, or its list of clients does \
             not have this one",
            humantime::format_duration(*timeout)
        ),
        error => format!("node {node}: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::{Access, CommitTimes, Incarnation, Peer, local_cluster};
    use std::time::SystemTime;

    /// Two nodes, of which the first knows the second by this directory, and that one has the other.
    fn asked(known: u8, now: u8) -> Vec<Asked> {
        let access = Access::parse(&local_cluster(2, 4701).unwrap().client).unwrap();
        let directory =
            |byte| Directory { incarnation: Incarnation([byte; 16]), start: u64::from(byte) };
        let status = |directory, peers| Status {
            version: "0.1.0".to_owned(),
            uptime: Duration::ZERO,
            directory,
            is_admitted: true,
            peers,
            untold: 0,
            stored: 0,
            learned: 0,
            in_memory: 0,
            waiting: 0,
            unheard: [].into(),
            commits: CommitTimes::default(),
        };
        let peer =
            Peer { node: NodeId(2), known_by: Some(directory(known)), heard: None, unheard: None };
        let told = [status(directory(1), vec![peer]), status(directory(now), Vec::new())];
        let asked = access.nodes().iter().cloned().zip(told).map(|(node, status)| Asked {
            node,
            status: Ok(status),
            when: SystemTime::UNIX_EPOCH,
        });
        asked.collect()
    }

    #[test]
    fn a_directory_that_is_another_than_the_one_that_is_known_is_told() {
        let same = text(&asked(2, 2));
        let line = "directory         01010101, start 1     02020202, start 2\n";
        assert!(same.contains(line) && !same.contains("knows"), "{same}");
        let told = format!(
            "\n\nnode 1: it knows node 2 by data directory {}, and that one uses {}",
            "02".repeat(16),
            "03".repeat(16)
        );
        assert!(text(&asked(2, 3)).ends_with(&told));
    }
}
