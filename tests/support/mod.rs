//! Clusters of real processes, each in a directory and on ports of its own.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]
#![allow(dead_code, reason = "each test file uses a part of this")]

pub(crate) mod models;
pub(crate) mod questions;
pub(crate) mod tla;
pub(crate) mod walk;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The program under test.
pub(crate) const SYNOD: &str = env!("CARGO_BIN_EXE_synod");

/// Nothing here takes so long unless it hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A cluster, some of whose nodes run.
pub(crate) struct Cluster {
    dir: TempDir,
    nodes: Vec<Option<Child>>,
    /// Its ports, so that no other test takes them.
    _ports: Vec<TcpListener>,
}

impl Cluster {
    /// Makes a cluster, starts all its nodes, and waits until the acceptor of each answers.
    pub(crate) fn start(nodes: u16) -> Self {
        let mut cluster = Self::prepare(nodes);
        let started = (1..=nodes).map(|id| start_telling(&mut cluster.node_command(id)));
        let (children, told): (Vec<_>, Vec<_>) = started.unzip();
        cluster.nodes = children.into_iter().map(Some).collect();
        for lines in told.iter().filter(|_| nodes > 1) {
            says(lines, "is noted by the others");
        }
        cluster
    }

    /// Makes a cluster, and starts no node.
    pub(crate) fn prepare(nodes: u16) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let ports = init(&dir.path().join("cluster.toml"), nodes);
        Self { dir, nodes: (0..nodes).map(|_| None).collect(), _ports: ports }
    }

    /// Where everything of it is.
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The cluster file.
    pub(crate) fn file(&self) -> PathBuf {
        self.path().join("cluster.toml")
    }

    /// The data directory of a node.
    pub(crate) fn data(&self, id: u16) -> PathBuf {
        self.path().join(format!("node-{id}"))
    }

    /// The command that runs a node. Of one that has no directory yet it is said that it is new.
    pub(crate) fn node_command(&self, id: u16) -> Command {
        let mut command = Command::new(SYNOD);
        command.args(["node", "--id", &id.to_string(), "--cluster"]).arg(self.file());
        command.arg("--data").arg(self.data(id)).stdin(Stdio::null());
        if fs::read_dir(self.data(id)).map_or(true, |mut entries| entries.next().is_none()) {
            command.arg("--new");
        }
        command
    }

    /// Starts a node, and waits until it is ready.
    pub(crate) fn start_node(&mut self, id: u16) {
        let child = start(&mut self.node_command(id));
        self.nodes[usize::from(id) - 1] = Some(child);
    }

    /// Kills a node as a crash would.
    pub(crate) fn kill(&mut self, id: u16) {
        let mut child = self.nodes[usize::from(id) - 1].take().expect("it runs");
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
    }

    /// Asks a node to end, and waits until it has; returns its exit code.
    pub(crate) fn stop(&mut self, id: u16, signal: &str) -> Option<i32> {
        let mut child = self.nodes[usize::from(id) - 1].take().expect("it runs");
        let pid = child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().expect("kill").success());
        wait(&mut child)
    }

    /// The members' list of clients.
    pub(crate) fn clients_file(&self) -> PathBuf {
        self.path().join("clients.toml")
    }

    /// The file of the client that the cluster has from the beginning.
    pub(crate) fn client_file(&self) -> PathBuf {
        self.path().join("client.toml")
    }

    /// The command of this client.
    pub(crate) fn client(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(SYNOD);
        command.args(arguments).arg("--client").arg(self.client_file());
        command
    }

    /// Runs a client to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.client(arguments).output().expect("it runs")
    }

    /// Proposes, and returns what is chosen.
    pub(crate) fn propose(&self, decree: &str, value: &str) -> String {
        chosen(&self.run(&["propose", decree, value, "--timeout=20s"]))
    }

    /// Asks, and returns what is chosen.
    pub(crate) fn learn(&self, decree: &str) -> String {
        chosen(&self.run(&["learn", decree]))
    }

    /// Asks one node, and returns what is chosen.
    pub(crate) fn learn_at(&self, decree: &str, node: u16) -> String {
        chosen(&self.run(&["learn", decree, "--node", &node.to_string()]))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for child in self.nodes.iter_mut().flatten() {
            // It may have ended by itself; then there is nothing to do.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A node, and all that it says, in either way.
pub(crate) struct Talking {
    child: Child,
    lines: Receiver<String>,
}

impl Talking {
    /// Starts a node, and waits until it is ready.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let (sender, lines) = channel();
        let (out, err) = (child.stdout.take(), child.stderr.take());
        pass_on(out.expect("it is piped"), sender.clone());
        pass_on(err.expect("it is piped"), sender);
        let node = Self { child, lines };
        node.says("is ready at");
        node
    }

    /// Waits until it says this, and returns the line.
    pub(crate) fn says(&self, what: &str) -> String {
        says(&self.lines, what)
    }

    /// Waits until it has ended by itself; returns its exit code, and what it had to say.
    pub(crate) fn ended(&mut self) -> (Option<i32>, String) {
        let code = wait(&mut self.child);
        (code, self.lines.iter().collect::<Vec<_>>().join("\n"))
    }

    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().expect("kill").success());
    }

    /// Has it end, and returns its last words.
    pub(crate) fn stop(self) -> String {
        self.signal("-TERM");
        self.says("has stopped")
    }
}

