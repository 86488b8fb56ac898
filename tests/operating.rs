//! What an operator meets: names for addresses, nodes that do not hear each other, logs for programs, a service manager,
//! and the files in `ops/`. Real processes.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod support;

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Command, Stdio};
use support::{Cluster, SYNOD, Talking, stderr, stdout, write_private};
use synod::client::{AsyncClient, Client, Options};
use synod::node::{Access, Address};

/// Changes a file.
fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let text = fs::read_to_string(path).expect("readable");
    write_private(path, &change(text));
}

/// A cluster whose nodes have a name, and listen at a number.
fn named(nodes: u16) -> Cluster {
    let cluster = Cluster::prepare(nodes);
    edit(&cluster.file(), |text| {
        let line = |line: &str| match line.strip_prefix("address = \"127.0.0.1:") {
            Some(port) => format!("address = \"localhost:{port}\nlisten = \"127.0.0.1:{port}\n"),
            None => format!("{line}\n"),
        };
        text.lines().map(line).collect()
    });
    edit(&cluster.client_file(), |text| text.replace("127.0.0.1", "localhost"));
    cluster
}

#[test]
fn nodes_and_clients_find_each_other_by_name() {
    let mut cluster = named(3);
    let nodes = [1, 2, 3].map(|id| Talking::start(&mut cluster.node_command(id)));
    for (node, id) in nodes.iter().zip(1..) {
        let found = node.says("finds node");
        assert!(found.starts_with(&format!("node {id} finds node ")), "{found}");
        assert!(found.contains("localhost:") && found.contains(", at 127.0.0.1:"), "{found}");
        node.says("is noted by the others");
    }
    assert_eq!(cluster.propose("colour", "green"), "green");
    drop(nodes);
    (1..=3).for_each(|id| cluster.start_node(id));
    // Both kinds of client, whatever `localhost` stands for beside 127.0.0.1.
    let access = Access::load(&cluster.client_file()).expect("a client's file");
    let options = Options { timeout: Some(support::PATIENCE), only: None };
    let colour = "colour".parse().expect("a name");
    let mut client = Client::new(&access, options).expect("a client");
    assert_eq!(client.propose(&colour, "red").expect("an answer").as_str(), "green");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("one");
    let answer = runtime.block_on(async {
        let client = AsyncClient::new(&access, options).expect("a client");
        client.propose(&colour, "red").await
    });
    assert_eq!(answer.expect("an answer").as_str(), "green");
    let output = cluster.run(&["status", "--json", "--timeout=20s"]);
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(document["nodes"][0]["address"].as_str().expect("text").starts_with("localhost:"));
}

#[test]
fn a_name_that_stands_for_nothing_is_told_with_its_remedy() {
    let cluster = Cluster::prepare(2);
    edit(&cluster.file(), |text| {
        let mut parts = text.splitn(3, "127.0.0.1:");
        let (head, first, last) = (parts.next(), parts.next(), parts.next());
        let parts = [head, first, last].map(|part| part.expect("two addresses"));
        format!("{}no-such-host.invalid:{}other.invalid:{}", parts[0], parts[1], parts[2])
    });
    let mut node = cluster.node_command(1);
    let output = node.output().expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told = stderr(&output);
    assert!(told.contains("error: the name of no-such-host.invalid:"), "{told}");
    assert!(
        told.contains("give the node `listen` in the cluster file, such as \"0.0.0.0:"),
        "{told}"
    );
    edit(&cluster.file(), |text| {
        text.replacen("[[node]]\nid = 1\n", "[[node]]\nid = 1\nlisten = \"127.0.0.1:0\"\n", 1)
    });
    let told = stderr(&cluster.node_command(1).output().expect("it runs"));
    assert!(told.contains("nothing is heard at `listen = \"127.0.0.1:0\"`"), "{told}");
    let (port, _held) = support::free_ports().next().expect("one");
    edit(&cluster.file(), |text| text.replace("127.0.0.1:0", &format!("127.0.0.1:{port}")));
    let node = Talking::start(&mut cluster.node_command(1));
    let told = node.says("cannot find node 2, other.invalid:");
    assert!(told.starts_with("warning: node 1 ") && told.ends_with("it goes on looking"), "{told}");
}

