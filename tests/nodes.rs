//! Clusters of real processes: they choose, one value for each decree and for good.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod support;

use std::fs;
use std::net::UdpSocket;
use std::process::{Command, Stdio};
use support::{Cluster, SYNOD, chosen, stderr, stdout, wait};

#[test]
fn three_nodes_choose_the_first_value_and_keep_it() {
    let cluster = Cluster::start(3);
    assert_eq!(cluster.propose("colour", "green"), "green");
    let second = cluster.run(&["propose", "colour", "red"]);
    assert_eq!(chosen(&second), "green");
    assert!(stderr(&second).contains("is another's"), "{second:?}");
    assert_eq!(cluster.propose("shape", "round"), "round", "decrees are independent");
    for node in 1..=3 {
        assert_eq!(cluster.learn_at("colour", node), "green", "node {node}");
    }
    let unknown = cluster.run(&["learn", "size"]);
    assert_eq!(unknown.status.code(), Some(3), "{unknown:?}");
    assert!(unknown.stdout.is_empty());
}

#[test]
fn nodes_speak_ipv6_and_listen_elsewhere_than_where_they_are_known() {
    let mut cluster = Cluster::prepare(3);
    for file in [cluster.file(), cluster.client_file()] {
        let text = fs::read_to_string(&file).expect("readable").replace("127.0.0.1:", "[::1]:");
        // The second listens at all addresses of its machine.
        let (before, second) = text.split_once("\nid = 2\n").expect("there is one");
        let port = second.split_once("[::1]:").and_then(|(_, it)| it.split_once('"'));
        let listen = format!("\nid = 2\nlisten = \"[::]:{}\"\n", port.expect("a port").0);
        let text = match file == cluster.file() {
            true => format!("{before}{listen}{second}"),
            false => text,
        };
        support::write_private(&file, &text);
    }
    if let Err(error) = UdpSocket::bind("[::1]:0") {
        // There is no IPv6 on this machine: then that is what a node says.
        let told = stderr(&cluster.node_command(1).output().expect("it runs"));
        assert!(told.contains("[::1]:") && told.contains(&error.to_string()), "{told}");
        return;
    }
    (1..=3).for_each(|id| cluster.start_node(id));
    assert_eq!(cluster.propose("colour", "green"), "green");
    cluster.kill(1);
    assert_eq!(cluster.learn_at("colour", 2), "green");
    assert_eq!(cluster.propose("shape", "round"), "round");
    let status = cluster.run(&["status", "--node=2"]);
    assert!(stdout(&status).contains("[::1]:"), "{status:?}");
}

#[test]
fn a_node_that_has_slept_alone_tells_nobody_that_nothing_is_chosen() {
    let mut cluster = Cluster::start(3);
    cluster.kill(3);
    assert_eq!(cluster.propose("colour", "green"), "green");
    cluster.kill(1);
    cluster.kill(2);
    cluster.start_node(3);
    let ask = |cluster: &Cluster, how: &[&str]| {
        cluster.run(&[&["learn", "colour", "--node", "3", "--timeout", "2s"], how].concat())
    };
    let alone = ask(&cluster, &[]);
    assert_eq!(alone.status.code(), Some(1), "no quorum can be asked: {alone:?}");
    assert!(alone.stdout.is_empty() && stderr(&alone).contains("a quorum"), "{alone:?}");
    let stale = ask(&cluster, &["--stale"]);
    assert_eq!(stale.status.code(), Some(3), "{stale:?}");
    assert!(stderr(&stale).contains("the node that was asked knows of no value"), "{stale:?}");
    // With one of those that have chosen there is a quorum, and one vote to settle.
    cluster.start_node(2);
    assert_eq!(cluster.learn_at("colour", 3), "green");
    assert_eq!(chosen(&ask(&cluster, &["--stale"])), "green");
}

#[test]
fn who_asks_often_keeps_nobody_waiting() {
    let cluster = Cluster::start(1);
    let ask = || {
        let mut client = cluster.client(&["learn", "colour", "--timeout=4s"]);
        client.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
    };
    // For longer than a client waits, there is always one that has asked just now.
    let clients: Vec<_> = (0..60)
        .map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            ask()
        })
        .collect();
    for mut client in clients {
        assert_eq!(wait(&mut client), Some(3), "the node says that it knows of no value");
    }
}

