//! What cannot be done is refused with one message that says what is wrong and what to do.

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::UdpSocket;
use std::path::Path;
use std::process::{Command, Output, Stdio};
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
    let all_are =
        |roles: &str| sound.replace("address = \"1", &format!("roles = {roles}\naddress = \"1"));
    let from = sound.find("[[key]]").expect("it has a key");
    let key = sound[from..].split("\n\n").next().expect("it is there").to_owned() + "\n";
    let key_id = key.lines().nth(1).expect("it has an id").to_owned();
    let other_id = key.replace(&key_id, "id = \"01234567\"");
    let many: String = (4..=33).fold(String::new(), |text, id| {
        format!("{text}[[node]]\nid = {id}\naddress = \"127.0.0.1:{id}\"\n")
    });
    for (text, says) in [
        ("version = 2\ncluster = ".to_owned(), &["line 2: "][..]),
        (sound.replace("id = 3", "id = 1"), &["two nodes have `id = 1`", "its own"]),
        (sound.replace(&address(3), &address(1)), &["nodes 1 and 3 both have `address = "]),
        (sound.replace("id = 3", "id = 3\nrole = []"), &["unknown field `role`", "line "]),
        (sound.replace("id = 3", "id = \"three\""), &["invalid type", "line "]),
        (sound.replace("id = 3\n", ""), &["missing field `id`"]),
        (sound.replace("version = 2", "version = 3"), &["`version` is 3", "newer synod"]),
        (sound.replace("version = 2", "version = 1"), &["`version` is 1", "make the cluster anew"]),
        (sound.replace("key = \"", "key = \"x"), &["`key` of `[[key]]` 1 is not 64"]),
        (sound.replace(&key_id, "id = \"1234567\""), &["`id` of `[[key]]` 1 is not 8"]),
        (sound.replacen(&key, "", 1), &["there is no `[[key]]`"]),
        (sound.replacen(&key, &key.repeat(2), 1), &["two keys have `id = ", "its own"]),
        (sound.replacen(&key, &(key.clone() + &other_id), 1), &["are one key under two ids"]),
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
        refused(&cluster.node_command(1).output().expect("it runs"), 2, &says);
        assert!(!cluster.data(1).exists(), "nothing is made for a cluster that is none");
    }
}

#[test]
fn a_cluster_file_that_is_not_there() {
    let dir = tempfile::tempdir().expect("a directory");
    let node = ["node", "--id=1", "--data=node-1"];
    let named = run(dir.path(), &[&node[..], &["--cluster", "gone.toml"]].concat());
    refused(&named, 2, &["gone.toml: cannot be read", "synod cluster init"]);
    let default = run(dir.path(), &node);
    refused(&default, 2, &["cluster.toml, synod-data/cluster.toml", "--cluster"]);
    let named = run(dir.path(), &["learn", "colour", "--client", "gone.toml"]);
    refused(&named, 2, &["gone.toml: cannot be read", "synod cluster init"]);
    let default = run(dir.path(), &["learn", "colour"]);
    refused(&default, 2, &["client.toml, synod-data/client.toml", "--client"]);
}

#[test]
fn a_list_of_clients_that_cannot_be_used() {
    let cluster = Cluster::prepare(1);
    let sound = fs::read_to_string(cluster.clients_file()).expect("readable");
    let entry = sound[sound.find("[[client]]").expect("it has one")..].to_owned();
    let line = |name: &str| entry.lines().find(|line| line.starts_with(name)).expect("it is there");
    let again = entry.replace(line("id"), "id = \"01234567\"");
    for (text, says) in [
        (sound.replace("version = 2", "version = 3"), &["`version` is 3", "newer synod"][..]),
        (sound.replace("name =", "nickname ="), &["unknown field `nickname`", "line "]),
        (sound.replace("key = \"", "key = \"x"), &["`key` of client first is not 64"]),
        (sound.replace("id = \"", "id = \"0"), &["`id` of client first is not 8"]),
        (sound.replace("first", "../../first"), &["a client cannot have `name = ", "letters"]),
        (format!("{sound}\n{again}"), &["two clients have `name = \"first\"`"]),
        (format!("{sound}\n{}", again.replace("first", "second")), &["one key under two ids"]),
        (format!("{sound}\n{}", entry.replace("first", "second")), &["two keys have `id = "]),
    ] {
        fs::write(cluster.clients_file(), text).expect("writable");
        let says = [&["clients.toml: "], says].concat();
        refused(&cluster.node_command(1).output().expect("it runs"), 2, &says);
        assert!(!cluster.data(1).exists(), "nothing is made");
    }
    fs::remove_file(cluster.clients_file()).expect("it is there");
    let gone = cluster.node_command(1).output().expect("it runs");
    refused(&gone, 2, &["clients.toml: cannot be read", "synod cluster init"]);
}

