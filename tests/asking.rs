//! The commands by which one asks a cluster: watch, list, status, proposals from a pipe, and load. Real processes.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod support;

use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::UdpSocket;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{ChildStdin, Command, Output, Stdio};
use support::{Cluster, chosen, stderr, stdout, wait};

/// Runs a client that reads this.
fn piped(cluster: &Cluster, arguments: &[&str], input: &str) -> Output {
    let mut client = cluster.client(arguments);
    let client = client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut client = client.spawn().expect("it starts");
    let mut stdin = client.stdin.take().expect("it is piped");
    // One that has ended early does not read all of it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    client.wait_with_output().expect("it ends")
}

/// What a program reads, which follows its schema.
fn following(schema: &str, output: &Output) -> Value {
    let schema = fs::read_to_string(format!("docs/schemas/{schema}.json")).expect("a schema");
    let schema = serde_json::from_str(&schema).expect("it is JSON");
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    let document = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let errors: Vec<_> = schema.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?} in {document:#}");
    document
}

#[test]
fn who_watches_is_told_when_somebody_has_proposed() {
    let cluster = Cluster::start(3);
    let mut watching = cluster.client(&["watch", "colour", "shape"]);
    let mut watching = watching.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(watching.stdout.take().expect("it is piped")).lines();
    assert_eq!(cluster.propose("shape", "round and flat"), "round and flat");
    assert_eq!(lines.next().expect("a line").expect("text"), "shape round and flat");
    assert_eq!(cluster.propose("colour", "green"), "green");
    assert_eq!(lines.next().expect("a line").expect("text"), "colour green");
    assert!(lines.next().is_none());
    assert_eq!(wait(&mut watching), Some(0));
    assert_eq!(chosen(&cluster.run(&["watch", "colour"])), "green", "one alone, without its name");
}

#[test]
fn who_watches_sees_nodes_go_and_come() {
    let mut cluster = Cluster::start(3);
    let mut watching = cluster.client(&["watch", "colour"]);
    let watching = watching.stdout(Stdio::piped()).spawn().expect("it starts");
    // Every node that may have been asked forgets it.
    for id in 1..=3 {
        cluster.kill(id);
    }
    (1..=3).for_each(|id| cluster.start_node(id));
    assert_eq!(cluster.propose("colour", "green"), "green");
    assert_eq!(chosen(&watching.wait_with_output().expect("it ends")), "green");
}

