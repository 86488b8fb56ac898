//! What the README quotes is what the program prints, but for the seconds.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use support::models::check_of_all_models;
use support::{Cluster, PATIENCE, SYNOD, Talking, stdout};

/// The words of each line that is printed, without those that differ from run to run.
fn lines(text: &str) -> Vec<Vec<String>> {
    let timed = |word: &&str| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        !(word.contains('.') && digits > 1 && word.parse::<f64>().is_ok())
    };
    let words = |line: &str| line.split_whitespace().filter(timed).map(String::from).collect();
    text.lines().map(words).collect()
}

#[test]
fn the_check_prints_what_the_readme_quotes() {
    let printed = lines(&check_of_all_models());
    let readme = fs::read_to_string("README.md").unwrap();
    let (_, quoted) = readme.split_once("$ make check\n").unwrap();
    let (quoted, _) = quoted.split_once("```").unwrap();
    let quoted = quoted.lines().filter(|line| !line.starts_with('['));
    let quoted: Vec<&str> = quoted.filter(|line| !line.is_empty()).collect();
    assert!(quoted.len() > 20);
    for line in quoted {
        let words = &lines(line)[0];
        assert!(printed.contains(words), "the README says, but the program does not: {line}");
    }
}

/// The cells of each line of a table: what stands in the place of a number differs from run to run.
fn cells(table: &str) -> Vec<Vec<String>> {
    let digits = |cell: &str| cell.replace(|c: char| c.is_ascii_digit(), "0");
    let line = |line: &str| {
        let cells = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty());
        cells.map(digits).collect::<Vec<_>>()
    };
    table.lines().map(line).collect()
}

#[test]
fn the_status_of_a_cluster_is_what_the_readme_quotes() {
    let cluster = Cluster::start(3);
    assert_eq!(cluster.propose("colour", "green"), "green");
    assert_eq!(cluster.propose("job/7/leader", "alice"), "alice");
    let readme = fs::read_to_string("README.md").unwrap();
    let (_, quoted) = readme.split_once("-- watch job/7/leader ").unwrap();
    let (watched, quoted) = quoted.split_once("$ cargo run --release -- status\n").unwrap();
    let (_, watched) = watched.split_once('\n').unwrap();
    assert_eq!(stdout(&cluster.run(&["watch", "job/7/leader"])), watched);
    let (quoted, _) = quoted.split_once("```").unwrap();
    let printed = stdout(&cluster.run(&["status", "--timeout=20s"]));
    let (quoted, printed) = (cells(quoted), cells(&printed));
    assert_eq!(quoted.len(), printed.len(), "{printed:?}");
    for (quoted, printed) in quoted.iter().zip(&printed) {
        assert_eq!((quoted.len(), &quoted[0]), (printed.len(), &printed[0]), "{printed:?}");
    }
    // What does not differ.
    for line in ["answers", "version", "decrees stored", "requests waiting", "dropped"] {
        let of = |table: &[Vec<String>]| table.iter().find(|cells| cells[0] == line).cloned();
        assert_eq!(of(&quoted), of(&printed));
    }
}

/// The words of each line, in which any number stands for any other.
fn shape(text: &str) -> Vec<Vec<String>> {
    let word = |word: &str| {
        let mut shape = word.replace(|c: char| c.is_ascii_digit(), "0");
        while shape.contains("00") {
            shape = shape.replace("00", "0");
        }
        shape
    };
    text.lines().map(|line| line.split_whitespace().map(word).collect()).collect()
}

/// Waits until a file has this.
fn until_it_has(file: &Path, what: &str) {
    let deadline = Instant::now() + PATIENCE;
    while !fs::read_to_string(file).expect("readable").contains(what) {
        assert!(Instant::now() < deadline, "{} never has {what}", file.display());
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_audit_of_a_run_and_of_an_edited_log_are_what_both_readmes_quote() {
    let cluster = Cluster::prepare(3);
    let start = |id: u16| {
        let log = cluster.path().join(format!("node-{id}.log"));
        Talking::start(cluster.node_command(id).arg("--log").arg(log))
    };
    let mut nodes = [1, 2, 3].map(start);
    for node in &nodes {
        node.says("is noted by the others");
    }
    // Node 3 is the owner of this decree.
    assert_eq!(stdout(&cluster.run(&["propose", "colour", "green", "--node=3"])), "green\n");
    until_it_has(&cluster.path().join("node-2.log"), r#""voted":{"ballot":"0.C""#);
    nodes[0] = {
        nodes[0].signal("-KILL");
        nodes[0].ended();
        start(1)
    };
    assert_eq!(cluster.run(&["learn", "shape"]).status.code(), Some(3));
    assert_eq!(cluster.learn("colour"), "green");
    for node in nodes {
        node.stop();
    }

    let readme = fs::read_to_string("README.md").unwrap();
    let (_, quoted) = readme.split_once("([docs/audit.md](docs/audit.md)):\n\n").unwrap();
    let block = &quoted[..quoted.rfind("something is wrong\n```\n").unwrap()];
    let chinese = fs::read_to_string("README.zh-CN.md").unwrap();
    assert!(chinese.contains(block), "the audit in README.zh-CN.md is another");
    let quoted = block.strip_prefix("```console\n").unwrap().to_owned() + "something is wrong\n";
    let mut runs = quoted.split("$ ").filter(|run| !run.is_empty());
    let path = format!("{}:{}", Path::new(SYNOD).parent().unwrap().display(), env!("PATH"));
    let mut run = || {
        let (command, quoted) = runs.next().unwrap().split_once('\n').unwrap();
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).env("PATH", &path).current_dir(cluster.path());
        let output = shell.output().unwrap();
        assert_eq!(shape(&stdout(&output)), shape(quoted), "{command}\n{}", stdout(&output));
    };
    for _ in 0..3 {
        run();
    }
}
