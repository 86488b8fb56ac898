//! The TLA+ specs, and their checker.

use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Where the specs are.
pub(crate) const FOLDER: &str = "specs";

/// What the checker says of an instance in a folder.
pub(crate) fn run(folder: &Path, instance: &str, arguments: &[&str]) -> String {
    let tools = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("tools");
    let checker = tools.join("bin/tla");
    let mut command = Command::new(&checker);
    command.arg(format!("{instance}.tla")).arg("--json").args(arguments).current_dir(folder);
    let output = command.output();
    let output =
        output.unwrap_or_else(|e| panic!("{}: {e}; make tools installs it", checker.display()));
    let said =
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.success(), said.contains("\"status\": \"ok\""), "{instance}: {said}");
    said
}

/// All states that the checker finds, and all steps, as it draws them.
pub(crate) fn draw(folder: &Path, instance: &str, arguments: &[&str]) -> String {
    let drawn = folder.join("states.dot");
    let drawing =
        ["--allow-deadlock", "--dot-mode", "full", "--export-dot", drawn.to_str().unwrap()];
    let said = run(folder, instance, &[&drawing, arguments].concat());
    fs::read_to_string(drawn).unwrap_or_else(|e| panic!("{e}: {said}"))
}

/// A copy of the specs.
pub(crate) fn specs() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(FOLDER).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    folder
}
