//! That the measurement measures, and that nothing of it is left, whatever way it ends. No figure is looked at.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What needs nothing but this program, in its shortest form.
fn bench(disk: &Path, only: &str, seconds: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_bench-node"))
        .args([
            "--rounds",
            "1",
            "--patience",
            "0.1",
            "--rest",
            "0.1",
            "--only",
            only,
            "--seconds",
            seconds,
        ])
        .arg("--disk")
        .arg(disk)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it can be started")
}

/// How many processes have these words in their command line.
fn processes(words: &str) -> usize {
    let processes = fs::read_dir("/proc").expect("there is one").flatten();
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    lines.filter(|line| String::from_utf8_lossy(line).replace('\0', " ").contains(words)).count()
}

/// How many processes have a directory of the measurement, beside itself.
fn parts(disk: &Path) -> usize {
    processes(&disk.join("bench-node-").display().to_string())
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        sleep(Duration::from_millis(20));
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn floors_and_omnipaxos_are_measured_and_nothing_is_left() {
    let disk = tempfile::tempdir().expect("a directory");
    let output = bench(disk.path(), "floor-1,floor-2,omnipaxos", "0.2").wait_with_output();
    let output = output.expect("it ends");
    let told = text(&output);
    assert!(output.status.success(), "{told}");
    for row in ["1 client, p50", "1 client, cores busy otherwise, p99", "64 in flight, answers"] {
        let line = told.lines().find(|line| line.starts_with('|') && line.contains(row));
        let cells: Vec<_> = line.unwrap_or_default().split('|').map(str::trim).collect();
        let is_figure =
            |at: usize| cells.get(at).is_some_and(|cell| cell.starts_with(char::is_numeric));
        assert!([2, 3, 7].into_iter().all(is_figure), "{row}: {told}");
    }
    assert!(told.contains("nobody asks: share of a core, of all three"), "{told}");
    assert_eq!(fs::read_dir(&disk).expect("it is there").count(), 0, "directories are left");
    assert_eq!(parts(disk.path()), 0, "processes are left");
    let spins = format!("{} spin", env!("CARGO_BIN_EXE_bench-node"));
    assert_eq!(processes(&spins), 0, "cores are kept busy");
}

#[test]
fn ended_in_the_middle_it_leaves_nothing() {
    let disk = tempfile::tempdir().expect("a directory");
    let bench = bench(disk.path(), "floor-2", "60");
    until("its parts run", || parts(disk.path()) == 3);
    let id = bench.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill").success());
    let output = bench.wait_with_output().expect("it ends");
    assert!(
        !output.status.success() && text(&output).contains("error: ended"),
        "{}",
        text(&output)
    );
    assert_eq!(parts(disk.path()), 0, "processes are left");
    assert_eq!(fs::read_dir(&disk).expect("it is there").count(), 0, "directories are left");
}

#[test]
fn killed_in_the_middle_it_leaves_no_process() {
    let disk = tempfile::tempdir().expect("a directory");
    let mut bench = bench(disk.path(), "floor-1", "60");
    until("its parts run", || parts(disk.path()) == 3);
    bench.kill().expect("it runs");
    bench.wait().expect("it ends");
    until("its parts have ended", || parts(disk.path()) == 0);
}

#[test]
fn who_cannot_be_measured_is_told_with_the_remedy() {
    let disk = tempfile::tempdir().expect("a directory");
    let output = Command::new(env!("CARGO_BIN_EXE_bench-node"))
        .args(["--only", "synod", "--synod", "nowhere/synod", "--rounds", "1"])
        .arg("--disk")
        .arg(disk.path())
        .output()
        .expect("it can be started");
    let told = text(&output);
    assert!(told.contains("synod is left out: nowhere/synod is not there"), "{told}");
    assert!(told.contains("cargo build --release"), "{told}");
    assert!(!output.status.success(), "nothing was measured: {told}");
}
