//! The processes, and what is done to them.

use super::bit::FlippedBit;
use super::schedule::{End, Mistake, NODES};
use super::support::{SYNOD, init, says, start_telling, write_private};
use fastrand::Rng;
use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

/// So often is a node killed between two backups.
const BACKUP_EVERY: u64 = 8;

/// After so many rounds the others have noted a node in a life after its backup.
const OUTLIVED: u64 = 2;

/// What a node says by its exit code if others know that its directory is not what it was.
const DISOWNED: i32 = 4;

/// The exit code of a node that could not go on, such as when its disk is full.
const FAILED: i32 = 1;

/// Those of one that cannot use its data directory.
const DAMAGED: [i32; 2] = [1, 2];

/// So many KiB can be written to a nearly full disk, beside what is in the log.
const ROOM: u64 = 24;

/// And the first frame of a segment stands behind so many, without which no node starts.
const SEALS: u64 = 128;

/// What was done to nodes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    /// Kills.
    pub(crate) kills: u64,
    /// Stops.
    pub(crate) stops: u64,
    /// Starts upon a disk that is nearly full.
    pub(crate) filled: u64,
    /// Of these, the ones that ended for that reason before they were killed.
    pub(crate) was_full: u64,
    /// Starts with a flipped bit in the directory.
    pub(crate) flipped: u64,
    /// Of these, the ones that refused to start, or to go on.
    pub(crate) was_damaged: u64,
    /// Starts upon an emptied directory.
    pub(crate) emptied: u64,
    /// Starts upon an older copy.
    pub(crate) restored: u64,
    /// Of those upon a wrong directory, the ones that were told so by others before they were killed.
    pub(crate) disowned: u64,
    /// Starts of a clone beside a node.
    pub(crate) cloned: u64,
    /// Of these, the ones that were told so by others before they were killed.
    pub(crate) clones_told: u64,
}

/// A node.
struct Node {
    child: Child,
    /// How often it was killed.
    kills: u64,
    /// Whether it may end by itself: it runs upon a directory that is not its own, or upon a full disk.
    may_end: bool,
    /// How many rounds were over when its last backup was made.
    backed_up: Option<u64>,
    /// The bit of its directory that is wrong now.
    bit: Option<FlippedBit>,
    /// Who runs beside it, upon a copy of its directory.
    clone: Option<Child>,
}

/// The processes of a cluster. They are killed when this is dropped.
pub(crate) struct Nodes {
    dir: PathBuf,
    all: Vec<Node>,
    pub(crate) tally: Tally,
    /// How many rounds are over, at the end of which all were well.
    pub(crate) calms: u64,
    /// What should not have happened.
    pub(crate) problems: Vec<String>,
    /// Their ports, so that no other test takes them.
    _ports: Vec<TcpListener>,
}

/// Where the nodes are.
pub(crate) struct Places {
    /// What is known to all.
    pub(crate) fronts: Vec<UdpSocket>,
    /// Where they listen.
    pub(crate) listen: Vec<SocketAddr>,
    ports: Vec<TcpListener>,
}

/// Writes the files of a cluster whose nodes are known at other addresses than where they listen.
pub(crate) fn files(dir: &Path) -> Places {
    let file = dir.join("cluster.toml");
    let ports = init(&file, u16::try_from(NODES.len()).expect("few nodes"));
    let listen: Vec<SocketAddr> =
        ports.iter().map(|port| port.local_addr().expect("it is bound")).collect();
    let front = |_| UdpSocket::bind("127.0.0.1:0").expect("a socket");
    let fronts: Vec<UdpSocket> = listen.iter().map(front).collect();
    for (name, line) in [("cluster.toml", true), ("client.toml", false)] {
        let path = dir.join(name);
        let mut text = fs::read_to_string(&path).expect("readable");
        for (listen, front) in listen.iter().zip(&fronts) {
            let front = front.local_addr().expect("it is bound");
            let listens = if line { format!("\nlisten = \"{listen}\"") } else { String::new() };
            text = text.replace(&format!("\"{listen}\""), &format!("\"{front}\"{listens}"));
        }
        write_private(&path, &text);
    }
    let text = fs::read_to_string(dir.join("cluster.toml")).expect("readable");
    for (id, listen) in NODES.iter().zip(&listen) {
        // Another machine, which has nobody's address.
        let elsewhere = SocketAddr::from(([127, 0, 0, 2], listen.port()));
        let text =
            text.replace(&format!("listen = \"{listen}\""), &format!("listen = \"{elsewhere}\""));
        write_private(&dir.join(format!("clone-{id}.toml")), &text);
    }
    Places { fronts, listen, ports }
}

