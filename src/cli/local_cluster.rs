//! The nodes of a cluster as children of this process.

use super::cluster_file::{CLIENT, CLUSTER};
use super::say::{complain, mention};
use super::shell::{program, word};
use super::{Exit, Failure};
use crate::node::{Cluster, NodeId, signals};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// How long a node may take to be ready, and to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// What happens to a running cluster.
enum Event {
    /// A node says that it is ready.
    Ready(String),
    /// A node says something else.
    Line(String),
    /// A node has closed its output: it has ended, or is about to.
    Ended(NodeId),
    /// The user wants an end.
    Stop,
}

/// The nodes that run. Whatever way this goes, they are ended.
struct Nodes(Vec<(NodeId, Child)>);

/// Starts all nodes, perhaps for the first time, and stays until the user wants an end or no node is left.
pub(super) fn run(
    cluster: &Cluster,
    data: &Path,
    may_be_new: bool,
    http: Option<u16>,
) -> Result<Exit, Failure> {
    let file = &data.join(CLUSTER);
    let (sender, events) = channel();
    let mut stop = signals().map_err(Failure::unexpected)?;
    let stopped = sender.clone();
    std::thread::spawn(move || {
        // Whether a byte came or an error, there is an end.
        let _ = stop.read(&mut [0]);
        stopped.send(Event::Stop)
    });
    let mut nodes = Nodes(Vec::new());
    for (member, place) in cluster.members().iter().zip(0..) {
        let mut command = command(member.id, file, &node_dir(data, member.id))?;
        if may_be_new {
            command.arg("--new");
        }
        if let Some(first) = http {
            command.args(["--http", &http_address(first, place)?]);
        }
        nodes.start(member.id, command, &sender)?;
    }
    if !ready(&events, cluster.members().len())? {
        return Ok(Exit::AsExpected);
    }
    explain(&data.join(CLIENT), http);
    supervise(&events, &mut nodes, file, data)
}

/// Where the node at this place among all answers HTTP.
fn http_address(first: u16, place: u16) -> Result<String, Failure> {
    let port = first.checked_add(place).ok_or_else(|| {
        let error = format!("--http {first}: there are not enough ports after it for all nodes");
        Failure::usage(format!("{error}; give a lower one, such as 4801"))
    })?;
    Ok(format!("127.0.0.1:{port}"))
}

fn node_dir(data: &Path, id: NodeId) -> PathBuf {
    data.join(format!("node-{id}"))
}

/// Waits until every node is ready; whether they are, or else the user wants an end.
fn ready(events: &Receiver<Event>, nodes: usize) -> Result<bool, Failure> {
    let deadline = Instant::now() + PATIENCE;
    let mut ready = 0;
    while ready < nodes {
        let left = deadline.saturating_duration_since(Instant::now());
        match events.recv_timeout(left) {
            Ok(Event::Ready(line)) => {
                mention(line);
                ready += 1;
            }
            Ok(Event::Line(line)) => pass_on(&line),
            Ok(Event::Ended(id)) => {
                return Err(Failure::unexpected(format!(
                    "node {id} could not start, so the cluster was ended"
                )));
            }
            Ok(Event::Stop) => return Ok(false),
            Err(_) => {
                return Err(Failure::unexpected(format!(
                    "only {ready} of {nodes} nodes are ready after {PATIENCE:?}, so the cluster \
                     was ended"
                )));
            }
        }
    }
    Ok(true)
}

fn explain(client: &Path, http: Option<u16>) {
    let (program, client) = (program(), word(client));
    let http = http.map_or(String::new(), |port| {
        format!("  curl -X PUT -d green http://localhost:{port}/v1/decrees/colour\n")
    });
    mention(format_args!(
        "\nThe cluster is ready. In another terminal, in this directory:\n\n  \
         {program} propose colour green --client {client}\n  \
         {program} learn colour --client {client}\n{http}\n\
         Ctrl-C ends the cluster; the same command goes on with it."
    ));
}

fn supervise(
    events: &Receiver<Event>,
    nodes: &mut Nodes,
    file: &Path,
    data: &Path,
) -> Result<Exit, Failure> {
    loop {
        match events.recv() {
            Ok(Event::Ready(line) | Event::Line(line)) => pass_on(&line),
            Ok(Event::Ended(id)) => {
                let how = nodes.ended(id);
                let left = nodes.0.len();
                complain(format_args!(
                    "node {id} has ended early ({how}); nodes that are left: {left}. To start it again:\n\n  \
                     {} node --id {id} --cluster {} --data {}\n",
                    program(),
                    word(file),
                    word(&node_dir(data, id))
                ));
                if left == 0 {
                    return Err(Failure::unexpected("no node is left"));
                }
            }
            Ok(Event::Stop) | Err(_) => return Ok(Exit::AsExpected),
        }
    }
}

/// Prints what a node says where this command says it: what goes wrong as a complaint.
fn pass_on(line: &str) {
    match line.starts_with("warning: ") || line.starts_with("error: ") {
        true => complain(line),
        false => mention(line),
    }
}

/// What starts a node.
fn command(id: NodeId, file: &Path, data: &Path) -> Result<Command, Failure> {
    let mut command = Command::new(std::env::current_exe().map_err(Failure::unexpected)?);
    command.args(["node", "--id", &id.to_string(), "--stop-with-stdin", "--cluster"]);
    command.arg(file).arg("--data").arg(data);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    // Whether the cluster is ready is nothing that one of its nodes can tell a service manager.
    command.env_remove("NOTIFY_SOCKET");
    // Ctrl-C reaches this process alone, which then ends the nodes.
    command.process_group(0);
    Ok(command)
}

impl Nodes {
    /// Starts a node, and tells of what it prints.
    fn start(
        &mut self,
        id: NodeId,
        mut command: Command,
        events: &Sender<Event>,
    ) -> Result<(), Failure> {
        let mut child = command
            .spawn()
            .map_err(|e| Failure::unexpected(format!("node {id} cannot be started: {e}")))?;
        let output = child.stderr.take();
        self.0.push((id, child));
        let events = events.clone();
        std::thread::spawn(move || {
            let lines = output.into_iter().flat_map(|output| BufReader::new(output).lines());
            // When nobody is interested any more, nor is this thread.
            for line in lines.map_while(Result::ok) {
                let is_ready = line.starts_with(&format!("node {id} is ready at "));
                events.send(if is_ready { Event::Ready(line) } else { Event::Line(line) })?;
            }
            events.send(Event::Ended(id))
        });
        Ok(())
    }

    /// Forgets a node that has ended, and tells how it did.
    fn ended(&mut self, id: NodeId) -> String {
        let Some(index) = self.0.iter().position(|(node, _)| *node == id) else {
            return "unknown".to_owned();
        };
        let (_, mut child) = self.0.remove(index);
        child.wait().map_or_else(|e| e.to_string(), |status| status.to_string())
    }
}

impl Drop for Nodes {
    /// Closes every node's input, upon which it ends; one that does not is killed.
    fn drop(&mut self) {
        for (_, child) in &mut self.0 {
            drop(child.stdin.take());
        }
        let deadline = Instant::now() + PATIENCE;
        for (_, child) in &mut self.0 {
            while matches!(child.try_wait(), Ok(None)) {
                if Instant::now() > deadline {
                    // It is over in any case, and it may have ended in this very moment.
                    let _ = child.kill();
                    let _ = child.wait();
                    break;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}
