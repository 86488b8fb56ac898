//! Durable before visible, as the system sees it: between a write to the store and its sync, a node
//! sends nothing. Needs `strace`.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use support::{Cluster, wait};

/// The calls that write, sync and send.
const CALLS: &str = "write,writev,pwrite64,pwritev,fsync,fdatasync,sync_file_range,msync,sendto,\
                     sendmsg,sendmmsg";

/// A system call.
#[derive(Clone, Copy)]
struct Call<'a> {
    name: &'a str,
    /// The file of its first argument, as `strace -y` shows it.
    file: &'a str,
    /// Its other arguments.
    others: &'a str,
}

impl Call<'_> {
    /// Whether it writes to the slot of the witness that is never synced. That only ever says what is durable
    /// already, and nothing rests on it: what is lost of it is less to be noticed, and no vote.
    fn is_loose(&self) -> bool {
        let is_write = self.name == "pwrite64" && name(self.file) == "witness";
        is_write && self.others.contains(", 40, 8192")
    }
}

/// When something happens: calls of several threads go side by side.
enum Moment<'a> {
    Begins(Call<'a>),
    Ends(Call<'a>),
}

/// Reads lines such as `17  write(6</data/witness>, "...", 24) = 24`, or two for a call during which
/// another thread has called: `17  fdatasync(6</data/witness> <unfinished ...>` and
/// `17  <... fdatasync resumed>) = 0`.
fn moments(trace: &str) -> Vec<Moment<'_>> {
    let (mut moments, mut unfinished) = (Vec::new(), BTreeMap::new());
    for line in trace.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        if rest.contains(" resumed>") {
            moments.extend(unfinished.remove(thread).map(Moment::Ends));
        } else if let Some(call) = parse(rest.trim_start()) {
            moments.push(Moment::Begins(call));
            if rest.contains("<unfinished ...>") {
                unfinished.insert(thread, call);
            } else {
                moments.push(Moment::Ends(call));
            }
        }
    }
    moments
}

/// A call. To send nothing is no sending: that is how the signals' stream is
/// tried out.
fn parse(call: &str) -> Option<Call<'_>> {
    if call.contains("\"\", 0, MSG_DONTWAIT") {
        return None;
    }
    let (name, arguments) = call.split_once('(')?;
    let (_, file) = arguments.split_once('<')?;
    let (file, others) = file.split_at(file.find(['>', '['])?);
    Some(Call { name, file, others })
}

/// A node under strace, which ends with the test, however that ends.
struct Traced(Child);

impl Drop for Traced {
    fn drop(&mut self) {
        // The node ends with its input; what traces it may be waiting for it.
        drop(self.0.stdin.take());
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts node 1 under strace.
fn start_traced(cluster: &Cluster, trace: &Path) -> Traced {
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-s", "0", "-o"]).arg(trace).arg(format!("--trace={CALLS}"));
    let node = cluster.node_command(1);
    command.arg(node.get_program()).args(node.get_args()).arg("--stop-with-stdin");
    Traced(support::start(command.stdin(Stdio::piped())))
}

/// Ends a traced node, and returns what was traced.
fn stop_traced(mut node: Traced, trace: &Path) -> String {
    drop(node.0.stdin.take());
    assert_eq!(wait(&mut node.0), Some(0));
    std::fs::read_to_string(trace).expect("strace has written it")
}

/// The calls that send, and those on files in the data directory.
fn calls<'a>(trace: &'a str, data: &Path) -> Vec<Moment<'a>> {
    let data = data.canonicalize().expect("it is there").join("");
    let mut moments = moments(trace);
    moments.retain(|moment| {
        let (Moment::Begins(call) | Moment::Ends(call)) = moment;
        call.name.starts_with("send") || call.file.starts_with(&*data.to_string_lossy())
    });
    moments
}

fn is_sending(moment: &Moment<'_>) -> bool {
    matches!(moment, Moment::Begins(call) if call.name.starts_with("send"))
}

/// The syncs that have ended before anything is sent.
fn synced_before_speaking<'a>(moments: &[Moment<'a>]) -> BTreeSet<&'a str> {
    let before = moments.iter().take_while(|moment| !is_sending(moment));
    let synced = before.filter_map(|moment| match moment {
        Moment::Ends(call) if call.name.ends_with("sync") => Some(call.file),
        Moment::Begins(_) | Moment::Ends(_) => None,
    });
    synced.collect()
}

