//! Who is heard: members by the members' keys, clients by their own, and nobody else. Real processes.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod support;

use std::fs;
use std::net::UdpSocket;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use support::{Cluster, SYNOD, Talking, chosen, stderr, stdout, write_private};
use synod::actor::Msg;
use synod::node::{
    Ask, Clients, Codec, Content, Incarnation, Letter, Life, Message, Nonces, SystemNonces,
};
use synod::paxos::{Ballot, Message as Paxos, ProposerId, Value, Vote};

fn read(path: PathBuf) -> String {
    fs::read_to_string(path).expect("readable")
}

/// The line of a file that begins so.
fn line<'a>(text: &'a str, begin: &str) -> &'a str {
    text.lines().find(|line| line.starts_with(begin)).expect("it is there")
}

#[track_caller]
fn not_answered(output: &Output) {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stderr(output).contains("no answer within"), "{output:?}");
}

#[test]
fn strangers_are_not_heard() {
    let cluster = Cluster::start(3);
    let stranger = Cluster::prepare(3);
    let (ours, theirs) = (read(cluster.client_file()), read(stranger.client_file()));
    for field in ["id = \"", "key = ", "cluster = "] {
        let forged = ours.replace(line(&ours, field), line(&theirs, field));
        write_private(&stranger.client_file(), &forged);
        not_answered(&stranger.run(&["propose", "colour", "red", "--timeout=700ms"]));
    }
    assert_eq!(cluster.propose("colour", "green"), "green");
}

#[test]
fn a_member_with_another_key_or_another_idea_of_the_quorums_is_not_heard() {
    for change in ["key", "quorums", "nothing"] {
        let mut cluster = Cluster::prepare(2);
        let ours = read(cluster.file());
        let theirs = match change {
            "key" => ours.replace(line(&ours, "key = "), &format!("key = \"{:064x}\"", 7)),
            "quorums" => format!("quorums = {{ prepare = 2, accept = 1 }}\n{ours}"),
            _ => ours.clone(),
        };
        write_private(&cluster.file(), &theirs);
        cluster.start_node(2);
        write_private(&cluster.file(), &ours);
        cluster.start_node(1);
        let output = cluster.run(&["propose", "colour", "green", "--node=1", "--timeout=2s"]);
        match change {
            "nothing" => assert_eq!(chosen(&output), "green"),
            _ => not_answered(&output),
        }
    }
}

/// The incarnation of a node, which is no secret.
fn incarnation(cluster: &Cluster, id: u16) -> Incarnation {
    let text = read(cluster.data(id).join("node.toml"));
    let digits = line(&text, "incarnation = ").split('"').nth(1).expect("it is a text");
    Incarnation(u128::from_str_radix(digits, 16).expect("it is a number").to_be_bytes())
}

/// Sends node 1 what only members may say: that the others have started anew, two votes for `forged`, which are a
/// quorum, and on the way everything else that an acceptor or a proposer could be made to believe.
fn forge(by: &Cluster, text_of_cluster: &str, decree: &str) -> usize {
    let cluster = synod::node::Cluster::parse(text_of_cluster).expect("a cluster file");
    let members = cluster.members();
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port is free");
    let mut nonces = SystemNonces::new().expect("random bytes");
    let ballot = Ballot { round: 1, proposer: ProposerId(1) };
    let value = Value::from("forged");
    let vote = Vote { ballot, value: value.clone() };
    // Actors 0 to 2 propose, 3 to 5 accept, 6 to 8 learn.
    let messages = [
        (1, 1, 3, Paxos::Prepare { ballot }),
        (1, 1, 3, Paxos::Accept { ballot, value }),
        (2, 5, 0, Paxos::Promise { ballot, vote: Some(vote.clone()) }),
        (1, 4, 6, Paxos::Accepted(vote.clone())),
        (2, 5, 6, Paxos::Accepted(vote)),
    ];
    let decree = || decree.parse().expect("a name");
    let messages = messages.map(|(from, src, dst, message)| {
        let msg = Msg::Paxos(message);
        (from, Content::Messages(vec![Message { decree: decree(), src, dst, msg }]))
    });
    let asks = [(1, 2), (2, 3)].map(|(from, id)| {
        let (incarnation, answered) = (incarnation(by, id), Life { start: 1_000, random: 1 });
        let ask = Ask { number: 1, incarnation, answered, room: [[0; 32]; 2] };
        (from, Content::Ask(ask))
    });
    let forged = asks.into_iter().chain(messages);
    let sent = forged.map(|(from, content)| {
        let codec = Codec::new(&cluster, members[from].id, &Clients::default());
        let life = Life { start: 1_000, random: 1 };
        let letter = Letter { life, commits: 1_000_000, content };
        let bytes = codec.letter(members[0].id, nonces.next(), &letter).expect("a member");
        socket.send_to(&bytes, &members[0].address).expect("it is sent");
    });
    sent.count()
}

