//! Models on the command line: what the tests of `synod check` and `synod simulate` share.

use super::SYNOD;
use serde_json::Value;
use signal_hook::consts::SIGINT;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

/// A model that is searched in no time.
pub(crate) const SMALL: &str = "models/holds/one_proposer.toml";

/// Its search takes far longer than any test waits.
pub(crate) const ENDLESS: &str = r#"
version = 1
title = "More than anybody can search"
system = "network"
[roles]
proposers = ["8", "5", "7"]
acceptors = 5
[bounds]
ballots_per_proposer = 2
"#;

/// What the check of the shipped models has written, and `printed.txt`, what it has printed. They are checked by the
/// first program of tests that wants to know, which must find all as expected; and what came of it is kept for the others as
/// long as it is the same synod and the same models.
fn checked() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(checked_by());
        if !folder.exists() {
            let draft = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
            let mut command = Command::new(SYNOD);
            command.args(["check", "models", "--trace-dir"]).arg(draft.path());
            let output = command.output().unwrap();
            assert!(output.status.success(), "{}", text(&output.stdout));
            fs::write(draft.path().join("printed.txt"), output.stdout).unwrap();
            // It may be there by now.
            let _ = fs::rename(draft.path(), &folder);
        }
        folder
    });
    &FOLDER
}

/// The traces of all shipped models that violate something, in files.
pub(crate) fn counterexamples() -> &'static [PathBuf] {
    static PATHS: LazyLock<Vec<PathBuf>> = LazyLock::new(|| {
        let mut paths = entries(&checked().join("models/violates"));
        paths.retain(|path| path.extension() == Some("json".as_ref()));
        paths.sort();
        paths
    });
    &PATHS
}

/// What `synod check models` prints.
pub(crate) fn check_of_all_models() -> String {
    fs::read_to_string(checked().join("printed.txt")).unwrap()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// A name for what this synod finds in these models.
fn checked_by() -> String {
    let mut models =
        [entries(Path::new("models/holds")), entries(Path::new("models/violates"))].concat();
    models.sort();
    let mut hasher = blake3::Hasher::new();
    for path in std::iter::once(Path::new(SYNOD)).chain(models.iter().map(PathBuf::as_path)) {
        hasher.update(&fs::read(path).unwrap());
    }
    format!("checked-{}", &hasher.finalize().to_hex()[..16])
}

/// The command that does something with models; it writes traces into the folder.
pub(crate) fn synod(subcommand: &str, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(SYNOD);
    command.arg(subcommand).args(arguments).arg("--trace-dir").arg(folder.join("traces"));
    command
}

/// Runs a command that takes long, and ends it by Ctrl-C when it is at work.
pub(crate) fn interrupted(mut command: Command) -> Output {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    let kill = [format!("-{SIGINT}"), child.id().to_string()];
    assert!(Command::new("kill").args(kill).status().unwrap().success());
    child.wait_with_output().unwrap()
}

/// What was printed.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Writes a model into a folder, and returns its path.
pub(crate) fn model(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_string()
}

/// The text of a model file, but for what is expected of it.
pub(crate) fn without_expectations(path: &str) -> String {
    let text = fs::read_to_string(path).unwrap();
    text[..text.find("[expect]").unwrap()].to_string()
}

/// Data that must follow one of our published schemas.
pub(crate) fn following(schema: &str, data: &[u8]) -> Value {
    let data: Value = serde_json::from_slice(data).unwrap();
    let schema = fs::read_to_string(format!("docs/schemas/{schema}.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let errors: Vec<_> = schema.iter_errors(&data).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    data
}

/// What a report says of a property.
pub(crate) fn property<'a>(report: &'a Value, name: &str) -> &'a Value {
    let all = report["properties"].as_array().unwrap();
    all.iter().find(|p| p["name"] == name).expect("the property is reported")
}