#[test]
fn who_watches_for_a_while_is_told_that_it_is_over() {
    let cluster = Cluster::start(1);
    let output = cluster.run(&["watch", "colour", "--timeout", "300ms"]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let told = stderr(&output);
    assert!(told.contains("not everything was chosen within 300ms; missing: colour"), "{told}");
    // A signal ends it like any program. (Not Ctrl-C's, which may be ignored where the tests are run.)
    let mut watching = cluster.client(&["watch", "colour"]).spawn().expect("it starts");
    let pid = watching.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
    assert_eq!(wait(&mut watching), None, "a signal");
}

#[test]
fn who_watches_is_told_what_is_missing_and_whether_anybody_was_there() {
    let mut cluster = Cluster::start(1);
    assert_eq!(cluster.propose("shape", "round"), "round");
    let watch = ["watch", "colour", "shape", "size", "--json", "--timeout=500ms"];
    let output = cluster.run(&watch);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let line: Value = serde_json::from_str(&stdout(&output)).expect("one line");
    assert_eq!(line, json!({"decree": "shape", "value": "round"}));
    assert!(stderr(&output).contains("missing: colour, size"), "{output:?}");
    cluster.kill(1);
    let output = cluster.run(&watch);
    assert_eq!(output.status.code(), Some(1), "nobody knows anything: {output:?}");
    let told = stderr(&output);
    assert!(told.contains("no node has answered within 500ms"), "{told}");
    assert!(told.contains("Nothing is known of: colour, shape, size"), "{told}");
}

#[test]
fn a_vote_that_nobody_knows_the_outcome_of_is_settled_for_who_watches() {
    let mut cluster = Cluster::start(3);
    // Node 1 proposes, and one vote at least is cast; nobody is left who knows of more.
    cluster.kill(3);
    assert_eq!(cluster.propose("colour", "green"), "green");
    cluster.kill(1);
    cluster.kill(2);
    cluster.start_node(2);
    cluster.start_node(3);
    // What node 2 has learned may have been lost with it: the vote is there, and node 3 has not voted.
    assert_eq!(chosen(&cluster.run(&["watch", "colour", "--node", "3", "--timeout=20s"])), "green");
}

#[test]
fn what_a_node_has_learned_is_listed_in_order() {
    let cluster = Cluster::start(1);
    let input = (0..300).map(|number| format!("job/{number:03} {}\n", "v".repeat(number)));
    let input: String = input.collect::<String>() + "a b\n";
    let output = piped(&cluster, &["propose", "-"], &input);
    assert_eq!(chosen(&output).lines().count(), 301, "{}", stderr(&output));
    let sorted = format!("a b\n{}", input.trim_end_matches("a b\n"));
    assert_eq!(stdout(&cluster.run(&["list"])), sorted);
    let output = cluster.run(&["list", "--prefix", "job/00", "--json", "--node", "1"]);
    let lines = stdout(&output).lines().map(String::from).collect::<Vec<_>>();
    assert_eq!(lines.len(), 10);
    let third: Value = serde_json::from_str(&lines[3]).expect("it is JSON");
    assert_eq!(third, json!({"decree": "job/003", "value": "vvv"}));
    assert_eq!(stdout(&cluster.run(&["list", "--prefix", "no"])), "");
}

#[test]
fn proposals_come_from_a_pipe_and_are_answered_in_its_order() {
    let cluster = Cluster::start(3);
    assert_eq!(cluster.propose("size", "large"), "large");
    let input = "colour light green\nsize small\n\nno-value\nshape round";
    let output = piped(&cluster, &["propose", "-", "--in-flight", "2"], input);
    assert_eq!(stdout(&output), "colour light green\nsize large\nshape round\n");
    assert_eq!(output.status.code(), Some(2), "two lines could not be used");
    let told = stderr(&output);
    assert!(told.contains("line 3: there is no value") && told.contains("line 4: "), "{told}");

    let input = r#"{"decree": "a b", "value": "c d"}
{"decree": "size", "value": "small"}"#;
    let output = piped(&cluster, &["propose", "-", "--json"], input);
    let lines: Vec<Value> =
        chosen(&output).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines[0], json!({"decree": "a b", "value": "c d", "chosen": "c d"}));
    assert_eq!(lines[1], json!({"decree": "size", "value": "small", "chosen": "large"}));
}

#[test]
fn a_pipe_that_stays_open_is_answered_line_by_line() {
    let cluster = Cluster::start(1);
    let mut client = cluster.client(&["propose", "-"]);
    let mut client =
        client.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut input: ChildStdin = client.stdin.take().expect("it is piped");
    let mut lines = BufReader::new(client.stdout.take().expect("it is piped")).lines();
    for number in 0..3 {
        writeln!(input, "decree-{number} value").expect("it reads");
        let line = lines.next().expect("a line").expect("text");
        assert_eq!(line, format!("decree-{number} value"));
    }
    drop(input);
    assert_eq!(wait(&mut client), Some(0));
}

#[test]
fn a_proposal_from_a_pipe_that_gets_no_answer_is_told_with_its_line() {
    let mut cluster = Cluster::start(3);
    chosen(&cluster.run(&["propose", "known", "green", "--node=1", "--timeout=20s"]));
    let who = cluster.run(&["learn", "known", "--stale", "--node", "1"]);
    assert_eq!(chosen(&who), "green");
    cluster.kill(2);
    cluster.kill(3);
    let arguments = ["propose", "-", "--timeout", "700ms", "--node", "1"];
    let output = piped(&cluster, &arguments, "unknown red\nknown red\n");
    assert_eq!((stdout(&output), output.status.code()), ("known green\n".into(), Some(1)));
    assert!(stderr(&output).contains("line 1: no answer within 700ms"), "{output:?}");
}

