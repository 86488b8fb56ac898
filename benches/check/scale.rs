//! States, seconds and memory against bounds.

use super::{Run, reductions};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;
use synod::check::Engine;
use synod::model::packed::Reductions;

/// A search longer than this is stopped, and what it had by then is told.
const TIMEOUT: &str = "600s";

/// The models that take less than a second.
const SHORT: [&str; 2] =
    ["3_acceptors_2_proposers_2_ballots_1_crash.toml", "5_acceptors_3_proposers_1_crash.toml"];

/// Prints the table of the models beside this file that take up to a minute, and what each reduction
/// gives there.
pub(crate) fn table() {
    let paths = models(|name| !name.starts_with("moonshot"));
    states(&paths, &[]);
    reductions::table(paths.iter().map(PathBuf::as_path));
}

/// Prints the table of those that take more.
pub(crate) fn moonshots() {
    states(&models(|name| name.starts_with("moonshot")), &["--fingerprints"]);
}

/// Checks those that take less than a second, whose counts stand in their files: paths and counts.
pub(crate) fn short() -> impl Iterator<Item = (String, Run)> {
    let paths = models(|name| SHORT.contains(&name)).into_iter();
    paths.map(|path| path.display().to_string()).map(|path| {
        let run = super::ours(&super::model(&path), Engine::Synod, Reductions::ALL, 2);
        (path, run)
    })
}

fn models(wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir("benches/check/models")
        .expect("the benchmark runs where Cargo.toml is")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            wanted(name)
        })
        .collect();
    paths.sort();
    paths
}

/// What a model is called in a table.
pub(crate) fn title(path: &Path) -> String {
    path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().replace('_', " ")
}

fn states(paths: &[PathBuf], flags: &[&str]) {
    println!("scale, all reductions, 2 threads {}\n", flags.join(" "));
    println!("| bounds | states | seconds | bytes a state at the peak | |");
    println!("|---|--:|--:|--:|---|");
    for path in paths {
        let command = Command::new(env!("CARGO_BIN_EXE_synod"))
            .args(["check", "--format", "json", "--threads", "2", "--timeout", TIMEOUT])
            .args(["--memory", "16GiB", "--trace-dir", "target/bench-traces"])
            .args(flags)
            .arg(path)
            .stdout(Stdio::piped())
            .spawn();
        let child = command.expect("synod can be run");
        let watch = Peak::watch(&child);
        let output = child.wait_with_output().expect("it ends");
        let peak = watch.join();
        let report: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("it reports as JSON");
        let report = &report[0];
        let states = report["unique_states"].as_u64().unwrap_or(0);
        println!(
            "| {} | {states} | {:.1} | {} | {} |",
            title(path),
            report["seconds"].as_f64().unwrap_or(0.0),
            peak / states.max(1),
            report["reason"].as_str().unwrap_or("complete"),
        );
    }
    println!();
}

/// The most memory that a process has had.
struct Peak(thread::JoinHandle<u64>);

impl Peak {
    fn watch(child: &Child) -> Self {
        let status = format!("/proc/{}/status", child.id());
        Self(thread::spawn(move || {
            let mut peak = 0;
            while let Some(bytes) = fs::read_to_string(&status).ok().and_then(|s| high_water(&s)) {
                peak = bytes;
                thread::sleep(Duration::from_millis(20));
            }
            peak
        }))
    }

    fn join(self) -> u64 {
        self.0.join().unwrap_or(0)
    }
}

/// None once the process has ended.
fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
