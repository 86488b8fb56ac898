//! What cannot be done is refused with one message that says what is wrong and what to do.

mod support;

use std::fs;
use std::net::UdpSocket;
use std::path::Path;
use std::process::{Command, Output};
use support::{Cluster, SYNOD, stderr, stdout};

/// The command fails with this code, and says all of this, in one message.
#[track_caller]
fn refused(output: &Output, code: i32, says: &[&str]) {
    let said = stderr(output);
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    assert!(stdout(output).is_empty(), "{output:?}");
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
    for part in says {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(SYNOD).args(arguments).current_dir(dir).output().expect("it runs")
}

#[test]
fn a_cluster_file_that_cannot_be_used() {
    let cluster = Cluster::prepare(3);
    let sound = fs::read_to_string(cluster.file()).expect("readable");
    let address = |id: u16| {
        let entry = sound.split("[[node]]").nth(usize::from(id)).expect("it is there");
        entry.lines().find(|line| line.starts_with("address")).expect("it has one").to_owned()
    };
    let node_1_is = |roles: &str| sound.replace("id = 1\n", &format!("id = 1\nroles = {roles}\n"));
    let all_are = |roles: &str| sound.replace("address", &format!("roles = {roles}\naddress"));
    let many: String = (4..=33).fold(String::new(), |text, id| {
        format!("{text}[[node]]\nid = {id}\naddress = \"127.0.0.1:{id}\"\n")
    });
    for (text, says) in [
        ("version = 1\ncluster = ".to_owned(), &["line 2"][..]),
        (sound.replace("id = 3", "id = 1"), &["two nodes have `id = 1`", "its own"]),
        (sound.replace(&address(3), &address(1)), &["nodes 1 and 3 both have `address = "]),
        (sound.replace("id = 3", "id = 3\nrole = []"), &["unknown field `role`", "line "]),
        (sound.replace("id = 3", "id = \"three\""), &["invalid type", "line "]),
        (sound.replace("id = 3\n", ""), &["missing field `id`"]),
        (sound.replace("version = 1", "version = 2"), &["`version` is 2", "newer synod"]),
        (sound.replace("key = \"", "key = \"x"), &["`key` is not 64 hexadecimal digits"]),
        (sound.replace("cluster = \"", "cluster = \"0"), &["`cluster` is not 32"]),
        (sound.replace(&address(1), "address = \"here\""), &["address", "line "]),
        (sound.replace(&address(1), "address = \"0.0.0.0:1\""), &["node 1: nothing can be sent"]),
        (node_1_is("[\"king\"]"), &["unknown variant `king`", "line "]),
        (node_1_is("[\"proposer\"]"), &["node 1 is a proposer and no learner", "add \"learner\""]),
        (all_are("[\"learner\"]"), &["no node is an acceptor", "add \"acceptor\""]),
        (sound.clone() + &many, &["33 nodes are acceptors; at most 32"]),
        (format!("quorums = {{ prepare = 2, accept = 1 }}\n{sound}"), &["`quorums`: ", "larger"]),
        (format!("quorums = {{ prepare = 4, accept = 1 }}\n{sound}"), &["`quorums`: ", "1 to 3"]),
    ] {
        fs::write(cluster.file(), text).expect("writable");
        let says = [&["cluster.toml: "], says].concat();
        refused(&cluster.run(&["learn", "colour"]), 2, &says);
        refused(&cluster.node_command(1).output().expect("it runs"), 2, &says);
        assert!(!cluster.data(1).exists(), "nothing is made for a cluster that is none");
    }
}

#[test]
fn a_cluster_file_that_is_not_there() {
    let dir = tempfile::tempdir().expect("a directory");
    let named = run(dir.path(), &["learn", "colour", "--cluster", "gone.toml"]);
    refused(&named, 2, &["gone.toml: cannot be read", "synod cluster init"]);
    let default = run(dir.path(), &["learn", "colour"]);
    refused(&default, 2, &["cluster.toml, synod-data/cluster.toml", "--cluster"]);
}

#[test]
fn an_address_in_use() {
    let cluster = Cluster::prepare(3);
    let text = fs::read_to_string(cluster.file()).expect("readable");
    let port = text.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('"').next());
    let address = format!("127.0.0.1:{}", port.expect("it has one"));
    let taken = UdpSocket::bind(&address).expect("it is free");
    let output = cluster.node_command(1).output().expect("it runs");
    refused(&output, 1, &[&address, "is in use", "cluster file"]);
    drop(taken);
}

