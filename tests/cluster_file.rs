//! The cluster file: what `synod cluster init` writes follows the published schema.

use std::fs;
use std::process::Command;

#[test]
fn a_new_cluster_file_follows_the_published_schema() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cluster.toml");
    let output = Command::new(env!("CARGO_BIN_EXE_synod"))
        .args(["cluster", "init", "--nodes", "5", "--out"])
        .arg(&path)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let schema = fs::read_to_string("docs/schemas/cluster.json").unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let table: toml::Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut file = serde_json::to_value(table).unwrap();
    let errors: Vec<_> = schema.iter_errors(&file).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    file["node"][0]["role"] = "acceptor".into();
    assert!(!schema.is_valid(&file), "the schema lets an unknown field pass");
}
