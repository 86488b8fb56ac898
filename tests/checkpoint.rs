//! `synod check --checkpoint`: a search that is stopped or killed, and continued, ends as one without
//! a break; and a folder that is not that search's is refused and left as it is.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

const SMALL: &str = "models/holds/two_proposers.toml";
/// Searched without reductions: it takes seconds, and has hits and traces.
const LONG: &str = "models/violates/largest_value.toml";
const KILLS: u64 = 6;

fn check(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synod"));
    command.arg("check").args(arguments).arg("--trace-dir").arg(folder.join("traces"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The same, with the search kept in the folder `search`.
fn kept(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = check(folder, arguments);
    command.arg("--checkpoint").arg(folder.join("search"));
    command
}

fn error(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{error}{}", String::from_utf8_lossy(&output.stdout));
    error
}

/// The report on one model.
fn report(output: &Output) -> Value {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(errors, "");
    serde_json::from_slice::<Value>(&output.stdout).unwrap()[0].take()
}

/// What must be the same whether there was a break or not: all but the time, the break itself, and
/// where traces are.
fn result(report: &Value) -> Value {
    let mut report = report.clone();
    report["seconds"].take();
    report["resumed_states"].take();
    for property in report["properties"].as_array_mut().unwrap() {
        property["trace"].take();
    }
    report
}

/// The contents of all files below a folder, by their paths in it.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        if path.is_dir() {
            let inside = contents(&path).into_iter();
            all.extend(inside.map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            all.insert(name, fs::read(&path).unwrap());
        }
    }
    all
}

/// Runs until the checkpoint has been replaced, and a bit longer, and kills it with -9. Whether it was
/// still running.
fn kill_after_a_checkpoint(mut command: Command, manifest: &Path, more: Duration) -> bool {
    let before = fs::read(manifest).ok();
    let mut child = command.spawn().unwrap();
    let has_changed = || {
        let now = fs::read_to_string(manifest).ok();
        // A search that has only just begun has a manifest without levels.
        now.is_some_and(|now| Some(now.as_bytes()) != before.as_deref() && !now.contains("[]"))
    };
    while child.try_wait().unwrap().is_none() && !has_changed() {
        thread::sleep(Duration::from_millis(1));
    }
    thread::sleep(more);
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

#[test]
fn a_search_killed_again_and_again_ends_as_one_without_a_break() {
    killed_again_and_again(&[LONG, "--no-reductions", "--format", "json"]);
}

#[test]
fn so_does_one_that_remembers_fingerprints_alone() {
    killed_again_and_again(&[LONG, "--no-reductions", "--format", "json", "--fingerprints"]);
}

fn killed_again_and_again(long: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let whole = report(&check(folder.path(), long).output().unwrap());
    let traces = contents(&folder.path().join("traces"));
    assert_eq!((&whole["verdict"], &whole["resumed_states"]), (&"violated".into(), &Value::Null));
    assert!(!traces.is_empty());
    fs::remove_dir_all(folder.path().join("traces")).unwrap();

    let manifest = folder.path().join("search/manifest.json");
    let mut killed = 0;
    for kill in 0..KILLS {
        let mut command = kept(folder.path(), long);
        command.args(["--checkpoint-every", "20ms", "--threads", &(1 + kill % 3).to_string()]);
        let more = Duration::from_millis(kill * 9);
        killed += u64::from(kill_after_a_checkpoint(command, &manifest, more));
    }
    assert!(killed >= KILLS / 2, "it was killed {killed} times; the model is too small");
    let resumed = report(&kept(folder.path(), long).output().unwrap());
    assert!(resumed["resumed_states"].as_u64() > Some(0), "{resumed}");
    assert!(resumed["resumed_states"].as_u64() < whole["unique_states"].as_u64(), "{resumed}");
    assert_eq!(result(&resumed), result(&whole));
    assert!(contents(&folder.path().join("traces")) == traces, "the traces are others");

    // It is complete now, and a further run has nothing left to do.
    fs::remove_dir_all(folder.path().join("traces")).unwrap();
    let again = report(&kept(folder.path(), long).output().unwrap());
    assert_eq!(again["resumed_states"], whole["unique_states"]);
    assert_eq!(result(&again), result(&whole));
    assert!(contents(&folder.path().join("traces")) == traces, "the traces are others");
}

#[test]
fn a_search_out_of_time_goes_on_with_more_time() {
    let folder = tempfile::tempdir().unwrap();
    let long = [LONG, "--no-reductions", "--format", "json"];
    let whole = report(&check(folder.path(), &long).output().unwrap());
    // On a slow machine the first times do not suffice to begin.
    let first = (1..100).find_map(|tenths| {
        let timeout = format!("{tenths}00ms");
        let output = kept(folder.path(), &long).args(["--timeout", &timeout]).output().unwrap();
        Some(report(&output)).filter(|report| report["unique_states"] != 0)
    });
    let first = first.expect("some time suffices to begin");
    assert_eq!((&first["reason"], &first["complete"]), (&"out of time".into(), &false.into()));
    let rest = report(&kept(folder.path(), &long).output().unwrap());
    assert_eq!(rest["resumed_states"], first["unique_states"], "nothing was lost");
    assert!(rest["seconds"].as_f64().unwrap() > first["seconds"].as_f64().unwrap());
    assert_eq!(result(&rest), result(&whole));
}

#[test]
fn a_resumed_search_says_so_in_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let run = || String::from_utf8(kept(folder.path(), &[SMALL]).output().unwrap().stdout).unwrap();
    assert!(!run().contains("resumed"));
    assert!(run().contains("\n  resumed    from 245 states\n  search     complete: 245 states"));
}

/// A folder with the finished search of the small model.
fn finished() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert!(kept(folder.path(), &[SMALL]).status().unwrap().success());
    folder
}