#[test]
fn a_data_directory_of_something_else() {
    let mut cluster = Cluster::start(3);
    let node = |cluster: &Cluster, id: u16, data: u16| {
        let mut command = Command::new(SYNOD);
        command.args(["node", "--id", &id.to_string(), "--cluster"]).arg(cluster.file());
        command.arg("--data").arg(cluster.data(data)).output().expect("it runs")
    };
    // Its address may have changed, so that it is the directory that tells that it runs already.
    let sound = fs::read_to_string(cluster.file()).expect("readable");
    let moved = sound.replace("127.0.0.1", "127.0.0.2");
    fs::write(cluster.file(), moved).expect("writable");
    refused(&node(&cluster, 1, 1), 1, &["node-1: another process is using"]);
    fs::write(cluster.file(), &sound).expect("writable");
    (1..=3).for_each(|id| cluster.kill(id));

    refused(&node(&cluster, 2, 1), 2, &["belongs to node 1, not to node 2", "--id 1"]);
    refused(&node(&cluster, 4, 1), 2, &["no node 4", "1, 2, 3"]);
    let quorums = format!("quorums = {{ prepare = 3, accept = 1 }}\n{sound}");
    fs::write(cluster.file(), quorums).expect("writable");
    refused(&node(&cluster, 1, 1), 2, &["roles, order or quorums", "restore the cluster file"]);
    fs::write(cluster.file(), sound.replacen("id = 1", "id = 7", 1)).expect("writable");
    refused(&node(&cluster, 2, 2), 2, &["roles, order or quorums"]);
    let _ports = support::init(&cluster.file(), 3);
    refused(&node(&cluster, 1, 1), 2, &["belongs to cluster", "another directory"]);
    fs::write(cluster.file(), &sound).expect("writable");

    let stranger = cluster.path().join("node-9");
    fs::create_dir(&stranger).expect("a directory");
    cluster.start_node(1);
    fs::write(stranger.join("thesis.txt"), "precious").expect("writable");
    refused(&node(&cluster, 2, 9), 2, &["no data directory", "Nothing was changed"]);
    fs::remove_file(stranger.join("thesis.txt")).expect("it is there");
    fs::write(cluster.data(8), "a file").expect("writable");
    let output = node(&cluster, 2, 8);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stderr(&output).contains("node-8: "), "{output:?}");
    cluster.kill(1);
    fs::remove_dir(&stranger).expect("it is empty");
    assert_eq!(fs::read_dir(cluster.path()).expect("readable").count(), 5, "nothing is left over");
}

#[test]
fn a_name_or_a_value_that_is_too_long() {
    let cluster = Cluster::start(3);
    let (name, value) = ("n".repeat(128), "v".repeat(900));
    assert_eq!(cluster.propose(&name, &value), value);
    let long = [name, "n".to_owned()].concat();
    refused(&cluster.run(&["propose", &long, "green"]), 2, &["129 bytes", "at most 128"]);
    refused(&cluster.run(&["learn", &long]), 2, &["129 bytes", "at most 128"]);
    refused(&cluster.run(&["learn", ""]), 2, &["empty", "at least one letter"]);
    let long = [value, "v".to_owned()].concat();
    refused(&cluster.run(&["propose", "colour", &long]), 2, &["901 bytes", "at most 900"]);
    refused(&cluster.run(&["propose", "colour", "red", "--node", "9"]), 2, &["no node 9"]);
    assert_eq!(cluster.propose("empty", ""), "", "no text is a text");
}

#[test]
fn a_cluster_that_is_not_reached() {
    let cluster = Cluster::prepare(3);
    for command in [&["propose", "colour", "green"][..], &["learn", "colour"]] {
        let output = cluster.run(&[command, &["--timeout=300ms"]].concat());
        refused(&output, 1, &["no answer within 300ms from 127.0.0.1:", "see that the nodes run"]);
    }
    for timeout in ["0s", "fast", "2days"] {
        let output = cluster.run(&["learn", "colour", "--timeout", timeout]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }
}

#[test]
fn a_cluster_file_is_made_once_and_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().expect("a directory");
    let made = run(dir.path(), &["cluster", "init", "--nodes", "5", "--base-port", "6000"]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    assert!(stdout(&made).contains("node --id 5 --cluster cluster.toml --data node-5"), "{made:?}");
    let path = dir.path().join("cluster.toml");
    let text = fs::read_to_string(&path).expect("readable");
    assert!(text.contains("address = \"127.0.0.1:6004\""), "{text}");
    let permissions = fs::metadata(&path).expect("it is there").permissions().mode();
    assert_eq!(permissions & 0o777, 0o600, "it holds the key");
    refused(&run(dir.path(), &["cluster", "init"]), 2, &["is there already", "--out"]);
    assert_eq!(fs::read_to_string(&path).expect("readable"), text);
    let ports = run(dir.path(), &["cluster", "init", "--base-port=65535", "--out=other.toml"]);
    refused(&ports, 2, &["3 ports from 65535 on go beyond 65535", "lower base port"]);
    assert!(!dir.path().join("other.toml").exists());
    let other = run(dir.path(), &["cluster", "--data", ".", "--nodes", "3"]);
    refused(&other, 2, &["this cluster has 5 nodes", "--data"]);
}
