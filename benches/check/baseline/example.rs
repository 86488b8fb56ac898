//! Stateright's own Paxos example, at the version that `Cargo.lock` pins.
//!
//! It is built unchanged, from a copy of the crate's source, and searched depth-first, by as many
//! threads as it has processors: so many the example starts itself. It looks only once a second
//! whether its search is over, and tells whole seconds; so the time is taken from outside, from
//! its first line to the end of the last thread that searches, whose names Linux tells.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

use serde_json::Value;
use std::fs;
use std::io::{self, BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// How often a running search is looked at.
const PATIENCE: Duration = Duration::from_millis(300);

/// How often one looks whether the search goes on.
const GLANCE: Duration = Duration::from_millis(5);

/// What a run of the example has found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ExampleRun {
    /// Different states.
    pub(crate) unique: u64,
    /// The initial state, and one for every step from every state.
    pub(crate) generated: u64,
    /// How long the search took.
    pub(crate) seconds: f64,
}

/// Runs the example with so many clients, on so many processors; builds it first if need be.
///
/// An error means that it could not be built or run, or that it did not say what it should; it
/// tells which.
pub(crate) fn run(clients: usize, cpus: usize) -> io::Result<ExampleRun> {
    let last = cpus.checked_sub(1).ok_or_else(|| io::Error::other("no processor to run on"))?;
    let program = build()?;
    let mut command = Command::new("taskset");
    command.args(["-c", &format!("0-{last}")]).arg(&program);
    command.args(["check-dfs", &clients.to_string()]).env_remove("RUST_LOG");
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|e| failed(&command, e))?;
    let watched = watch(&mut child).map_err(|e| failed(&command, e));
    if watched.is_err() {
        // It may have ended; if not, nobody needs it any more.
        let _ = child.kill();
    }
    let status = child.wait()?;
    let run = watched?;
    if status.success() { Ok(run) } else { Err(failed(&command, status)) }
}

/// Takes the time of a search that was just started, and reads what it has found.
fn watch(child: &mut Child) -> io::Result<ExampleRun> {
    let output = child.stdout.take().ok_or_else(|| io::Error::other("it has no output"))?;
    let mut lines = BufReader::new(output).lines();
    // It says so just before it starts the threads that search, and the next thing just after.
    expect(&mut lines, "Model checking")?;
    let start = Instant::now();
    let mut line = expect(&mut lines, "")?;
    // A thread has its name only a moment after it has started.
    while !searching(child.id()) && start.elapsed() < PATIENCE {
        std::thread::yield_now();
    }
    while searching(child.id()) {
        std::thread::sleep(GLANCE);
    }
    let seconds = start.elapsed().as_secs_f64();
    while !line.starts_with("Done. ") {
        line = expect(&mut lines, "")?;
    }
    let run = ExampleRun {
        unique: figure(&line, "unique=")?,
        generated: figure(&line, "states=")?,
        seconds,
    };
    for line in lines {
        let line = line?;
        if line.contains("\" counterexample ") {
            return Err(io::Error::other(line));
        }
    }
    Ok(run)
}

/// The next line, which begins so.
fn expect(lines: &mut Lines<BufReader<ChildStdout>>, start: &str) -> io::Result<String> {
    let line = lines.next().transpose()?;
    let line = line.ok_or_else(|| io::Error::other("its output ends too early"))?;
    if line.starts_with(start) {
        Ok(line)
    } else {
        Err(io::Error::other(format!("{start:?} was expected, and it said {line:?}")))
    }
}

/// A figure of a report like `Done. states=8, unique=5, depth=3, sec=0`.
fn figure(line: &str, name: &str) -> io::Result<u64> {
    let figure = line.split([' ', ',']).find_map(|word| word.strip_prefix(name));
    figure
        .and_then(|figure| figure.parse().ok())
        .ok_or_else(|| io::Error::other(format!("no {name:?} in its report {line:?}")))
}

/// Whether a thread that searches runs in this process.
fn searching(process: u32) -> bool {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let mut names = threads.filter_map(|thread| fs::read(thread.path().join("comm")).ok());
    names.any(|name| name.starts_with(b"checker-"))
}

/// Builds the example, if that was not done before: the program.
fn build() -> io::Result<PathBuf> {
    let metadata = metadata()?;
    let target = text(&metadata["target_directory"])?.join("staterights-example");
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let mut staterights = packages.filter(|package| package["name"] == "stateright");
    let (Some(stateright), None) = (staterights.next(), staterights.next()) else {
        return Err(io::Error::other("there is not exactly one version of stateright in use"));
    };
    let version = stateright["version"].as_str().unwrap_or_default();
    let copy = target.join(format!("source-{version}"));
    if !copy.exists() {
        let source = text(&stateright["manifest_path"])?;
        copy_source(source.parent().unwrap_or(&source), &copy)?;
    }
    let mut command = cargo();
    command.args(["build", "--quiet", "--release", "--locked", "--example", "paxos"]);
    command.arg("--manifest-path").arg(copy.join("Cargo.toml")).arg("--target-dir").arg(&target);
    output(&mut command)?;
    Ok(target.join("release/examples/paxos"))
}

/// What cargo knows of the packages that this one is built from on this machine.
fn metadata() -> io::Result<Value> {
    let version = output(cargo().arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or_else(|| io::Error::other("cargo does not tell what machine this is"))?;
    let mut command = cargo();
    command.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host]);
    command.args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]);
    Ok(serde_json::from_str(&output(&mut command)?)?)
}

/// Copies the source of a package, as one that belongs to no workspace. The copy is there when it
/// is whole.
fn copy_source(from: &Path, to: &Path) -> io::Result<()> {
    let unfinished = to.with_extension("unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    copy_dir(from, &unfinished)?;
    let manifest = unfinished.join("Cargo.toml");
    let mut text = fs::read_to_string(&manifest)?;
    text.push_str("\n[workspace]\n");
    fs::write(&manifest, text)?;
    fs::rename(&unfinished, to)
}

/// Copies a directory and all that is in it.
fn copy_dir(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_dir(&entry.path(), &to)?;
        } else {
            // The content alone: files of a registry may be protected from being written.
            fs::write(to, fs::read(entry.path())?)?;
        }
    }
    Ok(())
}

/// The cargo that runs this, if one does.
fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// What a command prints.
fn output(command: &mut Command) -> io::Result<String> {
    let output = command.output().map_err(|e| failed(command, e))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(failed(command, format!("{}\n{complaint}", output.status)));
    }
    String::from_utf8(output.stdout).map_err(|e| failed(command, e))
}

fn failed(command: &Command, why: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("{command:?}: {why}"))
}

/// A path that cargo tells.
fn text(path: &Value) -> io::Result<PathBuf> {
    let path = path.as_str().map(PathBuf::from);
    path.ok_or_else(|| io::Error::other("cargo does not tell where things are"))
}