#[test]
fn what_a_kill_left_beyond_the_checkpoint_is_cut_off() {
    let folder = finished();
    let path = folder.path().join("search/07.states");
    let states = fs::read(&path).unwrap();
    File::options().append(true).open(&path).unwrap().write_all(b"half a state").unwrap();
    let report = report(&kept(folder.path(), &[SMALL, "--format", "json"]).output().unwrap());
    assert_eq!(report["unique_states"], 245);
    assert_eq!(fs::read(&path).unwrap(), states);
}

/// What is done to the folder of a finished search.
type Harm = fn(&Path);

const SHORT: Harm = |search| {
    let file = File::options().write(true).open(search.join("07.states")).unwrap();
    file.set_len(file.metadata().unwrap().len() - 1).unwrap();
};
const FLIPPED: Harm = |search| {
    let file = File::options().read(true).write(true).open(search.join("07.states")).unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, 3).unwrap();
    file.write_all_at(&[byte[0] ^ 1], 3).unwrap();
};
const SWAPPED: Harm = |search| {
    fs::rename(search.join("07.states"), search.join("99.states")).unwrap();
    fs::rename(search.join("08.states"), search.join("07.states")).unwrap();
    fs::rename(search.join("99.states"), search.join("08.states")).unwrap();
};
const FILE_INSTEAD: Harm = |search| {
    fs::remove_dir_all(search).unwrap();
    fs::write(search, "a file").unwrap();
};

fn rewrite(search: &Path, from: &str, to: &str) {
    let path = search.join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from:?} is not in {text}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

const DAMAGED: &str = "; the checkpoint is damaged: restore it, or name another folder to search \
                       from the beginning";
const OTHER: &str = "; continue that search as it was begun, or name another folder for this one";
const NO_PART: &str = "no part of a checkpoint; name a folder that is missing or empty, or that \
                       holds a checkpoint and nothing else";
const NEWER: &str = "version 2 is unknown, and this program reads version 1; continue with the \
                     synod that made it, or name another folder";

/// What is done to a folder, how it is then used, which file the message names, and what it says.
const HARMS: [(Harm, &[&str], &str, [&str; 2]); 14] = [
    (SHORT, &[SMALL], "07.states", ["it should hold 3 states, and is too short", DAMAGED]),
    (FLIPPED, &[SMALL], "07.states", ["its checksum is wrong", DAMAGED]),
    (SWAPPED, &[SMALL], "07.states", ["its checksum is wrong", DAMAGED]),
    (
        |search| fs::remove_file(search.join("07.states")).unwrap(),
        &[SMALL],
        "07.states",
        ["it is missing", DAMAGED],
    ),
    (
        |search| rewrite(search, "\"generated\": ", "\"generated\": 1"),
        &[SMALL],
        "manifest.json",
        ["its checksum is wrong", DAMAGED],
    ),
    (
        |search| rewrite(search, "{", ""),
        &[SMALL],
        "manifest.json",
        ["it makes no sense (trailing characters at line 2 column 11)", DAMAGED],
    ),
    (
        |search| rewrite(search, "\"version\": 1", "\"version\": 2"),
        &[SMALL],
        "manifest.json",
        [NEWER, ""],
    ),
    (
        |search| fs::remove_file(search.join("manifest.json")).unwrap(),
        &[SMALL],
        "manifest.json",
        ["it is missing beside files of states", DAMAGED],
    ),
    (
        |search| fs::write(search.join("notes.txt"), "mine").unwrap(),
        &[SMALL],
        "notes.txt",
        [NO_PART, ""],
    ),
    (
        |search| fs::create_dir(search.join("7.states")).unwrap(),
        &[SMALL],
        "7.states",
        [NO_PART, ""],
    ),
    (
        |_| {},
        &["models/holds/worked_example.toml"],
        "manifest.json",
        ["a checkpoint of another model, or of this one before its file was changed", OTHER],
    ),
    (
        |_| {},
        &[SMALL, "--no-reductions"],
        "manifest.json",
        ["a checkpoint of a search without --no-reductions", OTHER],
    ),
    (
        |_| {},
        &[SMALL, "--fingerprints"],
        "manifest.json",
        ["a checkpoint of a search without --fingerprints", OTHER],
    ),
    (
        FILE_INSTEAD,
        &[SMALL],
        "",
        ["it cannot be used as a folder (File exists (os error 17)); name another", ""],
    ),
];

