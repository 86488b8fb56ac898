//! A cluster whose nodes answer HTTP.

use super::client::{Reply, connect, request, send};
use super::support::{Cluster, PATIENCE, Talking};
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::{Duration, Instant};

pub(crate) struct Scene {
    pub(crate) cluster: Cluster,
    nodes: Vec<Option<Talking>>,
    addresses: Vec<SocketAddr>,
}

impl Scene {
    /// Starts all nodes, and waits until the acceptor of each answers.
    pub(crate) fn start(nodes: u16) -> Self {
        Self::with(Cluster::prepare(nodes), nodes, &[])
    }

    /// The same with other options.
    pub(crate) fn with(cluster: Cluster, nodes: u16, options: &[&str]) -> Self {
        let mut scene = Self { cluster, nodes: Vec::new(), addresses: Vec::new() };
        for id in 1..=nodes {
            let node = scene.begin(id, options);
            scene.nodes.push(Some(node));
        }
        for node in scene.nodes.iter().flatten() {
            let line = node.says("answers HTTP at http");
            let (_, address) = line.split_once("://").expect("an address");
            scene.addresses.push(address.parse().expect("an address"));
        }
        for node in scene.nodes.iter().flatten().filter(|_| nodes > 1) {
            node.says("is noted by the others");
        }
        scene
    }

    fn begin(&self, id: u16, options: &[&str]) -> Talking {
        let mut command = self.cluster.node_command(id);
        let address =
            if options.contains(&"--http") { &[][..] } else { &["--http", "127.0.0.1:0"] };
        Talking::start(command.args(address).args(options))
    }

    /// Where a node answers HTTP.
    pub(crate) fn address(&self, node: u16) -> SocketAddr {
        self.addresses[usize::from(node) - 1]
    }

    /// A node that runs.
    pub(crate) fn node(&self, node: u16) -> &Talking {
        self.nodes[usize::from(node) - 1].as_ref().expect("it runs")
    }

    /// Kills a node as a crash would.
    pub(crate) fn kill(&mut self, node: u16) {
        self.nodes[usize::from(node) - 1] = None;
    }

    /// Asks a node with these headers.
    pub(crate) fn ask(
        &self,
        node: u16,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Reply {
        let address = self.address(node);
        let request = request(&address.to_string(), method, path, headers, body.as_bytes());
        send(connect(address), &request)
    }

    pub(crate) fn get(&self, node: u16, path: &str) -> Reply {
        self.ask(node, "GET", path, &[], "")
    }

    pub(crate) fn put(&self, node: u16, path: &str, value: &str) -> Reply {
        self.ask(node, "PUT", path, &[], value)
    }

    /// One of a node's metrics.
    pub(crate) fn metric(&self, node: u16, name: &str) -> Option<f64> {
        metric(&self.get(node, "/metrics"), name)
    }

    /// How many requests wait at a node.
    pub(crate) fn waiting(&self, node: u16) -> u64 {
        let status = self.get(node, "/v1/status").json();
        status["nodes"][0]["status"]["clients_waiting"].as_u64().expect("a number")
    }
}

/// One of the metrics that were told, with its labels.
pub(crate) fn metric<T: FromStr>(told: &Reply, name: &str) -> Option<T> {
    let line = told.body.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.map(|value| value.parse().ok().expect("a number"))
}

/// Waits until it is so.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "it is never so: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