#[test]
fn what_was_read_before_the_input_failed_is_answered() {
    let cluster = Cluster::start(1);
    let mut client = cluster.client(&["propose", "-"]);
    // Whoever closes a socket with something in it that was not read breaks it for the other side.
    let (mut ours, mut theirs) = UnixStream::pair().expect("a pair");
    ours.write_all(b"colour green\nshape round\n").expect("there is room");
    theirs.write_all(b"not read").expect("there is room");
    let client = client.stdin(OwnedFd::from(theirs)).stdout(Stdio::piped()).stderr(Stdio::piped());
    drop(ours);
    let output = client.output().expect("it runs");
    assert_eq!(stdout(&output), "colour green\nshape round\n", "{output:?}");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        stderr(&output).contains("the standard input cannot be read any further"),
        "{output:?}"
    );
}

#[test]
fn options_for_a_pipe_and_a_value_do_not_go_together() {
    let cluster = Cluster::prepare(1);
    for (arguments, told) in [
        (&["propose", "colour"][..], "give a value"),
        (&["propose", "-", "green"], "leave the value out"),
        (&["propose", "colour", "green", "--json"], "are for lines from the standard input"),
        (&["propose", "colour", "green", "--in-flight=3"], "are for lines from the standard input"),
    ] {
        let output = cluster.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(stderr(&output).contains(told), "{output:?}");
    }
}

