//! `synod simulate` as its users meet it: runs that can be repeated, violations with their runs, and
//! no word of proof.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod support;

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Output;
use support::models::{
    SMALL, following, interrupted, model, property, synod, text, without_expectations,
};
use synod::model::System;
use synod::model::file::{ModelFile, Visitor};
use synod::properties::agreement;
use synod::trace::Trace;

const BROKEN: &str = "models/violates/quorums_do_not_meet.toml";
/// Nobody can search it.
const LARGE: &str = r#"
version = 1
title = "Seven acceptors, and more ballots than anybody can search"
system = "network"
[roles]
proposers = ["8", "5", "7"]
acceptors = 7
[bounds]
ballots_per_proposer = 10
[faults]
crashes = 2
"#;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    synod("simulate", folder, arguments).output().unwrap()
}

/// The broken model, of which the file expects only one of its two violations.
fn broken(folder: &Path) -> String {
    let text = without_expectations(BROKEN);
    model(folder, "broken.toml", &format!("{text}[expect]\nviolates = [\"learners agree\"]\n"))
}

/// The JSON report, but for the seconds.
fn report(output: &Output) -> Value {
    let mut report = following("simulate", &output.stdout);
    report.as_object_mut().unwrap().remove("seconds");
    report
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    report(&run(folder, &[arguments, &["--format", "json"]].concat()))
}

/// The trace of a property, as it was written.
fn trace_of(report: &Value, name: &str) -> Trace {
    let path = property(report, name)["trace"].as_str().expect("it has a trace");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_result_is_the_same_whatever_the_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let large = model(folder.path(), "large.toml", LARGE);
    let cut = broken(folder.path());
    for path in [large.as_str(), BROKEN, &cut] {
        let arguments = |threads| [path, "--seed", "1", "--runs", "30", "--threads", threads];
        let alone = json(folder.path(), &arguments("1"));
        for threads in ["2", "5"] {
            assert_eq!(json(folder.path(), &arguments(threads)), alone, "{path}: {threads}");
        }
        let other = json(folder.path(), &[path, "--seed", "2", "--runs", "30"]);
        assert_ne!(other["steps"], alone["steps"], "another seed gives other runs");
    }
}

#[test]
fn a_run_depends_on_its_number_and_not_on_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let steps = |first: &str, runs: &str| {
        let arguments = [BROKEN, "--seed", "1", "--first-run", first, "--runs", runs];
        json(folder.path(), &arguments)["steps"].as_u64().unwrap()
    };
    assert_eq!(steps("0", "20"), steps("0", "7") + steps("7", "13"));
}

#[test]
fn a_violation_that_nobody_expects_ends_the_simulation_and_can_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let path = broken(folder.path());
    let output = run(folder.path(), &[&path, "--seed", "1", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let all = report(&output);
    let agreement = property(&all, "agreement");
    let first = agreement["first_run"].as_u64().unwrap();
    assert_eq!(all["verdict"], "violated");
    assert_eq!(all["as_expected"], false);
    assert_eq!(all["runs"], first + 1, "the run that violates is the last");
    let trace = trace_of(&all, "agreement");
    assert_eq!(trace.story.steps.len() as u64, agreement["steps"].as_u64().unwrap());

    let replay = format!("synod simulate {path} --seed 1 --first-run {first} --runs 1");
    assert_eq!(agreement["replay"], replay.as_str());
    let replay: Vec<_> = replay.split(' ').skip(2).chain(["--format", "json"]).collect();
    let again = report(&run(folder.path(), &replay));
    assert_eq!(trace_of(&again, "agreement"), trace);
    assert_eq!(again["runs"], 1);

    let output = run(folder.path(), &[&path, "--seed", "1"]);
    let out = text(&output.stdout);
    for expected in [
        format!("VIOLATED   agreement in 1 run; first in run {first}, after "),
        format!("again      synod simulate {path} --seed 1 --first-run {first} --runs 1\n"),
        "verdict    agreement violated, which the model file does not expect".to_string(),
    ] {
        assert!(out.contains(&expected), "{expected:?} is missing in\n{out}");
    }
}

/// Whether agreement holds after all steps of a trace but the last, and after all.
struct Agreement<'a>(&'a Trace);