/// Debian has a machine's own name stand for 127.0.1.1, in /etc/hosts. Here a name does so that is this number to whatever looks
/// it up, and a name to us.
#[test]
fn a_name_that_stands_for_this_machine_alone_is_refused_where_others_are_elsewhere() {
    let cluster = Cluster::prepare(2);
    let text = fs::read_to_string(cluster.file()).expect("readable");
    let mut addresses = text.lines().filter(|line| line.starts_with("address = "));
    let [first, second] = [(); 2].map(|()| addresses.next().expect("two nodes"));
    let own = first.replace("127.0.0.1", "0x7f000101");
    let elsewhere = "address = \"192.0.2.2:4701\"";
    write_private(&cluster.file(), &text.replace(first, &own).replace(second, elsewhere));
    // One that starts all the same ends at once.
    let mut node = cluster.node_command(1);
    let output = node.arg("--stop-with-stdin").output().expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told = stderr(&output);
    assert!(told.contains("error: the name of 0x7f000101:"), "{told}");
    assert!(told.contains("stands for 127.0.1.1 here, which is this machine alone"), "{told}");
    assert!(told.contains("give the node `listen` in the cluster file, such as \"0.0.0.0:"));
    assert!(!cluster.data(1).exists(), "nothing was begun");
    // Where all are on this machine it is as good as any.
    let others = second.replace("127.0.0.1", "0x7f000102");
    write_private(&cluster.file(), &text.replace(first, &own).replace(second, &others));
    let node = Talking::start(&mut cluster.node_command(1));
    node.says("finds node 2, 0x7f000102:");
}

#[test]
fn addresses_that_can_never_talk_are_refused() {
    let cluster = Cluster::prepare(2);
    let text = fs::read_to_string(cluster.file()).expect("readable");
    let first = text.lines().find(|line| line.starts_with("address")).expect("an address");
    for (address, told) in [
        ("10.0.0.1:4701", "each reader's own machine"),
        ("[fd00::1]:4701", "each reader's own machine"),
        ("node1.example:4701", "each reader's own machine"),
        ("0.0.0.0:4701", "nothing can be sent to"),
        ("127.0.0.1:0", "nothing can be sent to"),
        ("[::1]:4701", "one of IPv6, so that they can never talk"),
        ("127.0.0.1", "is no address; give an IP address or a name, and a port"),
    ] {
        write_private(
            &cluster.file(),
            &text.replacen(first, &format!("address = \"{address}\""), 1),
        );
        let output = cluster.node_command(2).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{address}: {output:?}");
        assert!(stderr(&output).contains(told), "{address}: {output:?}");
    }
    let init = |arguments: &[&str]| {
        let out = tempfile::tempdir().expect("a directory");
        let mut command = Command::new(SYNOD);
        command.args(["cluster", "init", "--out"]).arg(out.path()).args(arguments);
        let output = command.output().expect("it runs");
        (output.status.code(), stderr(&output), fs::read_to_string(out.path().join("cluster.toml")))
    };
    let (code, told, _) = init(&["--at", "10.0.0.1:1,[fd00::2]:1"]);
    assert!(code == Some(2) && told.contains("can never talk"), "{told}");
    let (code, told, _) = init(&["--at", "10.0.0.1:1", "--listen", "[::1]:1"]);
    assert!(code == Some(2) && told.contains("of the other kind"), "{told}");
    let (code, told, text) = init(&["--at", "node1:1,node2:1", "--listen", "0.0.0.0:1"]);
    assert_eq!(code, Some(0), "{told}");
    let cluster = synod::node::Cluster::parse(&text.expect("it is there")).expect("it can be used");
    let addresses: Vec<_> =
        cluster.members().iter().map(|member| member.address.to_string()).collect();
    assert_eq!(addresses, ["node1:1", "node2:1"]);
    assert!(cluster.members().iter().all(|member| member.listen.is_some()));
}

