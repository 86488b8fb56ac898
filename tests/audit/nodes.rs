//! The logs of real nodes.

use crate::support::{self, Cluster, Talking, chosen, stderr, stdout};
use serde_json::Value as Json;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

/// Three nodes that write logs, and have been admitted.
fn start_logged(cluster: &Cluster) -> Vec<Talking> {
    let nodes: Vec<_> = (1..=3).map(|id| start_node(cluster, id)).collect();
    for node in &nodes {
        node.says("is noted by the others");
    }
    nodes
}

fn log(cluster: &Cluster, id: u16) -> PathBuf {
    cluster.path().join(format!("node-{id}.log"))
}

fn start_node(cluster: &Cluster, id: u16) -> Talking {
    Talking::start(cluster.node_command(id).arg("--log").arg(log(cluster, id)))
}

/// Runs the audit of these logs.
fn run_audit(logs: &[PathBuf]) -> Output {
    let mut command = std::process::Command::new(support::SYNOD);
    command.arg("audit").args(logs).output().expect("it runs")
}

/// Each line follows the published schema.
fn follows_the_schema(path: &Path) {
    let schema = fs::read_to_string("docs/schemas/log.json").expect("a schema");
    let schema = serde_json::from_str(&schema).expect("it is JSON");
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    let text = fs::read_to_string(path).expect("it is text");
    for (line, number) in text.lines().zip(1..) {
        let line: Json = serde_json::from_str(line).expect("it is JSON");
        let errors: Vec<_> = schema.iter_errors(&line).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{}:{number}: {line}", path.display());
    }
}

#[test]
fn real_nodes_that_are_killed_and_started_again_pass() {
    let cluster = Cluster::prepare(3);
    let mut nodes = start_logged(&cluster);
    let none = cluster.run(&["learn", "colour", "--timeout=20s"]);
    assert_eq!(none.status.code(), Some(3), "{none:?}");
    assert_eq!(cluster.propose("colour", "green"), "green");
    for round in 0..12 {
        let killed = usize::from(round % 3u8);
        nodes[killed].signal("-KILL");
        nodes[killed].ended();
        let decree = format!("round {round}");
        assert_eq!(cluster.propose(&decree, "one"), "one");
        nodes[killed] = start_node(&cluster, u16::from(round % 3) + 1);
        let late = cluster.run(&["propose", &decree, "two", "--timeout=20s"]);
        assert_eq!(chosen(&late), "one");
    }
    let unknown = cluster.run(&["learn", "size", "--timeout=20s"]);
    assert_eq!(unknown.status.code(), Some(3), "{unknown:?}");
    for node in nodes {
        node.stop();
    }
    let logs: Vec<_> = (1..=3).map(|id| log(&cluster, id)).collect();
    for log in &logs {
        follows_the_schema(log);
    }
    let mode = fs::metadata(&logs[0]).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let whole = run_audit(&logs);
    assert_eq!(whole.status.code(), Some(0), "{whole:?}");
    assert!(stdout(&whole).contains("the properties hold"), "{whole:?}");
    let part = run_audit(&logs[..2]);
    assert_eq!(part.status.code(), Some(3), "{part:?}");
    assert!(stdout(&part).contains("the logs of these nodes are missing: 3"), "{part:?}");
    let text = fs::read_to_string(&logs[0]).expect("text").replace("green", "red");
    fs::write(&logs[0], text).expect("it can be written");
    let edited = run_audit(&logs);
    assert_eq!(edited.status.code(), Some(1), "{edited:?}");
    assert!(stdout(&edited).contains("something is wrong"), "{edited:?}");
}

#[test]
fn a_log_that_begins_later_is_audited_as_far_as_it_goes() {
    let cluster = Cluster::prepare(1);
    let without = Talking::start(&mut cluster.node_command(1));
    assert_eq!(cluster.propose("colour", "green"), "green");
    without.stop();
    let node = start_node(&cluster, 1);
    assert_eq!(cluster.propose("shape", "round"), "round");
    assert_eq!(cluster.learn("colour"), "green");
    node.stop();
    let output = run_audit(&[log(&cluster, 1)]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(stdout(&output).contains("begin after their first start"), "{output:?}");
    // And a log that was left out in between is missed.
    Talking::start(&mut cluster.node_command(1)).stop();
    start_node(&cluster, 1).stop();
    let output = run_audit(&[log(&cluster, 1)]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stdout(&output).contains("the node ran without its log"), "{output:?}");
}

#[test]
fn what_is_no_log_is_refused_by_nodes_and_by_the_audit() {
    let cluster = Cluster::prepare(1);
    fs::write(log(&cluster, 1), "a letter\n").expect("it can be written");
    let refused =
        cluster.node_command(1).arg("--log").arg(log(&cluster, 1)).output().expect("it runs");
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(stderr(&refused).contains("is no log of node 1"), "{refused:?}");
    assert_eq!(fs::read_to_string(log(&cluster, 1)).expect("text"), "a letter\n");
    let output = run_audit(&[log(&cluster, 1)]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let absent = run_audit(&[cluster.path().join("absent.log")]);
    assert_eq!(absent.status.code(), Some(2), "{absent:?}");
    fs::write(log(&cluster, 1), "").expect("it can be written");
    let empty = run_audit(&[log(&cluster, 1)]);
    assert_eq!(empty.status.code(), Some(3), "{empty:?}");
    assert!(stdout(&empty).contains("nothing to check"), "{empty:?}");
    let other = r#"{"start":{"version":2}}"#;
    fs::write(log(&cluster, 1), format!("{other}\n")).expect("it can be written");
    let version = run_audit(&[log(&cluster, 1)]);
    assert!(stderr(&version).contains("its version is 2"), "{version:?}");
}

#[test]
fn a_node_whose_log_is_full_stops_before_it_says_anything() {
    let cluster = Cluster::prepare(1);
    let mut command = cluster.node_command(1);
    let output = command.arg("--log").arg("/dev/full").output().expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stderr(&output).contains("/dev/full: this log cannot be written"), "{output:?}");
}

#[test]
fn a_log_that_was_cut_off_goes_on_in_a_line_of_its_own() {
    let cluster = Cluster::prepare(1);
    let mut node = start_node(&cluster, 1);
    assert_eq!(cluster.propose("colour", "green"), "green");
    node.signal("-KILL");
    node.ended();
    let mut file = File::options().append(true).open(log(&cluster, 1)).expect("it is there");
    file.write_all(b"{\"step\":{\"decree\":\"co").expect("it can be written");
    let node = start_node(&cluster, 1);
    assert_eq!(cluster.learn("colour"), "green");
    node.stop();
    let output = run_audit(&[log(&cluster, 1)]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}