#[test]
fn a_folder_that_is_damaged_or_anothers_is_refused_and_stays_as_it_is() {
    for (harm, arguments, file, message) in HARMS {
        let folder = finished();
        let search = folder.path().join("search");
        harm(&search);
        let all = || if search.is_dir() { contents(&search) } else { BTreeMap::new() };
        let before = all();
        let path = if file.is_empty() { search.clone() } else { search.join(file) };
        let expected = format!("error: {}: {}\n", path.display(), message.concat());
        assert_eq!(error(&mut kept(folder.path(), arguments)), expected);
        assert!(all() == before, "{message:?}: something was changed");
    }
}

#[test]
fn a_search_that_uses_a_folder_is_alone_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = kept(folder.path(), &[LONG, "--no-reductions"]).spawn().unwrap();
    while !folder.path().join("search/00.states").exists() {
        thread::sleep(Duration::from_millis(1));
    }
    let refused = error(&mut kept(folder.path(), &[LONG, "--no-reductions"]));
    first.kill().unwrap();
    first.wait().unwrap();
    let search = folder.path().join("search");
    let message = "another search uses it; wait for its end, or name another folder";
    assert_eq!(refused, format!("error: {}: {message}\n", search.display()));
}

#[test]
fn a_search_that_cannot_write_is_truncated_and_goes_on_when_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let long = [LONG, "--no-reductions", "--format", "json"];
    // No file may become longer than 256 blocks, as if the disk were full.
    let kept_command = kept(folder.path(), &long);
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 256; exec \"$@\"", "sh"]);
    limited.arg(kept_command.get_program()).args(kept_command.get_args());
    limited.args(["--checkpoint-every", "20ms"]);
    let output = limited.output().unwrap();
    let full = report(&output);
    assert_eq!(output.status.code(), Some(3), "{full}");
    let reason = full["reason"].as_str().unwrap();
    assert!(reason.ends_with(".states: File too large (os error 27)"), "{reason}");
    let whole = report(&check(folder.path(), &long).output().unwrap());
    let rest = report(&kept(folder.path(), &long).output().unwrap());
    assert_eq!(result(&rest), result(&whole));
}

#[test]
fn a_folder_needs_one_model_and_our_engine() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, message) in [
        (&["models/violates"][..], "--checkpoint keeps the search of one model; name one model"),
        (&[SMALL, LONG], "--checkpoint keeps the search of one model; name one model"),
        (&[SMALL, "--engine", "stateright-bfs"], "--checkpoint is for --engine synod alone"),
        (&[SMALL, "--second-opinion"], "cannot be used with '--checkpoint <DIR>'"),
    ] {
        let error = error(&mut kept(folder.path(), arguments));
        assert!(error.contains(message), "{error}");
        assert!(!folder.path().join("search").exists(), "{error}");
    }
    let error = error(&mut check(folder.path(), &[SMALL, "--checkpoint-every", "1s"]));
    assert!(error.contains("--checkpoint <DIR>"), "{error}");
}

#[test]
fn a_second_search_for_the_shortest_traces_is_kept_too() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [LONG, "--format", "json"];
    let whole = report(&check(folder.path(), &arguments).output().unwrap());
    let first = report(&kept(folder.path(), &arguments).output().unwrap());
    let again = report(&kept(folder.path(), &arguments).output().unwrap());
    assert_eq!(result(&first), result(&whole));
    assert_eq!(result(&again), result(&whole));
    assert_eq!(again["resumed_states"], whole["unique_states"]);
}

/// Another build may number messages and local states differently, so that old states would be read
/// as others.
#[test]
fn a_folder_of_another_build_is_refused() {
    let folder = finished();
    let other = folder.path().join("synod");
    fs::copy(env!("CARGO_BIN_EXE_synod"), &other).unwrap();
    File::options().append(true).open(&other).unwrap().write_all(b"other").unwrap();
    let search = folder.path().join("search");
    let mut command = Command::new(other);
    let error = error(command.args(["check", SMALL, "--checkpoint"]).arg(search));
    assert!(error.contains("a checkpoint of synod 0."), "{error}");
    assert!(error.contains("(build "), "{error}");
    assert!(error.contains(OTHER), "{error}");
}