/// The nodes that do not hear each other say so, both, and what it may be; and that it is over.
#[test]
fn a_node_whose_file_differs_is_told_on_both_sides_and_in_status() {
    let cluster = Cluster::prepare(2);
    let other = cluster.path().join("other.toml");
    fs::copy(cluster.file(), &other).expect("it can be copied");
    let quorums = "version = 2\nquorums = { prepare = 2, accept = 2 }";
    edit(&cluster.file(), |text| text.replacen("version = 2", quorums, 1));
    edit(&other, |text| {
        text.replacen("version = 2", "version = 2\nquorums = { prepare = 1, accept = 2 }", 1)
    });
    let first = Talking::start(&mut cluster.node_command(1));
    let mut command = Command::new(SYNOD);
    command.args(["node", "--id=2", "--new", "--cluster"]).arg(&other);
    let second = Talking::start(command.arg("--data").arg(cluster.path().join("elsewhere")));
    let differs = "what comes in its name does not open: their cluster files differ";
    let told = first.says(differs);
    assert!(told.starts_with("warning: node 1 has heard nothing of node 2 for 10 s"), "{told}");
    second.says(differs);
    let output = cluster.run(&["status", "--json", "--timeout=20s"]);
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    for (node, peer) in [(0, 2), (1, 1)] {
        let hears = &document["nodes"][node]["status"]["hears"][0];
        assert_eq!(
            (&hears["node"], &hears["drops"]),
            (&peer.into(), &"seal".into()),
            "{document:#}"
        );
    }
    let text = stdout(&cluster.run(&["status", "--timeout=20s"]));
    assert!(text.contains("never, seal"), "{text}");
    drop(second);
    let _second = Talking::start(&mut cluster.node_command(2));
    first.says("node 1 hears node 2 again");
}

#[test]
fn a_log_for_programs_has_a_json_object_on_each_line() {
    let cluster = Cluster::prepare(1);
    let node = cluster.node_command(1).args(["--console", "json"]).stderr(Stdio::piped()).spawn();
    let mut node = node.expect("it starts");
    let (sender, lines) = std::sync::mpsc::channel();
    support::pass_on(node.stderr.take().expect("it is piped"), sender);
    support::says(&lines, "is ready at");
    fs::write(cluster.clients_file(), "version = 1").expect("writable");
    let signal = |signal: &str| {
        let pid = node.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().expect("kill").success());
    };
    signal("-HUP");
    let refused = support::says(&lines, "keeps the clients");
    let refused: Value = serde_json::from_str(&refused).expect("JSON");
    assert_eq!((&refused["level"], &refused["event"]), (&"WARN".into(), &"clients".into()));
    assert!(refused["error"].as_str().expect("text").contains("clients.toml"), "{refused}");
    signal("-TERM");
    assert_eq!(support::wait(&mut node), Some(0));
    let last: Value = serde_json::from_str(&lines.iter().last().expect("a line")).expect("JSON");
    assert_eq!((&last["event"], &last["node"]), (&"stopped".into(), &1.into()), "{last}");
    assert!(last["timestamp"].as_str().is_some_and(|time| time.ends_with('Z')), "{last}");
    // Why it could not start is told so as well, and once.
    let output = cluster.node_command(1).args(["--console", "json"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let told: Value = serde_json::from_str(stderr(&output).trim_end()).expect("one line of JSON");
    assert_eq!((&told["level"], &told["event"]), (&"ERROR".into(), &"failed".into()));
}

#[test]
fn a_service_manager_is_told_when_a_node_is_ready_and_when_it_stops() {
    let cluster = Cluster::prepare(3);
    let path = cluster.path().join("notify");
    let manager = UnixDatagram::bind(&path).expect("a socket");
    manager.set_read_timeout(Some(support::PATIENCE)).expect("a socket");
    let told = || {
        let mut buffer = [0; 500];
        let length = manager.recv(&mut buffer).expect("it is told");
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    };
    let node = Talking::start(cluster.node_command(1).env("NOTIFY_SOCKET", &path));
    assert_eq!(told(), "READY=1\nSTATUS=is new, and waits for the others to note it\n");
    let _others = [2, 3].map(|id| Talking::start(&mut cluster.node_command(id)));
    assert_eq!(told(), "STATUS=is noted by the others\n");
    node.stop();
    assert_eq!(told(), "STOPPING=1\n");
    // One that cannot be told is in nobody's way.
    let node =
        Talking::start(cluster.node_command(1).env("NOTIFY_SOCKET", cluster.path().join("none")));
    node.says("NOTIFY_SOCKET cannot be told");
    node.stop();
}

/// The commands of this program in the files of `ops/`, each in words.
fn commands() -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    for entry in fs::read_dir("ops").expect("it is there") {
        let path = entry.expect("readable").path();
        let text = fs::read_to_string(&path).expect("text");
        let is_compose = path.ends_with("compose.yaml");
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            let line = line.replace("${NODE:+--node \\\"$NODE\\\"}", "--node 1").replace("%i", "1");
            let line = line.trim().trim_end_matches("\"]");
            let command = match line.strip_prefix("command: ") {
                Some(command) if is_compose => Some(command),
                _ => ["exec synod ", "ExecStart=/usr/local/bin/synod "]
                    .iter()
                    .find_map(|begin| Some(line.split_once(begin)?.1)),
            };
            commands.extend(command.map(|it| it.split_whitespace().map(str::to_owned).collect()));
        }
    }
    commands
}