impl Nodes {
    /// Starts all for the first time, and waits until each is noted by the others.
    pub(crate) fn start(dir: &Path, ports: Places) -> Self {
        let start = |id| {
            let (child, told) = start_telling(command(dir, id, "node").arg("--new"));
            (
                Node { child, kills: 0, may_end: false, backed_up: None, bit: None, clone: None },
                told,
            )
        };
        let (nodes, told): (Vec<_>, Vec<_>) = NODES.into_iter().map(start).unzip();
        let nodes = Self {
            dir: dir.to_owned(),
            all: nodes,
            tally: Tally::default(),
            calms: 0,
            problems: Vec::new(),
            _ports: ports.ports,
        };
        for lines in &told {
            says(lines, "is noted by the others");
        }
        nodes
    }

    /// The logs of what they did; not of what was done upon wrong directories, which must not have been heard.
    pub(crate) fn logs(&self) -> Vec<PathBuf> {
        NODES.iter().map(|id| self.dir.join(format!("node-{id}.log"))).collect()
    }

    fn node(&mut self, id: End) -> &mut Node {
        &mut self.all[usize::from(id) - 1]
    }

    /// The data directory of a node, or another one beside it.
    fn data(&self, id: End, what: &str) -> PathBuf {
        self.dir.join(format!("node-{id}{what}"))
    }

    /// Kills a node, and makes a backup of its directory now and then.
    pub(crate) fn kill(&mut self, id: End) {
        self.tally.kills += 1;
        self.end(id);
        let node = self.node(id);
        node.kills += 1;
        if node.kills % BACKUP_EVERY == 1 {
            let backup = self.data(id, ".backup");
            remove(&backup);
            copy(&self.data(id, ""), &backup);
            self.node(id).backed_up = Some(self.calms);
        }
    }

    /// Ends the process of a node; returns how it had ended by itself, if it had. One that runs upon its own directory
    /// has no reason to.
    fn end(&mut self, id: End) -> Option<ExitStatus> {
        let node = self.node(id);
        let ended = node.child.try_wait().expect("it is a child");
        // It may have ended by itself; then there is nothing to do.
        let _ = node.child.kill();
        node.child.wait().expect("it ends");
        if let Some(status) = ended.filter(|_| !node.may_end) {
            self.problems.push(format!("node {id} ended by itself, {status}; see node-{id}.err"));
        }
        ended
    }

    /// Ends the process of a node that might end by itself, with one of these codes alone; returns whether it had. What it said is
    /// in a file of this name.
    fn end_of(&mut self, id: End, codes: &[i32], upon: &str, name: &str) -> bool {
        let ended = self.end(id).map(|status| status.code());
        self.node(id).may_end = false;
        let is_one = |code: &Option<i32>| code.is_some_and(|code| codes.contains(&code));
        if let Some(other) = ended.filter(|ended| !is_one(ended)) {
            self.problems.push(format!(
                "node {id} ended with code {other:?} upon {upon}; see {name}-{id}.err"
            ));
        }
        ended.is_some_and(|ended| is_one(&ended))
    }

