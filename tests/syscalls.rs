//! Durable before visible, as the system sees it: between a write to the store and its sync, a node
//! sends nothing. Needs `strace`.

mod support;

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use support::{Cluster, SYNOD, wait};

/// One system call of the thread that sends.
struct Call<'a> {
    name: &'a str,
    /// The file of its first argument, as `strace -y` shows it.
    file: &'a str,
}

/// Reads a line such as `17  write(6</data/seal>, "...", 24) = 24`.
fn parse(line: &str) -> Option<(&str, Call<'_>)> {
    let (thread, rest) = line.split_once(' ')?;
    let (name, arguments) = rest.trim_start().split_once('(')?;
    let (_, file) = arguments.split_once('<')?;
    let file = file.split(['>', '[']).next()?;
    Some((thread, Call { name, file }))
}

#[test]
fn nothing_is_sent_between_a_write_to_the_store_and_its_sync() {
    let mut cluster = Cluster::prepare(3);
    let trace = cluster.path().join("trace");
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-s", "0", "-o"]).arg(&trace);
    command.arg("--trace=write,writev,pwrite64,pwritev,fsync,fdatasync,sync_file_range,msync,sendto,sendmsg,sendmmsg");
    command.args([SYNOD, "node", "--id=1", "--stop-with-stdin", "--cluster"]).arg(cluster.file());
    command.arg("--data").arg(cluster.data(1)).stdin(Stdio::piped());
    let mut node = support::start(&mut command);
    cluster.start_node(2);
    cluster.start_node(3);
    for i in 0..10 {
        cluster.propose(&format!("decree {i}"), "green");
    }
    drop(node.stdin.take());
    assert_eq!(wait(&mut node), Some(0));

    let trace = std::fs::read_to_string(trace).expect("strace has written it");
    let calls: Vec<_> = trace.lines().filter_map(parse).collect();
    let (sender, _) =
        calls.iter().find(|(_, call)| call.name == "sendto").expect("the node has sent");
    let data = cluster.data(1).canonicalize().expect("it is there").join("");
    let mut unsynced = BTreeSet::new();
    let (mut sent, mut synced) = (0, BTreeSet::new());
    for (thread, Call { name, file }) in &calls {
        if thread != sender {
            continue;
        }
        match *name {
            "sendto" | "sendmsg" | "sendmmsg" => {
                sent += 1;
                assert!(unsynced.is_empty(), "sent before {unsynced:?} was synced:\n{trace}");
            }
            _ if !file.starts_with(&*data.to_string_lossy()) => {}
            "fsync" | "fdatasync" => {
                unsynced.remove(file);
                synced.insert(file.rsplit('/').next());
            }
            _ => {
                unsynced.insert(file);
            }
        }
    }
    assert!(sent > 50, "{sent} datagrams:\n{trace}");
    assert_eq!(synced, BTreeSet::from([Some("0.jnl"), Some("seal")]), "journal and seal");
}
