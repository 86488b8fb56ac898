//! Traces are taken again by the actors: all that the shipped models produce, and none that tells
//! something else than what the actors do.

mod support;

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use support::SYNOD;
use support::models::{counterexamples, text};
use synod::model::file::ModelFile;
use synod::trace::{Trace, readable};

fn replay(trace: &Path, more: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(SYNOD).arg("trace").arg(trace).args(more).output().unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

#[test]
fn every_trace_of_a_shipped_model_is_taken_again_and_explained() {
    let paths = counterexamples();
    assert!(paths.len() > 50, "only {} traces", paths.len());
    for path in paths {
        let (said, complaint, code) = replay(path, &[]);
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
    let all = counterexamples();
    let name = "models/violates/largest_value.agreement.json";
    let trace = all.iter().find(|path| path.ends_with(name)).unwrap();
    let cases: [(Harm, i32, &str); 10] = [
        (
            |data| data["steps"][9]["action"]["deliver"]["from"] = "acceptor 3".into(),
            1,
            "step 10: this cannot happen here",
        ),
        (
            |data| {
                data["steps"][11]["action"]["deliver"]["message"]["accept"]["value"] = "9".into();
            },
            1,
            "step 12: this cannot happen here",
        ),
        (
            |data| data["steps"][4]["changed"][0]["state"]["proposer"]["proposed"] = "5".into(),
            1,
            "step 5: proposer A counts the promise",
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
    let all = counterexamples();
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
    let all = counterexamples();
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

/// The ballots of a run, as its steps name them one after the other.
fn changes_of_ballot(trace: &Trace) -> usize {
    let ballots = trace.story.steps.iter().filter_map(|step| {
        let action = serde_json::to_string(&step.action).unwrap();
        Some(action.split_once("\"ballot\":\"")?.1.split_once('"')?.0.to_string())
    });
    let ballots: Vec<String> = ballots.collect();
    ballots.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

/// What happens in a run, whatever its order and the names of the acceptors.
fn happens(trace: &Trace) -> Vec<String> {
    let digits = ['1', '2', '3', '4', '5'];
    let anonymous = |text: &str| {
        let mut words = text.split("acceptor ");
        let first = words.next().unwrap_or_default().to_string();
        words.fold(first, |text, rest| text + "acceptor " + rest.trim_start_matches(digits))
    };
    let actions = trace.story.steps.iter().map(|step| serde_json::to_string(&step.action).unwrap());
    let mut actions: Vec<String> = actions.map(|action| anonymous(&action)).collect();
    actions.sort();
    actions
}

#[test]
fn a_readable_run_is_the_same_run_and_tells_one_ballot_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(SYNOD)
        .args(["check", "models/violates", "--no-minimise", "--trace-dir"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let (mut before, mut after, mut runs) = (0, 0, 0);
    for entry in fs::read_dir(folder.path().join("models/violates")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let found = Trace::read(&path).unwrap();
        let file = ModelFile::read(Path::new(&found.model)).unwrap();
        let told = readable(&found, &file, &|| false);
        let path = path.display();
        assert_eq!(happens(&told), happens(&found), "{path}");
        assert_eq!(synod::trace::replay(&told, &file).as_ref(), Ok(&told), "{path}");
        assert_eq!(readable(&found, &file, &|| false), told, "{path}: told twice");
        let changes = [&found, &told].map(changes_of_ballot);
        assert!(changes[1] <= changes[0], "{path}: {changes:?}");
        (before, after, runs) = (before + changes[0], after + changes[1], runs + 1);
    }
    assert!(runs > 100, "only {runs} runs");
    assert!(2 * after < before, "{before} changes of ballot were found, {after} are left");
}

#[test]
fn quorums_come_in_order_where_acceptors_are_alike_and_keep_their_names_where_they_are_not() {
    let all = counterexamples();
    let told = |name: &str| {
        let name = format!("models/violates/{name}.agreement.json");
        let path = all.iter().find(|path| path.ends_with(&name)).unwrap();
        Trace::read(path).unwrap().explanation.remove(0)
    };
    let swaps = told("votes_below_promise");
    assert!(swaps.contains("{1, 2} chose 8 at 1.A, {1, 2} chose 5 at 1.B"), "{swaps}");
    let in_order = told("largest_value");
    assert!(in_order.contains("{1, 2} chose 5 at 1.B, {2, 3} chose 9 at 1.C"), "{in_order}");
    // Only acceptor 1 may crash, so it cannot be named 2.
    let mortal = told("blank_replacement");
    assert!(mortal.contains("{1, 2} chose 8 at 1.A, {1, 3} chose 5 at 1.B"), "{mortal}");
}

#[test]
fn a_picture_is_drawn_as_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let all = counterexamples();
    let name = "models/violates/largest_value.agreement.json";
    let trace = all.iter().find(|path| path.ends_with(name)).unwrap();
    let [svg, diagram] = ["run.svg", "run.mmd"].map(|name| folder.path().join(name));
    let [svg, diagram] = [&svg, &diagram].map(|path| path.to_str().unwrap());
    let look = ["--slide", "--theme", "dark", "--lang", "zh"];
    let (_, complaint, code) =
        replay(trace, &[&["--svg", svg, "--mermaid", diagram], &look[..]].concat());
    assert_eq!(code, Some(0), "{complaint}");
    let drawn = fs::read_to_string(svg).unwrap();
    for part in ["width=\"1920\"", "fill=\"#14171c\"", "接受者 1"] {
        assert!(drawn.contains(part), "{part}");
    }
    assert!(fs::read_to_string(diagram).unwrap().contains("sequenceDiagram"));
    for alone in [&["--slide"][..], &["--theme", "dark"], &["--lang", "zh"]] {
        assert_eq!(replay(trace, alone).2, Some(2), "{alone:?} without --svg");
    }
}
