//! The files of a cluster: what is written follows the published schemas, and what is wrong with them is told without keys.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use synod::node::{Access, Clients, Cluster};

/// Runs a command in a folder.
fn run(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synod"));
    let output = command.arg("cluster").args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Checks a file, and that a field which it does not have would be noticed where `place` says.
fn follows(path: &Path, schema: &str, place: impl Fn(&mut Value) -> &mut Value) {
    let schema = fs::read_to_string(format!("docs/schemas/{schema}.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let table: toml::Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut file = serde_json::to_value(table).unwrap();
    let errors: Vec<_> = schema.iter_errors(&file).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{}: {errors:?}", path.display());
    place(&mut file)["role"] = "acceptor".into();
    assert!(!schema.is_valid(&file), "the schema lets an unknown field pass");
}

#[test]
fn new_files_follow_the_published_schemas() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init", "--nodes", "5"]);
    run(folder.path(), &["add-client", "bob"]);
    let path = |name: &str| folder.path().join(name);
    follows(&path("cluster.toml"), "cluster", |file| &mut file["node"][0]);
    follows(&path("cluster.toml"), "cluster", |file| &mut file["key"][0]);
    follows(&path("clients.toml"), "clients", |file| &mut file["client"][1]);
    follows(&path("client.toml"), "client", |file| &mut file["node"][4]);
    follows(&path("client-bob.toml"), "client", |file| file);
}

/// As who mixes lines up: what is told of the file stands in a log, which others may read.
#[test]
fn a_key_that_stands_where_something_else_should_is_not_told() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init", "--nodes", "2"]);
    let mut refused = 0;
    for name in ["cluster.toml", "clients.toml", "client.toml"] {
        let path = folder.path().join(name);
        let text = fs::read_to_string(&path).unwrap();
        let key = text.lines().find_map(|line| line.strip_prefix("key = ")).unwrap();
        for (place, line) in text.lines().enumerate() {
            let Some((field, _)) = line.split_once(" = ") else { continue };
            let mut lines: Vec<&str> = text.lines().collect();
            let moved = format!("{field} = {key}");
            lines[place] = &moved;
            fs::write(&path, lines.join("\n")).unwrap();
            let error = match name {
                "cluster.toml" => Cluster::load(&path).map(drop),
                "clients.toml" => Clients::load(&path).map(drop),
                _ => Access::load(&path).map(drop),
            };
            if let Err(error) = error {
                let told = error.to_string();
                assert!(!told.contains(&key[10..30]), "{moved}: {told}");
                refused += 1;
            }
        }
    }
    assert!(refused >= 10, "{refused}");
}