    /// Starts a node that was killed.
    pub(crate) fn start_node(&mut self, id: End) {
        let child = command(&self.dir, id, "node").spawn().expect("it starts");
        self.node(id).child = child;
    }

    /// Kills a node, and starts it so that it can write a little more to its log, and then nothing.
    pub(crate) fn fill(&mut self, id: End) {
        self.tally.filled += 1;
        self.end(id);
        let log = self.dir.join(format!("node-{id}.log"));
        let length = fs::metadata(&log).expect("it has a log").len();
        let room = ((length / 1024).max(SEALS) + ROOM).to_string();
        let node = command(&self.dir, id, "node");
        // Without the signal a write fails beyond the limit, as it does upon a full disk.
        let mut limited = Command::new("bash");
        limited.args(["-c", r#"trap "" XFSZ; ulimit -f "$0"; exec "$@""#, &room]);
        limited.arg(node.get_program()).args(node.get_args());
        limited.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said(&self.dir, id, "full"));
        let node = self.node(id);
        node.child = limited.spawn().expect("it starts");
        node.may_end = true;
    }

    /// Gives a node room again, and starts it.
    pub(crate) fn empty(&mut self, id: End) {
        let has_ended = self.end_of(id, &[FAILED], "a full disk", "full");
        self.tally.was_full += u64::from(has_ended);
        self.start_node(id);
    }

    /// Kills a node, and starts it with a flipped bit in its directory.
    pub(crate) fn flip(&mut self, id: End, which: u64) {
        self.tally.flipped += 1;
        self.end(id);
        let bit = FlippedBit::in_directory(&self.data(id, ""), &mut Rng::with_seed(which));
        let mut command = command(&self.dir, id, "node");
        command.stderr(said(&self.dir, id, "damaged"));
        let node = self.node(id);
        node.child = command.spawn().expect("it starts");
        (node.bit, node.may_end) = (Some(bit), true);
    }

    /// Starts a node whose disk gives back again what was written.
    pub(crate) fn flip_back(&mut self, id: End) {
        let has_ended = self.end_of(id, &DAMAGED, "a flipped bit", "damaged");
        self.tally.was_damaged += u64::from(has_ended);
        if let Some(bit) = self.node(id).bit.take() {
            bit.flip_back();
        }
        self.start_node(id);
    }

    /// Sends a signal.
    fn signal(&mut self, id: End, signal: &str) {
        let pid = self.node(id).child.id().to_string();
        // One that has ended by itself gets none, and is told of when it is to be killed.
        let _ = Command::new("kill").args([signal, &pid]).stderr(Stdio::null()).status();
    }

    /// Stops a node.
    pub(crate) fn stop(&mut self, id: End) {
        self.tally.stops += 1;
        self.signal(id, "-STOP");
    }

    /// Lets a node go on.
    pub(crate) fn go_on(&mut self, id: End) {
        self.signal(id, "-CONT");
    }

    /// Kills a node, and starts it upon a directory that is not its own, or beside a clone.
    pub(crate) fn mistake(&mut self, id: End, mistake: Mistake) {
        self.end(id);
        if mistake == Mistake::Cloned {
            return self.clone(id);
        }
        let (data, backup) = (self.data(id, ""), self.data(id, ".backup"));
        fs::rename(&data, self.data(id, ".own")).expect("it can be moved");
        let mut command = command(&self.dir, id, "wrong");
        if mistake == Mistake::Restored && backup.exists() {
            self.tally.restored += 1;
            copy(&backup, &data);
        } else {
            self.tally.emptied += 1;
            command.arg("--new");
        }
        let node = self.node(id);
        node.child = command.spawn().expect("it starts");
        node.may_end = true;
    }

    /// Starts a node that was killed, and a clone of it as it was at its last backup, on a machine with another
    /// address. By now the others have noted the node in a later life: so nobody may hear a word of the clone, and the node
    /// goes on. (A clone of a life that is not outlived may be noted in the place of the node, or by some of the
    /// others; then the node has to stay out for good, as the docs say, and there would be no recovery.)
    fn clone(&mut self, id: End) {
        self.start_node(id);
        let (backup, data) = (self.data(id, ".backup"), self.data(id, ".clone"));
        let backed_up = self.node(id).backed_up;
        if backed_up.is_none_or(|calms| self.calms < calms + OUTLIVED) {
            return;
        }
        self.tally.cloned += 1;
        remove(&data);
        copy(&backup, &data);
        // It is of the clone before, whose directory is gone. The first has none.
        let _ = fs::remove_file(self.dir.join(format!("clone-{id}.log")));
        let file = self.dir.join(format!("clone-{id}.toml"));
        let clone = run(&self.dir, id, "clone", &file, &data).spawn().expect("it starts");
        self.node(id).clone = Some(clone);
    }

    /// Ends a clone, which may have been told that it is one.
    fn end_clone(&mut self, id: End) {
        let Some(mut clone) = self.node(id).clone.take() else { return };
        let ended = clone.try_wait().expect("it is a child").map(|status| status.code());
        // It may have ended by itself; then there is nothing to do.
        let _ = clone.kill();
        clone.wait().expect("it ends");
        self.tally.clones_told += u64::from(ended == Some(Some(DISOWNED)));
        if let Some(other) = ended.filter(|ended| *ended != Some(DISOWNED)) {
            self.problems.push(format!("a clone ended with code {other:?}; see clone-{id}.err"));
        }
    }

    /// Gives a node its own directory again, and starts it; or ends its clone.
    pub(crate) fn mend(&mut self, id: End) {
        let own = self.data(id, ".own");
        if !own.exists() {
            return self.end_clone(id);
        }
        let has_ended = self.end_of(id, &[DISOWNED], "a wrong directory", "wrong");
        self.tally.disowned += u64::from(has_ended);
        let data = self.data(id, "");
        remove(&data);
        fs::rename(own, &data).expect("it can be moved");
        // Its log is of a life that must have left no trace; the next one has a log of its own.
        let number = self.tally.emptied + self.tally.restored;
        let log = self.dir.join(format!("wrong-{id}.log"));
        // It may have ended before it wrote one.
        let _ = fs::rename(&log, log.with_extension(format!("log.{number}")));
        self.start_node(id);
    }

    /// Ends all nodes, of which each must still run.
    pub(crate) fn end_all(&mut self) {
        for id in NODES {
            self.end(id);
        }
    }
}

impl Drop for Nodes {
    fn drop(&mut self) {
        for node in &mut self.all {
            // It may have ended; then there is nothing to do.
            for child in [&mut node.child].into_iter().chain(&mut node.clone) {
                let _ = child.kill();
                let _ = child.wait();
            }
        }
    }
}

/// The command that runs a node, and keeps what it does and says in files of this name.
fn command(dir: &Path, id: End, name: &str) -> Command {
    run(dir, id, name, &dir.join("cluster.toml"), &dir.join(format!("node-{id}")))
}

/// The same with this cluster file and this data directory.
fn run(dir: &Path, id: End, name: &str, file: &Path, data: &Path) -> Command {
    let mut command = Command::new(SYNOD);
    command.args(["node", "--id", &id.to_string(), "--cluster"]).arg(file).arg("--data").arg(data);
    command.arg("--log").arg(dir.join(format!("{name}-{id}.log")));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said(dir, id, name));
    command
}

/// The file for what a node says.
fn said(dir: &Path, id: End, name: &str) -> File {
    let path = dir.join(format!("{name}-{id}.err"));
    File::options().create(true).append(true).open(path).expect("it can be made")
}

/// Copies a directory.
fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().expect("cp").success());
}

/// Removes a directory, if it is there.
fn remove(dir: &Path) {
    if dir.exists() {
        fs::remove_dir_all(dir).expect("it can be removed");
    }
}