impl Visitor for Agreement<'_> {
    type Output = (bool, bool);

    fn visit<S: System>(self, system: S) -> (bool, bool) {
        let mut state = system.init_states().remove(0);
        let mut taken = Vec::new();
        let holds = |state: &S::State| {
            system.with_history(state, |history| agreement::PROPERTY.holds(history))
        };
        let mut before = holds(&state);
        for step in &self.0.story.steps {
            before = holds(&state);
            let mut actions = Vec::new();
            system.actions(&state, &mut actions);
            let next = actions.into_iter().find_map(|action| {
                let next = system.next_state(&state, action.clone())?;
                taken.push(action);
                let is_it = system.story(&taken).steps.last() == Some(step);
                if !is_it {
                    taken.pop();
                }
                is_it.then_some(next)
            });
            state = next.expect("the step is one of the model");
        }
        (before, holds(&state))
    }
}

#[test]
fn a_violation_that_is_expected_is_found_and_its_trace_leads_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &[BROKEN, "--seed", "1", "--runs", "30", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let all = report(&output);
    assert_eq!((&all["as_expected"], &all["runs"]), (&true.into(), &30.into()));
    let trace = trace_of(&all, "agreement");
    let file = ModelFile::read(Path::new(BROKEN)).unwrap();
    assert_eq!(trace.model_blake3, file.digest);
    assert_eq!(file.visit(Agreement(&trace)), (true, false));
    following("trace", &serde_json::to_vec(&trace).unwrap());

    let out = text(&run(folder.path(), &[BROKEN, "--seed", "1", "--runs", "30"]).stdout);
    let verdict = "agreement, learners agree violated, as expected; no other violation found in \
                   30 runs of at most 1,000 steps (this is no proof)";
    assert!(out.contains(verdict), "{out}");
}

#[test]
fn an_expected_violation_that_is_not_found_is_neither_proof_nor_failure() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &[BROKEN, "--seed", "4", "--runs", "1"]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{out}");
    assert!(out.contains("not found  agreement should be violated, and was not in 1 run\n"));
    assert!(out.contains("no violation found in 1 run of at most 1,000 steps (this is no proof)"));
    assert!(!folder.path().join("traces").exists(), "no trace where nothing is violated");
}

#[test]
fn what_nobody_can_search_is_walked_and_covered() {
    let folder = tempfile::tempdir().unwrap();
    let path = model(folder.path(), "large.toml", LARGE);
    let output = run(folder.path(), &[&path, "--seed", "1", "--runs", "20"]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{out}");
    for expected in [
        "3 proposers, 7 acceptors, 1 learner, 10 ballots each",
        "value chosen (18), value learned (18), two ballots contend (20), value adopted (8)",
        "16 of 16 cases of the handlers occurred\n",
        "walked     20 runs (runs 0 to 19), ",
        "20 went on until no step was left",
        "verdict    no violation found in 20 runs of at most 1,000 steps (this is no proof)",
    ] {
        assert!(out.contains(expected), "{expected:?} is missing in\n{out}");
    }
    assert!(!out.contains("holds"), "{out}");
    assert_eq!(text(&output.stderr), "", "no progress line where nobody watches");
}

/// The refusals of an acceptor are cases too, in either kind of model, as a search sees them.
#[test]
fn the_cases_are_those_that_a_search_sees() {
    let folder = tempfile::tempdir().unwrap();
    for (path, cases) in [
        ("models/holds/two_proposers_without_duplication.toml", 18),
        ("models/holds/message_set_3_ballots.toml", 7),
        ("models/holds/crash_and_restart.toml", 15),
    ] {
        let report = json(folder.path(), &[path, "--seed", "1", "--runs", "1000"]);
        assert_eq!((&report["cases"], &report["never"]), (&cases.into(), &Value::Array(vec![])));
    }
}

/// To draw evenly from all steps found this one in 1 of 1,000 runs, and in none of these.
#[test]
fn a_violation_that_takes_three_ballots_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = "models/violates/largest_value.toml";
    let report = json(folder.path(), &[path, "--seed", "1", "--runs", "1000"]);
    assert!(property(&report, "agreement")["runs"].as_u64() > Some(0), "{report}");
}