#[test]
fn who_has_a_clients_key_can_ask_and_forge_no_promise_and_no_vote() {
    let mut cluster = Cluster::prepare(3);
    let node = Talking::start(&mut cluster.node_command(1));
    cluster.start_node(2);
    cluster.start_node(3);
    let (members, client) = (read(cluster.file()), read(cluster.client_file()));
    let with = |fields: &[&str]| {
        fields.iter().fold(members.clone(), |text, field| {
            text.replace(line(&members, field), line(&client, field))
        })
    };
    // All that a client knows and can see on the wire: its key under its own id, and under the members'.
    let sent = forge(&cluster, &with(&["id = \"", "key = "]), "colour");
    forge(&cluster, &with(&["key = "]), "colour");
    let output = cluster.run(&["learn", "colour", "--node=1"]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert_eq!(cluster.propose("colour", "green"), "green");
    assert_eq!(cluster.learn_at("colour", 1), "green");
    // The very same from who has the members' file is believed: so it is the key that forbids it.
    forge(&cluster, &members, "shape");
    assert_eq!(cluster.learn_at("shape", 1), "forged");
    let last_words = node.stop();
    for reason in ["key", "seal"] {
        let told = format!("{sent} by {reason}");
        assert!(last_words.contains(&told), "{told}: {last_words}");
    }
}

#[test]
fn the_members_key_is_exchanged_node_by_node_and_the_cluster_goes_on() {
    let mut cluster = Cluster::prepare(3);
    // All three are needed for anything, so that nobody can be missing.
    let text = format!("quorums = {{ prepare = 3, accept = 3 }}\n{}", read(cluster.file()));
    let from = text.find("[[key]]").expect("it has a key");
    let old = text[from..].split("\n\n").next().expect("it is there").to_owned();
    let new = old.replace(line(&old, "id"), "id = \"01234567\"");
    let new = new.replace(line(&new, "key"), &format!("key = \"{:064x}\"", 7));
    let with = |keys: &str| text.replace(&old, keys);
    let (both, both_turned) = (format!("{old}\n{new}"), format!("{new}\n{old}"));
    write_private(&cluster.file(), &with(&old));
    (1..=3).for_each(|id| cluster.start_node(id));
    for (step, keys) in [&both, &both_turned, &new].into_iter().enumerate() {
        for id in 1..=3 {
            cluster.kill(id);
            write_private(&cluster.file(), &with(keys));
            cluster.start_node(id);
            let decree = format!("step {step}, node {id}");
            assert_eq!(cluster.propose(&decree, "green"), "green");
        }
    }
    // Who still has the old one alone is out.
    cluster.kill(1);
    write_private(&cluster.file(), &with(&old));
    cluster.start_node(1);
    not_answered(&cluster.run(&["propose", "colour", "green", "--timeout=1s"]));
}

/// Asks as the client whose file `add-client` has written for this name.
fn ask_as(cluster: &Cluster, name: &str) -> Output {
    let mut command = Command::new(SYNOD);
    command.args(["propose", "colour", "green", "--timeout=1s", "--client"]);
    command.arg(cluster.path().join(format!("client-{name}.toml"))).output().expect("it runs")
}

fn add_client(cluster: &Cluster, name: &str) {
    let mut command = Command::new(SYNOD);
    command.args(["cluster", "add-client", name]).current_dir(cluster.path());
    let output = command.output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn upon_a_sighup_clients_are_added_and_revoked_while_the_node_runs() {
    let cluster = Cluster::prepare(1);
    let node = Talking::start(&mut cluster.node_command(1));
    let before = read(cluster.clients_file());
    add_client(&cluster, "bob");
    not_answered(&ask_as(&cluster, "bob"));
    node.signal("-HUP");
    let told = node.says("has read its clients again");
    assert!(told.ends_with("; added: bob"), "{told}");
    assert_eq!(chosen(&ask_as(&cluster, "bob")), "green");
    assert_eq!(chosen(&cluster.run(&["learn", "colour"])), "green", "the others stay");

    // A list that cannot be used revokes nobody, and adds nobody.
    write_private(&cluster.clients_file(), &format!("{before}\n[[client]]\nname = \"eve\"\n"));
    node.signal("-HUP");
    let told = node.says("keeps the clients that it had");
    assert!(told.contains("clients.toml: line ") && told.contains("missing field"), "{told}");
    assert_eq!(chosen(&ask_as(&cluster, "bob")), "green");

    write_private(&cluster.clients_file(), &before);
    node.signal("-HUP");
    let told = node.says("has read its clients again");
    assert!(told.ends_with("; removed: bob"), "{told}");
    not_answered(&ask_as(&cluster, "bob"));
    assert_eq!(chosen(&cluster.run(&["learn", "colour"])), "green", "the others stay");
    node.signal("-HUP");
    let told = node.says("has read its clients again");
    assert!(told.ends_with("; nothing has changed"), "{told}");
    let last_words = node.stop();
    assert!(last_words.contains(" by key"), "{last_words}");
}

#[test]
fn what_init_and_add_client_print_works_word_for_word() {
    let dir = tempfile::tempdir().expect("a directory");
    // A name that a shell would take for three words, if it were printed as it is.
    let folder = "my first cluster";
    let (base, _port) = support::free_ports().next().expect("there are thousands");
    let run = |arguments: &[&str]| {
        let output = Command::new(SYNOD).args(arguments).current_dir(&dir).output();
        let output = output.expect("it runs");
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        stdout(&output)
    };
    let shell = |line: &str| {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("exec {line}")]).current_dir(&dir).stdin(Stdio::null());
        command
    };
    let base = base.to_string();
    let printed = run(&["cluster", "init", "--nodes=1", "--out", folder, "--base-port", &base]);
    let hint = |printed: &str, word: &str| {
        let mut hints = printed.lines().filter_map(|line| line.strip_prefix("  "));
        hints.find(|hint| hint.contains(word)).expect("it is printed").to_owned()
    };
    let node = Talking::start(&mut shell(&hint(&printed, " node ")));
    let output = shell(&hint(&printed, " propose ")).output().expect("it runs");
    assert_eq!(chosen(&output), "green");
    let cluster_file = format!("{folder}/cluster.toml");
    let printed = run(&["cluster", "add-client", "bob", "--cluster", &cluster_file]);
    node.signal("-HUP");
    node.says("added: bob");
    let output = shell(&hint(&printed, " learn ")).output().expect("it runs");
    assert_eq!(chosen(&output), "green");
}
