//! A copy of the crate with all sabotages in it.

use super::catcher::{Catcher, RANDOM_TEST};
use super::run::{Found, run};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Nothing takes so long unless it hangs: a build on a busy machine; a test or a check.
const BUILDING: Duration = Duration::from_secs(30 * 60);
const RUNNING: Duration = Duration::from_secs(5 * 60);

/// The exit code of a check that finds something that is not expected.
const UNEXPECTED: i32 = 1;

/// A small test that runs the program, so that this is built too.
const WITH_PROGRAM: &str = "readme";

/// What is not as in a release. The crate itself is to be built soon; what it depends on is shared.
const SOON_BUILT: [&str; 2] =
    ["profile.release.package.synod.opt-level=0", "profile.release.incremental=true"];

/// A copy of the crate, built.
#[derive(Debug)]
pub(crate) struct Copy {
    source: PathBuf,
    /// Where its targets are, by their names.
    programs: BTreeMap<String, PathBuf>,
}

impl Copy {
    /// Copies the crate, but for these files, which have these texts, and builds what these catchers need.
    /// What is as it was in the last copy is not built again.
    pub(crate) fn build(texts: &BTreeMap<&Path, String>, catchers: &[Catcher]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sabotage");
        let source = folder.join("source");
        copy(Path::new(""), &source, texts);
        let targets = catchers.iter().filter_map(Catcher::target).collect();
        let programs = build(&source, &folder.join("target"), &targets);
        Self { source, programs }
    }

    /// What somebody finds of the sabotage of this number, or without any.
    pub(crate) fn run(&self, catcher: &Catcher, number: Option<usize>) -> Found {
        let mut command = Command::new(&self.programs[catcher.target().unwrap_or("synod")]);
        command.current_dir(&self.source).env_remove("SABOTAGED").env_remove("SEED");
        command.env("RUST_BACKTRACE", "0");
        command.envs(number.map(|number| ("SABOTAGED", number.to_string())));
        let name = match catcher {
            Catcher::Check(arguments) => {
                let traces = self.source.with_file_name("traces");
                command.arg("check").args(arguments).arg("--trace-dir").arg(traces);
                let (text, code) = run(&mut command, RUNNING);
                return match code {
                    Some(0) => Found::Green,
                    Some(UNEXPECTED) => Found::Red,
                    code => Found::Neither(format!("exit code {code:?}: {text}")),
                };
            }
            Catcher::Seed(seed) => {
                command.env("SEED", seed);
                RANDOM_TEST
            }
            Catcher::Test(_, name) => name,
        };
        let (text, code) = run(command.args([name, "--exact"]), RUNNING);
        let says = |became: &str| text.contains(&format!("\ntest {name} ... {became}\n"));
        match code {
            Some(0) if says("ok") => Found::Green,
            Some(_) if says("FAILED") => Found::Red,
            code => Found::Neither(format!("exit code {code:?}: {text}")),
        }
    }
}

/// Makes a folder the same as another, but for what is built, what is hidden, and these files. What is the same
/// already is left alone, so that it looks no newer.
fn copy(from: &Path, to: &Path, texts: &BTreeMap<&Path, String>) {
    fs::create_dir_all(to).expect("a folder can be made");
    let listed = |folder: &Path| -> BTreeSet<_> {
        let folder = if folder == Path::new("") { Path::new(".") } else { folder };
        let entries = fs::read_dir(folder).expect("it is a folder");
        entries.map(|entry| entry.expect("it can be listed").file_name()).collect()
    };
    let mut names = listed(from);
    names.retain(|name| name != "target" && !name.to_string_lossy().starts_with('.'));
    for gone in listed(to).difference(&names) {
        let gone = to.join(gone);
        let removed = if gone.is_dir() { fs::remove_dir_all(gone) } else { fs::remove_file(gone) };
        removed.expect("it can be removed");
    }
    for name in names {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy(&from, &to, texts);
            continue;
        }
        let text = texts.get(&*from).map(|text| text.clone().into_bytes());
        let text = text.unwrap_or_else(|| fs::read(&from).expect("it can be read"));
        if fs::read(&to).ok().as_ref() != Some(&text) {
            fs::write(&to, text).expect("it can be written");
        }
    }
}

/// Builds the program and these targets; where they are, by their names.
///
/// # Panics
/// If they cannot be built, as when a sabotage is no Rust.
fn build(source: &Path, target: &Path, targets: &BTreeSet<&str>) -> BTreeMap<String, PathBuf> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--release", "--no-run", "--offline", "--quiet", "--message-format=json"]);
    for setting in SOON_BUILT {
        cargo.args(["--config", setting]);
    }
    for target in targets.iter().chain([&WITH_PROGRAM]) {
        match *target {
            "lib" => cargo.arg("--lib"),
            name => cargo.args(["--test", name]),
        };
    }
    // What is built of other crates is where it has been built for these tests.
    let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it has a parent");
    cargo.current_dir(source).env("CARGO_TARGET_DIR", target).env("CARGO_BUILD_BUILD_DIR", shared);
    // Whoever is told of the crate that is tested builds some of them anew, and then so does whoever is not told.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if ["CARGO_MANIFEST_", "CARGO_PKG_", "OUT_DIR"].iter().any(|its| name.starts_with(its)) {
            cargo.env_remove(&*name);
        }
    }
    let (text, code) = run(&mut cargo, BUILDING);
    let (messages, others): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with('{'));
    let messages = messages.into_iter().filter_map(|line| serde_json::from_str(line).ok());
    let messages: Vec<Value> = messages.collect();
    let errors = messages.iter().filter(|message| message["message"]["level"] == "error");
    let errors = errors.filter_map(|message| message["message"]["rendered"].as_str());
    let errors: BTreeSet<&str> = errors.chain(others).collect();
    let errors: Vec<&str> = errors.into_iter().collect();
    assert!(code == Some(0), "the sabotages cannot be built:\n{}", errors.join("\n"));
    let programs = messages.iter().filter_map(|message| {
        let file = Path::new(message["executable"].as_str()?);
        let (is_test, name) = (message["profile"]["test"] == true, &message["target"]["name"]);
        let is_lib = message["target"]["kind"].as_array()?.iter().any(|kind| kind == "lib");
        let name = if is_test && is_lib { "lib" } else { name.as_str()? };
        Some((name.to_string(), file.to_path_buf()))
    });
    programs.collect()
}