#[test]
fn a_run_is_no_deeper_than_it_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [SMALL, "--seed", "1", "--runs", "10", "--depth", "3"];
    let report = json(folder.path(), &arguments);
    assert_eq!((&report["steps"], &report["exhausted_runs"]), (&30.into(), &0.into()));
    let replay = property(&report, "value chosen")["replay"].clone();
    assert_eq!(replay, Value::Null, "nothing is chosen in three steps");
}

#[test]
fn a_seed_that_is_not_given_is_drawn_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let drawn = json(folder.path(), &[SMALL, "--runs", "10"]);
    let seed = drawn["seed"].to_string();
    assert_eq!(json(folder.path(), &[SMALL, "--runs", "10", "--seed", &seed]), drawn);
    let other = json(folder.path(), &[SMALL, "--runs", "10"]);
    assert_ne!(other["seed"], drawn["seed"]);
}

#[test]
fn a_simulation_that_runs_out_of_time_is_not_finished() {
    let folder = tempfile::tempdir().unwrap();
    let path = model(folder.path(), "large.toml", LARGE);
    let endless = [path.as_str(), "--runs", "1000000000000", "--timeout", "300ms"];
    let output = run(folder.path(), &[&endless[..], &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(3));
    let report = report(&output);
    assert_eq!((&report["verdict"], &report["reason"]), (&"stopped".into(), &"out of time".into()));
    assert_eq!((&report["complete"], &report["as_expected"]), (&false.into(), &false.into()));
    let output = run(folder.path(), &endless);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(3));
    assert!(out.contains("NOT ALL RUNS DONE (out of time): no violation found in "), "{out}");
}

#[test]
fn ctrl_c_ends_a_simulation_with_the_runs_that_are_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = model(folder.path(), "large.toml", LARGE);
    let arguments = [path.as_str(), "--runs", "1000000000000", "--format", "json"];
    let output = interrupted(synod("simulate", folder.path(), &arguments));
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    let report = report(&output);
    let why = (&report["verdict"], &report["reason"], &report["complete"]);
    assert_eq!(why, (&"stopped".into(), &"interrupted".into(), &false.into()));
}

#[test]
fn bad_input_gets_one_message_and_exits_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none.toml");
    let bad = model(folder.path(), "bad.toml", &LARGE.replace("acceptors = 7", "acceptors = 0"));
    for (arguments, message) in [
        (&[none.to_str().unwrap()][..], "none.toml: cannot be read"),
        (&[&bad], "bad.toml: roles.acceptors: 0 acceptors; there must be 1 to 32"),
        (&[SMALL, "--runs", "0"], "--runs"),
        (&[SMALL, "--depth", "0"], "--depth"),
        (&[SMALL, "--threads", "0"], "--threads"),
        (&[SMALL, "--seed", "-1"], "unexpected argument '-1'"),
        (&[SMALL, "--timeout", "soon"], "--timeout"),
        (&[SMALL, "--first-run", "18446744073709551615"], "--first-run: runs have numbers up to"),
        (&[], "<MODEL>"),
    ] {
        let output = run(folder.path(), arguments);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {err}");
        assert!(err.contains(message), "{message:?} is missing in\n{err}");
        assert_eq!(text(&output.stdout), "");
    }
}