/// The name of a file without its directory.
fn name(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

#[test]
fn nothing_is_sent_between_a_write_to_the_store_and_its_sync() {
    let mut cluster = Cluster::prepare(3);
    let path = cluster.path().join("trace");
    let node = start_traced(&cluster, &path);
    cluster.start_node(2);
    cluster.start_node(3);
    for i in 0..20 {
        let arguments = ["propose", &format!("decree {i}"), "green", "--node=1", "--timeout=20s"];
        support::chosen(&cluster.run(&arguments));
    }
    let trace = stop_traced(node, &path);
    let (mut sent, mut loose, mut unsynced) = (0, 0, BTreeSet::new());
    let mut synced = BTreeMap::new();
    for moment in calls(&trace, &cluster.data(1)) {
        match moment {
            Moment::Begins(call) if call.name.starts_with("send") => {
                sent += 1;
                assert!(unsynced.is_empty(), "sent before {unsynced:?} was synced:\n{trace}");
            }
            Moment::Begins(call) if !call.name.ends_with("sync") => {
                let is_witness = name(call.file) == "witness";
                let is_told_early = is_witness && !unsynced.is_empty();
                assert!(!is_told_early, "told before {unsynced:?} was synced:\n{trace}");
                match call.is_loose() {
                    true => loose += 1,
                    false => drop(unsynced.insert(call.file)),
                }
            }
            Moment::Ends(call) if call.name.ends_with("sync") => {
                unsynced.remove(call.file);
                *synced.entry(name(call.file)).or_insert(0) += 1;
            }
            Moment::Begins(_) | Moment::Ends(_) => {}
        }
    }
    assert!(sent > 50, "{sent} datagrams:\n{trace}");
    assert!(synced.keys().eq(&["0000000001.log", "log", "witness"]), "{trace}");
    // Each commit syncs the log alone, once; the first of the segment the witness, too. Beside that both, and the
    // folder, are synced for what is found at the start, the witness twice, and that at the end.
    let (log, witness) = (synced["0000000001.log"], synced["witness"]);
    assert!(loose >= 20 && (loose + 1..=loose + 3).contains(&log), "{loose}, {log}:\n{trace}");
    assert!(witness <= 4, "{witness}:\n{trace}");
}

#[test]
fn a_node_that_was_killed_writes_and_syncs_what_it_finds_before_it_speaks() {
    // What it finds may be in the memory of the system alone, and if a sync has failed no other
    // brings it to the disk: so it is written once more, the frame before its seal, that before the
    // witness, and in this what it said before what it says now.
    let mut cluster = Cluster::start(3);
    cluster.propose("colour", "green");
    cluster.kill(1);
    let path = cluster.path().join("trace");
    let node = start_traced(&cluster, &path);
    cluster.run(&["learn", "colour", "--node", "1"]);
    let trace = stop_traced(node, &path);
    let calls = calls(&trace, &cluster.data(1));
    let ends =
        calls.iter().take_while(|moment| !is_sending(moment)).filter_map(|moment| match moment {
            Moment::Ends(call) if ["witness", "0000000001.log"].contains(&name(call.file)) => {
                Some((call.name, name(call.file)))
            }
            Moment::Begins(_) | Moment::Ends(_) => None,
        });
    let expected = ["0000000001.log", "0000000001.log", "witness", "witness"]
        .into_iter()
        .flat_map(|file| [("pwrite64", file), ("fdatasync", file)]);
    assert!(ends.take(8).eq(expected), "{trace}");
}

#[test]
fn every_directory_on_the_way_to_the_data_is_synced_before_a_node_speaks() {
    // Else a power loss could take the whole directory away, votes and all, and leave none to miss.
    let cluster = Cluster::prepare(1);
    let path = cluster.path().join("trace");
    let data = cluster.path().join("deep/er/node-1");
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-s", "0", "-o"]).arg(&path).arg(format!("--trace={CALLS}"));
    command.args([support::SYNOD, "node", "--id", "1", "--stop-with-stdin", "--cluster"]);
    command.arg(cluster.file()).arg("--new").arg("--data").arg(&data);
    let node = Traced(support::start(command.stdin(Stdio::piped())));
    cluster.run(&["learn", "colour"]);
    let trace = stop_traced(node, &path);
    let synced = synced_before_speaking(&moments(&trace));
    let synced: BTreeSet<_> = synced.into_iter().map(Path::new).collect();
    let data = data.canonicalize().expect("it is there");
    for dir in data.ancestors().take(4) {
        assert!(synced.contains(dir), "{} is not synced:\n{trace}", dir.display());
    }
}