#[test]
fn each_node_tells_how_it_is() {
    let mut cluster = Cluster::start(3);
    chosen(&cluster.run(&["propose", "colour", "green", "--node=1", "--timeout=20s"]));
    let output = cluster.run(&["status", "--json", "--timeout=20s"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let document = following("status", &output);
    for (node, id) in document["nodes"].as_array().expect("a list").iter().zip(1..) {
        assert_eq!((&node["node"], &node["reachable"]), (&json!(id), &json!(true)));
        let status = &node["status"];
        assert_eq!(status["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!((&status["start"], &status["admitted"]), (&json!(1), &json!(true)));
        for peer in status["hears"].as_array().expect("a list") {
            let place = usize::try_from(peer["node"].as_u64().expect("a number")).expect("small");
            let told = &document["nodes"][place - 1]["status"]["directory"];
            assert_eq!((&peer["directory"], told.is_string()), (told, true), "{document}");
            assert_eq!(peer["start"], 1);
        }
        assert_eq!(status["dropped"], json!({}));
        assert_eq!(status["hears_untold"], 0);
        let heard = status["hears"].as_array().expect("a list").iter();
        let heard: Vec<_> = heard.map(|peer| peer["node"].as_u64().expect("a number")).collect();
        assert_eq!(heard, (1..=3).filter(|other| *other != id).collect::<Vec<_>>());
    }
    let first = &document["nodes"][0]["status"];
    assert_eq!(first["decrees"], json!({"stored": 1, "learned": 1, "in_memory": 1}));
    assert!(first["commits"]["count"].as_u64() >= Some(1), "{first}");
    assert!(
        first["hears"].as_array().expect("a list").iter().any(|peer| !peer["ms_ago"].is_null())
    );

    cluster.kill(2);
    let output = cluster.run(&["status", "--json", "--timeout=20s"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let document = following("status", &output);
    let second = &document["nodes"][1];
    assert_eq!((&second["reachable"], &second["status"]), (&json!(false), &Value::Null));
    assert!(second["error"].as_str().expect("text").contains("nobody is at 127.0.0.1:"));
    assert_eq!(document["nodes"][2]["reachable"], true);
}

#[test]
fn a_person_sees_the_nodes_side_by_side() {
    let mut cluster = Cluster::start(3);
    // A client of another key is not heard, and counted.
    let other = tempfile::tempdir().expect("a directory");
    let _ports = support::init(&other.path().join("cluster.toml"), 1);
    let stranger = fs::read_to_string(cluster.client_file()).expect("readable");
    let key = |text: &str| {
        text.lines().find(|line| line.starts_with("key = ")).expect("a key").to_owned()
    };
    let others = fs::read_to_string(other.path().join("client.toml")).expect("readable");
    let stranger = stranger.replace(&key(&stranger), &key(&others));
    let file = other.path().join("stranger.toml");
    support::write_private(&file, &stranger);
    let mut client = Command::new(support::SYNOD);
    client.args(["learn", "colour", "--timeout=200ms", "--node=1", "--client"]).arg(&file);
    assert_eq!(client.output().expect("it runs").status.code(), Some(1));
    // So is a datagram in which there is nothing.
    let node_1 = stranger.split('"').find(|part| part.starts_with("127.0.0.1:")).expect("node 1");
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    socket.send_to(&[], node_1).expect("it can be sent");
    cluster.kill(3);
    let output = cluster.run(&["status", "--timeout=20s"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = stdout(&output);
    let row = |label: &str| {
        let line = text.lines().find(|line| line.starts_with(label));
        let line = line.unwrap_or_else(|| panic!("no {label:?} in\n{text}"));
        line[label.len()..]
            .split("  ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect::<Vec<_>>()
    };
    assert_eq!(row("answers"), ["yes", "yes", "no"], "{text}");
    assert!(row("hears node 3").iter().all(|cell| cell.ends_with(" ago")), "{text}");
    assert!(row("directory").iter().all(|cell| cell.ends_with(", start 1")), "{text}");
    assert_eq!(row("requests waiting"), ["0", "0"]);
    assert_eq!(row("dropped"), ["1 by length, 1 by seal", "nothing"]);
    assert!(text.contains("\n\nnode 3: nobody is at 127.0.0.1:"), "{text}");
}

#[test]
fn load_is_bounded_and_told() {
    let cluster = Cluster::start(3);
    let output =
        cluster.run(&["bench", "--decrees", "50", "--clients", "8", "--node=1", "--timeout=20s"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let (out, err) = (stdout(&output), stderr(&output));
    assert!(out.starts_with("50 decrees in ") && out.contains("latency in ms: p50 "), "{out}");
    let prefix = err.split_whitespace().find(|word| word.starts_with("bench-")).expect("a prefix");
    assert!(err.contains("stay for ever"), "{err}");
    let listed = stdout(&cluster.run(&["list", "--prefix", prefix, "--node=1"]));
    assert_eq!(listed.lines().count(), 50, "{listed}");
    let output = cluster.run(&["bench", "--seconds", "1"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn load_on_who_does_not_propose_is_refused_at_once() {
    let mut cluster = Cluster::prepare(2);
    let text = fs::read_to_string(cluster.file()).expect("readable");
    let voter = text.replacen("id = 2\n", "id = 2\nroles = [\"acceptor\", \"learner\"]\n", 1);
    support::write_private(&cluster.file(), &voter);
    (1..=2).for_each(|id| cluster.start_node(id));
    let output = cluster.run(&["bench", "--clients=8", "--node=2", "--timeout=20s"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let told = stderr(&output);
    assert!(told.contains("nobody who was asked can do that: the node has no proposer"), "{told}");
    assert!(stdout(&output).is_empty() && !told.contains("may yet be chosen"), "{output:?}");
}

#[test]
fn a_request_that_waits_is_counted() {
    let cluster = Cluster::start(1);
    let mut watching = cluster.client(&["watch", "colour"]).stdout(Stdio::null()).spawn().unwrap();
    let waiting = || {
        let output = cluster.run(&["status", "--json", "--timeout=20s"]);
        following("status", &output)["nodes"][0]["status"]["clients_waiting"].clone()
    };
    let deadline = std::time::Instant::now() + support::PATIENCE;
    while waiting() != 1 {
        assert!(std::time::Instant::now() < deadline, "nobody waits");
    }
    assert_eq!(cluster.propose("colour", "green"), "green");
    assert_eq!(wait(&mut watching), Some(0));
    assert_eq!(waiting(), 0);
}