#[test]
fn an_empty_directory_is_filled_and_used_again() {
    let mut cluster = Cluster::prepare(1);
    fs::create_dir(cluster.data(1)).expect("a directory");
    cluster.start_node(1);
    assert_eq!(cluster.propose("colour", "green"), "green");
    cluster.kill(1);
    cluster.start_node(1);
    assert_eq!(cluster.learn("colour"), "green");
}

#[test]
fn a_new_volume_is_empty_and_what_a_first_start_has_left_is_told_and_goes_away() {
    let mut cluster = Cluster::prepare(1);
    // A volume has a folder of its own.
    fs::create_dir_all(cluster.data(1).join("lost+found")).expect("a directory");
    let plain = |cluster: &Cluster| {
        let mut command = Command::new(SYNOD);
        command.args(["node", "--id=1", "--cluster"]).arg(cluster.file());
        let output = command.arg("--data").arg(cluster.data(1)).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        stderr(&output)
    };
    let told = plain(&cluster);
    assert!(told.contains("node-1: this data directory is empty, so"), "{told}");
    fs::write(cluster.data(1).join("lock"), "").expect("writable");
    let told = plain(&cluster);
    assert!(
        told.contains("a first start has not come to its end, and it has no promise"),
        "{told}"
    );
    let mut command = cluster.node_command(1);
    command.arg("--new");
    let mut child = support::start(&mut command);
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    // A directory that is not there is made beside its place; what is left of another attempt goes.
    fs::rename(cluster.data(1), cluster.path().join("kept")).expect("it can be moved");
    let left = cluster.path().join("node-1.new-0123456789abcdef");
    let others =
        ["node-1.new-mine", "node-11.new-0123456789abcdef"].map(|name| cluster.path().join(name));
    fs::create_dir_all(left.join("log")).expect("a directory");
    for other in &others {
        fs::create_dir(other).expect("a directory");
    }
    cluster.start_node(1);
    assert!(!left.exists() && others.iter().all(|other| other.exists()));
    let drafts =
        fs::read_dir(cluster.path()).expect("readable").map(|entry| entry.unwrap().file_name());
    assert_eq!(drafts.filter(|name| name.to_string_lossy().starts_with("node-1.new-")).count(), 1);
}

#[test]
fn two_clients_at_once_get_the_same_answer_fifty_times() {
    let cluster = Cluster::start(3);
    for round in 0..50 {
        let decree = format!("round {round}");
        let clients = [("1", "left"), ("2", "right")].map(|(node, value)| {
            let mut client = cluster.client(&["propose", &decree, value, "--node", node]);
            client.arg("--timeout=20s").stdout(Stdio::piped()).stderr(Stdio::null());
            client.spawn().expect("it starts")
        });
        let answers = clients.map(|client| chosen(&client.wait_with_output().expect("it ends")));
        assert_eq!(answers[0], answers[1], "{decree}");
        assert!(["left", "right"].contains(&&*answers[0]), "{answers:?}");
        assert_eq!(cluster.learn(&decree), answers[0]);
    }
}

#[test]
fn what_was_answered_stands_after_kill_9() {
    let mut cluster = Cluster::start(3);
    assert_eq!(cluster.propose("colour", "green"), "green");
    for id in 1..=3 {
        cluster.kill(id);
        cluster.start_node(id);
        assert_eq!(cluster.learn_at("colour", id), "green");
    }
    (1..=3).for_each(|id| cluster.kill(id));
    (1..=3).for_each(|id| cluster.start_node(id));
    assert_eq!(cluster.propose("colour", "red"), "green");
}

#[test]
fn nodes_killed_again_and_again_never_change_an_answer() {
    let mut cluster = Cluster::start(3);
    for round in 0..12_u16 {
        let decree = format!("round {round}");
        let mut client = cluster.client(&["propose", &decree, "first", "--timeout=20s"]);
        let client = client.stdout(Stdio::piped()).spawn().expect("it starts");
        let victim = 1 + round % 3;
        cluster.kill(victim);
        cluster.start_node(victim);
        assert_eq!(chosen(&client.wait_with_output().expect("it ends")), "first");
        assert_eq!(cluster.propose(&decree, "second"), "first");
    }
}