impl Drop for Talking {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Hands on all lines, as they come.
pub(crate) fn pass_on(from: impl Read + Send + 'static, to: Sender<String>) {
    std::thread::spawn(move || {
        BufReader::new(from).lines().map_while(Result::ok).for_each(|line| drop(to.send(line)));
    });
}

/// Writes the files of a cluster, beside this cluster file, with ports that are free, and below those that
/// systems give out, so that they are still free when a node starts again. Nodes use these ports for UDP; that they are taken for TCP
/// as long as what is returned is held tells other tests to choose others.
#[must_use]
pub(crate) fn init(path: &Path, nodes: u16) -> Vec<TcpListener> {
    let mut texts = synod::node::local_cluster(nodes, 1).expect("random bytes");
    let mut held = Vec::new();
    for (node, (port, taken)) in (1..=nodes).zip(free_ports()) {
        for text in [&mut texts.cluster, &mut texts.client] {
            *text =
                text.replace(&format!("\"127.0.0.1:{node}\""), &format!("\"127.0.0.1:{port}\""));
        }
        held.push(taken);
    }
    write_private(path, &texts.cluster);
    write_private(&path.with_file_name("clients.toml"), &texts.clients);
    write_private(&path.with_file_name("client.toml"), &texts.client);
    held
}

/// Ports that are free, each with what keeps other tests from taking it.
pub(crate) fn free_ports() -> impl Iterator<Item = (u16, TcpListener)> {
    let ports = (0..).map(|_| fastrand::u16(20_000..32_000));
    ports.filter_map(|port| {
        let taken = TcpListener::bind(("127.0.0.1", port)).ok()?;
        UdpSocket::bind(("127.0.0.1", port)).ok().map(|_| (port, taken))
    })
}

/// Writes a file that is its owner's alone, as those with keys should be.
pub(crate) fn write_private(path: &Path, text: &str) {
    let options = &mut File::options();
    let file = options.create(true).write(true).truncate(true).mode(0o600).open(path);
    file.expect("it can be made").write_all(text.as_bytes()).expect("it can be written");
}

/// Starts a node, and waits until it says that it is ready.
pub(crate) fn start(command: &mut Command) -> Child {
    start_telling(command).0
}

/// Starts a node, waits until it says that it is ready, and hands on what it says then.
pub(crate) fn start_telling(command: &mut Command) -> (Child, Receiver<String>) {
    let mut child = command.stderr(Stdio::piped()).spawn().expect("it starts");
    let (sender, lines) = channel();
    // All of it is read, whoever listens, so that the node never writes into a closed pipe.
    pass_on(child.stderr.take().expect("it is piped"), sender);
    says(&lines, "is ready at");
    (child, lines)
}

/// Waits until this is said, and returns the line.
pub(crate) fn says(lines: &Receiver<String>, what: &str) -> String {
    loop {
        let line = lines.recv_timeout(PATIENCE);
        let line = line.unwrap_or_else(|e| panic!("nobody says {what:?}: {e}"));
        if line.contains(what) {
            return line;
        }
    }
}

/// Starts a whole cluster, and waits until it says how to use it.
pub(crate) fn start_cluster(command: &mut Command) -> Child {
    let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let ready = lines.by_ref().map_while(Result::ok).any(|line| line.starts_with("The cluster is"));
    assert!(ready, "it ended before it was ready");
    std::thread::spawn(move || lines.for_each(drop));
    child
}

/// Waits until a process has ended; returns its exit code.
pub(crate) fn wait(child: &mut Child) -> Option<i32> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().expect("it is a child") {
            return status.code();
        }
        assert!(Instant::now() < deadline, "it does not end");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What a client that succeeded has printed.
pub(crate) fn chosen(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    stdout(output).trim_end().to_owned()
}

/// What it printed.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What it complained of.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
