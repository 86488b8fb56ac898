//! Traces are taken again by the actors: all that the shipped models produce, and none that tells
//! something else than what the actors do.

mod support;

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use support::SYNOD;
use support::models::{counterexamples, text};

fn replay(trace: &Path, more: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(SYNOD).arg("trace").arg(trace).args(more).output().unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

#[test]
fn every_trace_of_a_shipped_model_is_taken_again_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let paths = counterexamples(folder.path());
    assert!(paths.len() > 50, "only {} traces", paths.len());
    for path in paths {
        let (said, complaint, code) = replay(&path, &[]);
        assert_eq!(code, Some(0), "{}: {complaint}", path.display());
        let told = fs::read_to_string(path.with_extension("txt")).unwrap();
        assert!(said.starts_with(&told), "{}", path.display());
        assert!(said.contains("\nWhy\n"), "{} is not explained", path.display());
        assert!(said.contains("\n step"), "{}: no table of states", path.display());
    }
}

/// What is done to a trace.
type Harm = fn(&mut Value);

/// Does harm to a trace that is in order, and says what comes of it.
fn harmed(trace: &Path, harm: Harm) -> (String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.json");
    let mut data: Value = serde_json::from_str(&fs::read_to_string(trace).unwrap()).unwrap();
    harm(&mut data);
    fs::write(&path, data.to_string()).unwrap();
    let (_, complaint, code) = replay(&path, &[]);
    (complaint, code)
}

#[test]
fn a_trace_that_was_changed_is_refused_at_the_step_that_was() {
    let folder = tempfile::tempdir().unwrap();
    let all = counterexamples(folder.path());
    let name = "models/violates/largest_value.agreement.json";
    let trace = all.iter().find(|path| path.ends_with(name)).unwrap();
    let cases: [(Harm, i32, &str); 10] = [
        (
            |data| data["steps"][6]["action"]["deliver"]["from"] = "acceptor 3".into(),
            1,
            "step 7: this cannot happen here",
        ),
        (
            |data| {
                data["steps"][10]["action"]["deliver"]["message"]["accept"]["value"] = "9".into();
            },
            1,
            "step 11: this cannot happen here",
        ),
        (
            |data| data["steps"][12]["changed"][0]["state"]["proposer"]["proposed"] = "5".into(),
            1,
            "step 13: proposer A counts the promise",
        ),
        (|data| drop(data["steps"].as_array_mut().unwrap().remove(4)), 1, "cannot happen here"),
        (
            |data| drop(data["steps"].as_array_mut().unwrap().pop()),
            1,
            "nothing in this run violates \"agreement\"",
        ),
        (
            |data| data["violates"] = "learners agree".into(),
            1,
            "nothing in this run violates \"learners agree\"",
        ),
        (|data| data["violates"] = "harmony".into(), 1, "\"harmony\" is no property"),
        (|data| data["version"] = 2.into(), 2, "version 2 is unknown"),
        (
            |data| data["model_blake3"] = "0".repeat(64).into(),
            2,
            "a run of another version of models/violates/largest_value.toml",
        ),
        (|data| data["model"] = "nowhere.toml".into(), 2, "name the file with --model"),
    ];
    for (harm, expected_code, expected) in cases {
        let (complaint, code) = harmed(trace, harm);
        assert!(complaint.contains(expected), "expected {expected:?}: {complaint}");
        assert_eq!(code, Some(expected_code), "{complaint}");
    }
}

#[test]
fn a_dead_end_must_be_one() {
    let folder = tempfile::tempdir().unwrap();
    let all = counterexamples(folder.path());
    let name = "models/violates/votes_once.decision-stays-reachable.json";
    let trace = all.iter().find(|path| path.ends_with(name)).unwrap();
    let (complaint, code) = harmed(trace, |data| drop(data["steps"].as_array_mut().unwrap().pop()));
    assert!(complaint.contains("it can still be reached from where this ends"), "{complaint}");
    assert_eq!(code, Some(1));
}

#[test]
fn what_is_no_trace_is_refused_and_a_model_that_has_moved_can_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let name = "models/violates/adopts_only_if_all_report.agreement.json";
    let all = counterexamples(folder.path());
    let trace = all.iter().find(|path| path.ends_with(name)).unwrap();
    let moved = folder.path().join("moved.json");
    let told = fs::read_to_string(trace).unwrap();
    let model = "models/violates/adopts_only_if_all_report.toml";
    assert!(told.contains(model));
    fs::write(&moved, told.replace(model, "elsewhere.toml")).unwrap();
    assert_eq!(replay(&moved, &[]).2, Some(2));
    assert_eq!(replay(&moved, &["--model", model]).2, Some(0));

    let broken = folder.path().join("broken.json");
    fs::write(&broken, "{").unwrap();
    let (_, complaint, code) = replay(&broken, &[]);
    assert!(complaint.contains("broken.json: it is no trace"), "{complaint}");
    assert_eq!(code, Some(2));
}