#[test]
fn the_commands_of_the_shipped_files_are_commands_of_the_program() {
    let commands = commands();
    let names: BTreeSet<_> = commands.iter().map(|words: &Vec<String>| words[0].as_str()).collect();
    assert_eq!(names, ["cluster", "node", "status"].into(), "{commands:?}");
    assert_eq!(commands.len(), 7, "{commands:?}");
    for words in &commands {
        // What comes before is read first, and refused if it is none.
        let output = Command::new(SYNOD).args(words).arg("--help").output().expect("it runs");
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}", stderr(&output));
    }
    let output = Command::new(SYNOD).args(["node", "--id=1", "--knew", "--help"]).output();
    assert_eq!(output.expect("it runs").status.code(), Some(2), "else this test would see nothing");
}

#[test]
fn the_unit_is_one_and_its_exit_codes_are_those_of_the_program() {
    let unit = fs::read_to_string("ops/synod@.service").expect("it is there");
    assert!(unit.contains("\nRestartPreventExitStatus=2 4\n") && unit.contains("\nType=notify\n"));
    assert!(unit.contains("ExecReload=/bin/kill -HUP $MAINPID"));
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("synod@1.service");
    fs::write(&path, unit.replace("/usr/local/bin/synod", SYNOD)).expect("writable");
    // Where there is no systemd, nobody can tell.
    if let Ok(output) = Command::new("systemd-analyze").arg("verify").arg(&path).output() {
        let told = stderr(&output);
        assert!(output.status.success() && !told.contains("synod@1.service:"), "{told}");
    }
}

/// The nodes of the compose file are those of the cluster that it makes.
#[test]
fn the_composed_nodes_have_the_addresses_of_their_cluster() {
    let compose = fs::read_to_string("ops/compose.yaml").expect("it is there");
    let (_, at) = compose.split_once("--at ").expect("it makes a cluster");
    let addresses = at.split_whitespace().next().expect("addresses").split(',');
    for (address, id) in addresses.zip(1..) {
        let address: Address = address.parse().expect("an address");
        assert_eq!(address.to_string(), format!("node{id}:4701"));
        let service =
            format!("\n  node{id}:\n    <<: *node\n    environment: {{ NODE: \"{id}\" }}\n");
        assert!(compose.contains(&service), "{service}");
        assert!(compose.contains(&format!("\"node{id}:/var/lib/synod\"")));
    }
}