#[test]
fn a_clients_file_that_cannot_be_used() {
    let cluster = Cluster::prepare(2);
    let sound = fs::read_to_string(cluster.client_file()).expect("readable");
    let nodes = sound.find("[[node]]").expect("it has nodes");
    for (text, says) in [
        (sound.replace("version = 2", "version = 1"), &["`version` is 1", "anew"][..]),
        (sound.replace("key = \"", "key = \"x"), &["`key` is not 64"]),
        (sound.replace("cluster = \"", "cluster = \"0"), &["`cluster` is not 32"]),
        (sound.replace("id = 2", "id = 1"), &["two nodes have `id = 1`"]),
        (sound[..nodes].to_owned(), &["there is no `[[node]]`"]),
        (sound.replace("id = 2", "id = 2\nroles = []"), &["unknown field `roles`", "line "]),
        (fs::read_to_string(cluster.file()).expect("readable"), &["line "]),
    ] {
        fs::write(cluster.client_file(), text).expect("writable");
        let says = [&["client.toml: "], says].concat();
        refused(&cluster.run(&["learn", "colour"]), 2, &says);
    }
}

#[test]
fn no_message_about_a_file_has_a_key_in_it() {
    let cluster = Cluster::prepare(1);
    let sound = fs::read_to_string(cluster.file()).expect("readable");
    let key = sound.lines().find_map(|line| line.strip_prefix("key = \"")).expect("it has one");
    // The quotation mark at the end is missing.
    fs::write(cluster.file(), sound.replace(key, key.trim_end_matches('"'))).expect("writable");
    let said = stderr(&cluster.node_command(1).output().expect("it runs"));
    assert!(said.contains("cluster.toml: line "), "{said}");
    assert!(!said.contains(&key[..8]), "{said}");
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
    assert_eq!(fs::read_dir(cluster.path()).expect("readable").count(), 7, "nothing is left over");
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

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

#[test]
fn the_files_of_a_cluster_are_made_once_and_for_their_owner_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let made = run(dir.path(), &["cluster", "init", "--nodes", "5", "--base-port", "6000"]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    assert!(stdout(&made).contains("node --id 5 --cluster cluster.toml --data node-5"), "{made:?}");
    assert!(stdout(&made).contains("propose colour green --client client.toml"), "{made:?}");
    let files = ["cluster.toml", "clients.toml", "client.toml"].map(|name| dir.path().join(name));
    let read = || files.each_ref().map(|path| fs::read_to_string(path).expect("readable"));
    let texts = read();
    assert!(texts[0].contains("address = \"127.0.0.1:6004\""), "{}", texts[0]);
    for path in &files {
        assert_eq!(mode(path), 0o600, "{} holds a key", path.display());
    }
    // None of the three is overwritten, whichever of them is there.
    for path in &files {
        refused(&run(dir.path(), &["cluster", "init"]), 2, &["is there already", "--out"]);
        assert_eq!(read(), texts);
        let alone = tempfile::tempdir().expect("a directory");
        let name = path.file_name().expect("it has one");
        fs::write(alone.path().join(name), "precious").expect("writable");
        refused(&run(alone.path(), &["cluster", "init"]), 2, &["is there already", "--out"]);
        assert_eq!(fs::read_dir(alone.path()).expect("readable").count(), 1, "nothing is made");
    }
    let made = run(dir.path(), &["cluster", "init", "--out", "deep/er"]);
    assert!(stdout(&made).contains("--cluster deep/er/cluster.toml"), "{made:?}");
    assert!(stdout(&made).contains("--client deep/er/client.toml"), "{made:?}");
    assert_eq!([mode(&dir.path().join("deep")), mode(&dir.path().join("deep/er"))], [0o700; 2]);
    let ports = run(dir.path(), &["cluster", "init", "--base-port=65535", "--out=other"]);
    refused(&ports, 2, &["3 ports from 65535 on go beyond 65535", "lower base port"]);
    assert!(!dir.path().join("other").exists());
    let other = run(dir.path(), &["cluster", "--data", ".", "--nodes", "3"]);
    refused(&other, 2, &["this cluster has 5 nodes", "--data"]);
}

#[test]
fn a_client_is_added_once_and_its_file_is_its_own() {
    let cluster = Cluster::prepare(2);
    let add = |more: &[&str]| run(cluster.path(), &[&["cluster", "add-client"], more].concat());
    let before = fs::read_to_string(cluster.clients_file()).expect("readable");
    let made = add(&["bob"]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    assert!(stdout(&made).contains("learn colour --client client-bob.toml"), "{made:?}");
    let file = cluster.path().join("client-bob.toml");
    let (list, own) = (
        fs::read_to_string(cluster.clients_file()).expect("readable"),
        fs::read_to_string(&file).expect("readable"),
    );
    assert!(list.starts_with(&before), "what was there stays, word for word");
    let own_key = own.lines().find(|line| line.starts_with("key")).expect("it has one");
    assert!(list.contains(own_key) && !before.contains(own_key));
    let members = fs::read_to_string(cluster.file()).expect("readable");
    let secret = members.lines().find(|line| line.starts_with("key")).expect("it has one");
    assert!(!own.contains(secret) && !own.contains("roles") && !own.contains("quorums"));
    assert_eq!([mode(&cluster.clients_file()), mode(&file)], [0o600; 2]);

    refused(&add(&["bob"]), 2, &["two clients have `name = \"bob\"`"]);
    refused(&add(&["../bob"]), 2, &["a client cannot have `name = \"../bob\"`"]);
    refused(&add(&["eve", "--out", "client-bob.toml"]), 2, &["client-bob.toml: is there already"]);
    refused(&add(&["eve", "--clients", "gone.toml"]), 2, &["gone.toml: cannot be read"]);
    assert!(!cluster.path().join("client-eve.toml").exists());
    assert_eq!(fs::read_to_string(cluster.clients_file()).expect("readable"), list);
    assert_eq!(fs::read_to_string(&file).expect("readable"), own);
}

#[test]
fn what_others_can_read_is_told_and_does_no_harm() {
    use std::os::unix::fs::PermissionsExt;
    let mut cluster = Cluster::prepare(1);
    let told = |said: &str, name: &str| {
        said.lines().filter(|line| line.starts_with("warning: ") && line.contains(name)).count()
    };
    let node_says = |cluster: &Cluster| {
        let mut command = cluster.node_command(1);
        let mut node = command.stderr(Stdio::piped()).spawn().expect("it starts");
        let lines = BufReader::new(node.stderr.take().expect("it is piped")).lines();
        let lines = lines.map(|line| line.expect("text"));
        let said: Vec<_> = lines.take_while(|line| !line.contains("is ready at")).collect();
        node.kill().expect("it runs");
        node.wait().expect("it ends");
        said.join("\n")
    };
    assert_eq!(node_says(&cluster), "", "nothing is wrong");
    assert_eq!(mode(&cluster.data(1)), 0o700);
    let open = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("ours");
    };
    open(&cluster.data(1), 0o750);
    assert_eq!(told(&node_says(&cluster), "chmod 700 "), 1);
    open(&cluster.data(1), 0o700);
    for path in [cluster.file(), cluster.clients_file(), cluster.client_file()] {
        open(&path, 0o640);
    }
    let said = node_says(&cluster);
    assert_eq!((told(&said, "chmod 600 "), said.lines().count()), (2, 2), "{said}");
    cluster.start_node(1);
    let output = cluster.run(&["propose", "colour", "green"]);
    assert_eq!(stdout(&output), "green\n", "{output:?}");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = stderr(&output);
    assert_eq!((told(&said, "client.toml"), said.lines().count()), (1, 1), "{said}");
}
