//! Mistakes of operators that could undo what was chosen, each with real processes: they are noticed, and
//! nobody is told another value. docs/operating.md lists them all.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
use support::{Cluster, SYNOD, Talking, chosen, stderr, stdout, write_private};

/// Copies a data directory.
fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().expect("cp").success());
}

/// Nodes 1 and 2 answer `green`, without node 3, which knows them.
fn green_without_node_3() -> Cluster {
    let mut cluster = Cluster::start(3);
    cluster.kill(3);
    assert_eq!(cluster.propose("colour", "green"), "green");
    cluster
}

/// That nobody is told anything but `green`, whoever is asked and whatever is proposed.
fn nobody_answers_red(cluster: &Cluster) {
    for how in [&["propose", "colour", "red"][..], &["learn", "colour"]] {
        let output = cluster.run(&[how, &["--timeout=1500ms"]].concat());
        assert!(output.status.code() == Some(1) || chosen(&output) == "green", "{output:?}");
    }
}

/// That it ends, and says this.
fn ends(node: &mut Talking, says: &[&str]) {
    let (code, said) = node.ended();
    assert_eq!(code, Some(4), "to start it again changes nothing: {said}");
    for part in says {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
}

#[test]
fn an_emptied_directory() {
    let mut cluster = green_without_node_3();
    cluster.kill(1);
    cluster.kill(2);
    // The volume of node 2 is not mounted.
    let data = cluster.data(2);
    fs::rename(&data, cluster.path().join("volume")).expect("it can be moved");
    let mut plain = Command::new(SYNOD);
    plain.args(["node", "--id=2", "--cluster"]).arg(cluster.file()).arg("--data").arg(&data);
    for reason in
        ["node-2: this data directory is not there", "node-2: this data directory is empty"]
    {
        let output = plain.output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let said = stderr(&output);
        let remedies = ["its volume is not mounted", "--new", "A lost directory"];
        assert!(said.contains(reason) && remedies.iter().all(|it| said.contains(it)), "{said}");
        if !data.exists() {
            fs::create_dir(&data).expect("a directory");
        }
    }
    // Its unit file has the word that lets it begin anew. As long as it is alone nobody can know better.
    let mut emptied = Talking::start(plain.arg("--new"));
    emptied.says("not yet: 1, 3");
    let status = cluster.run(&["status", "--node=2", "--timeout=20s"]);
    assert!(stdout(&status).contains(", start 1, not admitted\n"), "{status:?}");
    nobody_answers_red(&cluster);
    let knows = Talking::start(&mut cluster.node_command(3));
    ends(&mut emptied, &["node-2: node 3 knows better", "another than the one", "is mounted"]);
    knows.says("node 3 does not hear node 2: it was known by data directory");
    nobody_answers_red(&cluster);
    // With its own directory it goes on, and with `--new` too.
    fs::remove_dir_all(&data).expect("it is there");
    fs::rename(cluster.path().join("volume"), &data).expect("it can be moved");
    let _node = Talking::start(&mut plain);
    assert_eq!(cluster.propose("colour", "red"), "green");
}

#[test]
fn a_restored_backup() {
    let mut cluster = Cluster::start(3);
    assert_eq!(cluster.stop(2, "-TERM"), Some(0));
    copy(&cluster.data(2), &cluster.path().join("backup"));
    cluster.start_node(2);
    cluster.kill(3);
    assert_eq!(cluster.propose("colour", "green"), "green");
    cluster.kill(2);
    fs::remove_dir_all(cluster.data(2)).expect("it is there");
    copy(&cluster.path().join("backup"), &cluster.data(2));
    // Node 1 has heard its vote. That starting it once more changes nothing is the point of the second time.
    for _ in 0..2 {
        let mut restored = Talking::start(&mut cluster.node_command(2));
        ends(&mut restored, &["node-2: node 1 knows better", "copy", "the copy that ran last"]);
    }
    cluster.start_node(3);
    assert_eq!(cluster.propose("colour", "red"), "green");
}

#[test]
fn a_clone() {
    let mut cluster = Cluster::start(3);
    assert_eq!(cluster.stop(2, "-TERM"), Some(0));
    let clone = cluster.path().join("clone");
    copy(&cluster.data(2), &clone);
    cluster.kill(1);
    let knows = Talking::start(&mut cluster.node_command(1));
    let original = Talking::start(&mut cluster.node_command(2));
    // Without node 3 it is needed: so node 1 has heard of what it has voted.
    cluster.kill(3);
    assert_eq!(cluster.propose("colour", "green"), "green");
    // The clone has another address, in a cluster file of its own.
    let text = fs::read_to_string(cluster.file()).expect("readable");
    let node_2 = text.find("id = 2\n").expect("it is there");
    let moved =
        format!("{}{}", &text[..node_2], text[node_2..].replacen("127.0.0.1", "127.0.0.2", 1));
    let file = cluster.path().join("moved.toml");
    write_private(&file, &moved);
    for time in 0..2 {
        let mut command = Command::new(SYNOD);
        command.args(["node", "--id=2", "--cluster"]).arg(&file).arg("--data").arg(&clone);
        let mut started = Talking::start(&mut command);
        ends(&mut started, &["clone: node 1 knows better", "the copy that ran last"]);
        if time == 0 {
            knows.says("node 1 does not hear node 2: two copies of its data directory");
        }
    }
    // The original is not in the way of itself.
    assert_eq!(cluster.propose("shape", "round"), "round");
    assert!(original.stop().contains("node 2 has stopped"));
}