#[test]
fn one_of_three_may_be_dead_and_two_may_not() {
    let mut cluster = Cluster::start(3);
    cluster.kill(1);
    assert_eq!(cluster.propose("one dead", "green"), "green");
    cluster.kill(3);
    let output = cluster.run(&["propose", "two dead", "green", "--timeout=1s"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stderr(&output).contains("no answer within 1s from 127.0.0.1:"), "{output:?}");
    cluster.start_node(3);
    assert_eq!(cluster.propose("two dead", "green"), "green");
    assert_eq!(cluster.propose("one dead", "red"), "green");
}

#[test]
fn a_proposal_goes_on_when_its_client_has_given_up() {
    let mut cluster = Cluster::start(3);
    cluster.kill(2);
    cluster.kill(3);
    let proposal = cluster.run(&["propose", "colour", "green", "--node=1", "--timeout=500ms"]);
    assert_eq!(proposal.status.code(), Some(1), "{proposal:?}");
    // Its proposer goes on by itself, and a later proposal at its node waits for the outcome.
    cluster.start_node(2);
    cluster.start_node(3);
    let later = cluster.run(&["propose", "colour", "red", "--node=1", "--timeout=20s"]);
    assert_eq!(chosen(&later), "green");
}

#[test]
fn nodes_end_cleanly_when_they_are_told_to() {
    let mut cluster = Cluster::start(3);
    assert_eq!(cluster.propose("colour", "green"), "green");
    assert_eq!(cluster.stop(1, "-TERM"), Some(0));
    assert_eq!(cluster.stop(2, "-INT"), Some(0));
    cluster.start_node(1);
    assert_eq!(cluster.propose("colour", "red"), "green");
}

#[test]
fn a_node_knows_by_itself_what_it_has_learned() {
    let mut cluster = Cluster::start(3);
    chosen(&cluster.run(&["propose", "colour", "green", "--node=1", "--timeout=20s"]));
    for id in 1..=3 {
        assert_eq!(cluster.stop(id, "-TERM"), Some(0));
    }
    cluster.start_node(1);
    assert_eq!(cluster.learn("colour"), "green", "without asking anybody");
    assert_eq!(cluster.propose("colour", "red"), "green");
}

#[test]
fn roles_and_quorums_are_those_of_the_file() {
    let mut cluster = Cluster::prepare(4);
    let text = fs::read_to_string(cluster.file()).expect("readable");
    let text = text.replacen("id = 1\n", "id = 1\nroles = [\"proposer\", \"learner\"]\n", 1);
    let text = text.replacen("id = 4\n", "id = 4\nroles = [\"acceptor\"]\n", 1);
    let quorums = "version = 2\nquorums = { prepare = 3, accept = 1 }";
    fs::write(cluster.file(), text.replace("version = 2", quorums)).expect("writable");
    (1..=4).for_each(|id| cluster.start_node(id));
    assert_eq!(cluster.propose("colour", "green"), "green");
    cluster.kill(2);
    cluster.kill(3);
    // One vote chooses, and node 4 has one; but a new ballot needs all three acceptors.
    assert_eq!(cluster.learn_at("colour", 1), "green");
    // (Where node 1 owns round 0, it needs no promises.)
    let file = synod::node::Cluster::load(&cluster.file()).expect("its file");
    let owner = |name: &String| file.owner(&name.parse().expect("a name")).expect("they propose").0;
    let shape = (0..100).map(|n| format!("shape-{n}")).find(|name| owner(name) != 0).expect("any");
    let output = cluster.run(&["propose", &shape, "round", "--node=1", "--timeout=700ms"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    // A client knows of no roles: who cannot do it says so, and the next is asked.
    let output = cluster.run(&["propose", "shape", "round", "--node", "4", "--timeout=1min"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(stderr(&output).contains("the node has no proposer; ask another node"), "{output:?}");
    let text = fs::read_to_string(cluster.client_file()).expect("readable");
    let (head, nodes) = text.split_once("[[node]]").expect("it has nodes");
    let (others, last) = nodes.rsplit_once("[[node]]").expect("it has several");
    let last_first = format!("{head}[[node]]{last}\n[[node]]{others}");
    support::write_private(&cluster.client_file(), &last_first);
    assert_eq!(cluster.propose("colour", "red"), "green");
}

#[test]
fn one_command_runs_a_whole_cluster() {
    let dir = tempfile::tempdir().expect("a directory");
    let data = dir.path().join("synod-data");
    fs::create_dir(&data).expect("a directory");
    let _ports = support::init(&data.join("cluster.toml"), 3);
    for (answer, new) in [("green", &["--new"][..]), ("red", &[])] {
        let mut command = Command::new(SYNOD);
        command.arg("cluster").args(new).current_dir(&dir).stdout(Stdio::piped());
        let mut cluster = support::start_cluster(&mut command);
        let mut client = Command::new(SYNOD);
        let output = client.args(["propose", "colour", answer]).current_dir(&dir).output();
        let answer = chosen(&output.expect("it runs"));
        let pid = cluster.id().to_string();
        assert!(Command::new("kill").arg(&pid).status().expect("kill").success());
        assert_eq!(wait(&mut cluster), Some(0));
        assert_eq!(answer, "green", "it is kept from one run to the next");
    }
    // What is gone is not made anew.
    fs::remove_dir_all(data.join("node-2")).expect("it is there");
    let mut command = Command::new(SYNOD);
    let output = command.arg("cluster").current_dir(&dir).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stderr(&output).contains("node-2: this data directory is not there"), "{output:?}");
    assert!(!data.join("node-2").exists());
}

#[test]
fn nodes_do_not_outlive_the_command_that_runs_them() {
    let dir = tempfile::tempdir().expect("a directory");
    let _ports = support::init(&dir.path().join("cluster.toml"), 3);
    for _ in 0..2 {
        let mut command = Command::new(SYNOD);
        command.args(["cluster", "--new", "--data", "."]).current_dir(&dir).stdout(Stdio::piped());
        let mut cluster = support::start_cluster(&mut command);
        cluster.kill().expect("it can be killed");
        cluster.wait().expect("it ends");
        // A node is gone when its address is free.
        let file = synod::node::Cluster::load(&dir.path().join("cluster.toml")).expect("its file");
        let deadline = std::time::Instant::now() + support::PATIENCE;
        for member in file.members() {
            while std::net::UdpSocket::bind(&member.address).is_err() {
                assert!(std::time::Instant::now() < deadline, "node {} lives on", member.id);
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
        }
    }
}

#[test]
fn a_node_that_cannot_save_stops_and_has_said_nothing_that_it_forgets() {
    let mut cluster = Cluster::prepare(1);
    cluster.start_node(1);
    assert_eq!(cluster.stop(1, "-TERM"), Some(0));
    // Nothing is written beyond the first 544 blocks of 512 bytes of a file. The seal is in the first 256 of a
    // segment, and the frames behind soon come to there: to the node that is a disk that is full.
    let node = cluster.node_command(1);
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 544; exec \"$@\"", "sh"]);
    command.arg(node.get_program()).args(node.get_args());
    let (mut node, said) = support::start_telling(command.stdin(Stdio::null()));
    let mut answered = 0;
    loop {
        let decree = format!("decree {answered}");
        let output = cluster.run(&["propose", &decree, &"v".repeat(800), "--timeout=1s"]);
        if output.status.code() != Some(0) {
            break;
        }
        answered += 1;
        assert!(answered < 100, "the disk is never full");
    }
    assert!(answered > 0);
    assert_eq!(wait(&mut node), Some(1));
    let said = said.iter().collect::<Vec<_>>().join("\n");
    assert!(said.contains("the durable state could not be written"), "{said}");
    assert!(said.contains("make room"), "{said}");
    cluster.start_node(1);
    for decree in 0..answered {
        assert_eq!(cluster.learn(&format!("decree {decree}")), "v".repeat(800));
    }
}
