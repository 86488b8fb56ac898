//! `synod check` as its users meet it: exit codes, verdicts, bad input.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod support;

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use support::models::{
    ENDLESS, SMALL, following, interrupted, model, property, synod, text, without_expectations,
};

fn check(folder: &Path, arguments: &[&str]) -> Command {
    synod("check", folder, arguments)
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    check(folder, arguments).output().unwrap()
}

/// The one model of a JSON report.
fn report(output: &Output) -> Value {
    let report = following("check", &output.stdout);
    assert_eq!(report.as_array().unwrap().len(), 1);
    report[0].clone()
}

fn verdict_of<'a>(report: &'a Value, name: &str) -> &'a Value {
    &property(report, name)["verdict"]
}

#[test]
fn a_model_that_holds_exits_with_0_and_says_how_far_it_looked() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &[SMALL, "--no-reductions"]);
    assert_eq!(output.status.code(), Some(0));
    let out = text(&output.stdout);
    for expected in [
        "1 proposer, 3 acceptors, 1 learner, 1 ballot each",
        "holds      agreement, validity",
        "reached    value chosen, value learned",
        "11 of 11 cases of the handlers occurred",
        "complete: 117 states, depth 12",
        "whole states compared",
        "1 of 1 models as expected",
    ] {
        assert!(out.contains(expected), "{expected:?} is missing in\n{out}");
    }
    assert_eq!(text(&output.stderr), "", "no progress line where nobody watches");
    assert!(!folder.path().join("traces").exists(), "no trace where nothing is violated");
}

#[test]
fn reductions_are_used_unless_one_says_otherwise_and_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let out = text(&run(folder.path(), &[SMALL]).stdout);
    let names = "symmetry of acceptors, stale messages, learners as observers";
    for expected in [&format!("reduced by {names}"), "complete: 15 states", "1 of 1 models"] {
        assert!(out.contains(expected), "{expected:?} is missing in\n{out}");
    }
    let abstract_model = "models/holds/message_set_2_ballots.toml";
    let out = text(&run(folder.path(), &[abstract_model]).stdout);
    assert!(out.contains("complete: 443 states for 3,921, depth 17"), "{out}");
}

#[test]
fn staterights_engines_say_how_sure_they_are() {
    let folder = tempfile::tempdir().unwrap();
    for (engine, search) in [
        ("stateright-bfs", "complete: 117 states, depth 12, "),
        ("stateright-dfs", "complete: 117 states, "),
    ] {
        let arguments = [SMALL, "--no-reductions", "--engine", engine];
        let output = run(folder.path(), &arguments);
        let out = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{out}");
        assert!(out.contains(search), "{out}");
        assert!(out.contains("the chance that a hash collision hid a state is 4e-16"), "{out}");
    }
}

#[test]
fn a_second_opinion_agrees_and_would_be_told_if_it_did_not() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["models/violates/vote_not_durable.toml", "--no-reductions", "--second-opinion"][..],
        &["models/violates/quorums_do_not_meet.toml", "--second-opinion"],
        &["models/holds/message_set_3_ballots.toml", "--second-opinion"],
    ] {
        let output = run(folder.path(), arguments);
        let out = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{out}");
        assert!(out.contains("; stateright-bfs was asked too"), "{out}");
    }
}

#[test]
fn the_json_report_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let report = report(&run(folder.path(), &[SMALL, "--no-reductions", "--format", "json"]));
    assert_eq!(report["verdict"], "holds");
    assert_eq!(report["as_expected"], true);
    assert_eq!(report["unique_states"], 117);
    assert_eq!(report["unreduced_states"], 117);
    assert_eq!(report["reductions"], serde_json::json!([]));
    assert_eq!(verdict_of(&report, "agreement"), "holds");
    assert_eq!(verdict_of(&report, "value learned"), "reached");
    assert_eq!(verdict_of(&report, "two ballots contend"), "unreached");
}

#[test]
fn a_violation_that_is_expected_exits_with_0_and_leaves_a_trace() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["models/violates/quorums_do_not_meet.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let trace = folder.path().join("traces/models/violates/quorums_do_not_meet.agreement.txt");
    assert!(text(&output.stdout).contains("violated   agreement in 12 steps, as expected\n"));
    assert!(fs::read_to_string(trace).unwrap().contains("acceptor 2 promises 1.A"));
}

#[test]
fn without_expectations_safety_alone_decides() {
    let folder = tempfile::tempdir().unwrap();
    let good = model(folder.path(), "good.toml", &without_expectations(SMALL));
    let bad = without_expectations("models/violates/vote_not_durable.toml");
    let bad = model(folder.path(), "bad.toml", &bad);
    assert_eq!(run(folder.path(), &[&good]).status.code(), Some(0));
    let output = run(folder.path(), &[&bad]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("UNEXPECTED agreement is violated"));
}

#[test]
fn each_expectation_that_fails_is_named_and_exits_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let small = fs::read_to_string(SMALL).unwrap();
    for (from, to, message) in [
        ("unique_states = 117", "unique_states = 118", "states: 118 expected, 117 found"),
        (
            "reduced_states = 15",
            "reduced_states = 16",
            "states after reductions: 16 expected, 15 found",
        ),
        ("depth = 12", "depth = 11", "the depth: 11 expected, 12 found"),
        (
            "\"value chosen\", ",
            "\"two ballots contend\", ",
            "two ballots contend should be possible, and is not",
        ),
        (
            "holds = [\"agreement\", ",
            "violates = [\"agreement\"]\nholds = [",
            "agreement should be violated, and holds",
        ),
    ] {
        let changed = small.replace("holds = [\n    \"agreement\",", "holds = [\"agreement\", ");
        assert!(changed.contains(from), "{from:?} is not in\n{changed}");
        let path = model(folder.path(), "changed.toml", &changed.replace(from, to));
        let all_states = if from.starts_with("reduced") { "" } else { "--no-reductions" };
        let arguments: Vec<_> =
            [path.as_str(), all_states].into_iter().filter(|a| !a.is_empty()).collect();
        let output = run(folder.path(), &arguments);
        let out = text(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{out}");
        assert!(out.contains(&format!("UNEXPECTED {message}")), "{message:?} is missing in\n{out}");
        assert!(out.contains("0 of 1 models as expected"));
    }
}

#[test]
fn the_length_of_the_trace_counts_too() {
    let folder = tempfile::tempdir().unwrap();
    let text_of = fs::read_to_string("models/violates/quorums_do_not_meet.toml").unwrap();
    let path = model(folder.path(), "m.toml", &text_of.replace("steps = 12", "steps = 13"));
    let output = run(folder.path(), &[&path]);
    assert_eq!(output.status.code(), Some(1));
    let message = "UNEXPECTED steps of the shortest trace: 13 expected, 12 found";
    assert!(text(&output.stdout).contains(message), "{}", text(&output.stdout));
}

#[test]
fn a_violation_found_before_the_time_is_over_has_its_trace_and_is_no_complete_result() {
    let folder = tempfile::tempdir().unwrap();
    let text_of = fs::read_to_string("models/violates/quorums_do_not_meet.toml").unwrap();
    let endless = text_of.replace("per_proposer = 1", "per_proposer = 6");
    let path = model(folder.path(), "m.toml", &endless[..endless.find("unique_states").unwrap()]);
    let path = model(
        folder.path(),
        "m.toml",
        &format!(
            "{}violates = [\"agreement\", \"learners agree\"]\n",
            fs::read_to_string(path).unwrap()
        ),
    );
    let output = run(folder.path(), &[&path, "--timeout", "6s", "--format", "json"]);
    let report = report(&output);
    assert_eq!(output.status.code(), Some(3), "{report}");
    assert_eq!(report["verdict"], "violated");
    assert_eq!(report["complete"], false);
    assert_eq!(report["reason"], "out of time");
    assert_eq!(report["properties"][0]["steps"], 12);
    assert!(Path::new(report["properties"][0]["trace"].as_str().unwrap()).exists());
}

#[test]
fn traces_of_models_with_one_name_do_not_meet() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string("models/violates/quorums_do_not_meet.toml").unwrap();
    for inside in ["a", "b"] {
        fs::create_dir(folder.path().join(inside)).unwrap();
        model(&folder.path().join(inside), "m.toml", &text);
    }
    let output = run(folder.path(), &[folder.path().to_str().unwrap(), "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let trace = |i: usize| report[i]["properties"][0]["trace"].as_str().unwrap().to_string();
    assert_ne!(trace(0), trace(1));
}

#[test]
fn a_search_that_needs_too_much_memory_is_truncated() {
    let folder = tempfile::tempdir().unwrap();
    let path = model(folder.path(), "endless.toml", ENDLESS);
    let output = run(folder.path(), &[&path, "--memory", "100MB"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stdout).contains("NOT COMPLETE (out of memory)"));
}

#[test]
fn deep_models_are_counted_where_they_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let small = fs::read_to_string(SMALL).unwrap();
    let deep = small.replace("system =", "deep = true\nsystem =");
    let folder_name = folder.path().to_str().unwrap();
    model(folder.path(), "deep.toml", &deep);
    let output = run(folder.path(), &[folder_name]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("only deep models; add --deep"));
    model(folder.path(), "small.toml", &small);
    let out = text(&run(folder.path(), &[folder_name]).stdout);
    assert!(out.contains("1 of 1 models as expected\n1 deep model was not checked"), "{out}");
    assert!(text(&run(folder.path(), &[folder_name, "--deep"]).stdout).contains("2 of 2 models"));
}

#[test]
fn a_search_that_runs_out_of_time_is_truncated_and_never_a_success() {
    let folder = tempfile::tempdir().unwrap();
    let path = model(folder.path(), "endless.toml", ENDLESS);
    let output = run(folder.path(), &[&path, "--timeout", "300ms", "--format", "json"]);
    assert_eq!(output.status.code(), Some(3));
    let report = report(&output);
    assert_eq!(report["verdict"], "truncated");
    assert_eq!(report["complete"], false);
    assert_eq!(report["as_expected"], false);
    assert_eq!(verdict_of(&report, "agreement"), "unknown");

    let output = run(folder.path(), &[&path, "--timeout", "300ms"]);
    let out = text(&output.stdout);
    assert!(out.contains("NOT COMPLETE (out of time)"), "{out}");
    assert!(out.contains("truncated (!)") && out.contains("0 of 1 models as expected"), "{out}");
    assert!(!out.contains("  holds "), "{out}");
}

#[test]
fn ctrl_c_ends_a_search_as_truncated() {
    let folder = tempfile::tempdir().unwrap();
    let path = model(folder.path(), "endless.toml", ENDLESS);
    let output = interrupted(check(folder.path(), &[&path]));
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("NOT COMPLETE (interrupted)"));
}

/// What is wrong with a file, what is put in its place, and what the user is told.
const BAD_FILES: [(&str, &str, &str); 28] = [
    ("version = 1", "version = 2", "version: 2 is unknown; this program reads version 1"),
    ("title =", "titel =", "unknown field `titel`, expected one of `version`, `system`, `title`"),
    ("acceptors = 3", "acceptors = \"3\"", "invalid type: string \"3\", expected usize"),
    ("acceptors = 3", "acceptors = 0", "roles.acceptors: 0 acceptors; there must be 1 to 32"),
    ("acceptors = 3", "acceptors = 40", "roles.acceptors: 40 acceptors; there must be 1 to 32"),
    ("acceptors = 3", "acceptors = -3", "invalid value: integer `-3`"),
    (
        "acceptors = 3",
        "acceptors = 3\nquorums = { prepare = 2, accept = 1 }",
        "roles.quorums: a quorum of promises and a quorum of votes need not share an acceptor",
    ),
    (
        "acceptors = 3",
        "acceptors = 3\nquorums = \"minority\"",
        "invalid value: string \"minority\", expected \"majority\", { prepare = 2, accept = 2 }",
    ),
    (
        "acceptors = 3",
        "acceptors = 3\nquorums = [[1, 2], [2, 4]]",
        "roles.quorums: {2, 4} is no quorum; a quorum is a set of at least one of the acceptors",
    ),
    (
        "ballots_per_proposer = 1",
        "ballots_per_proposer = 0",
        "bounds.ballots_per_proposer: 0 ballots; there must be 1 to 1000",
    ),
    ("proposers = [\"8\"]", "proposers = []", "roles.proposers: there must be at least one"),
    (
        "acceptors = 3",
        "acceptors = 3\nprocesses = [[\"proposer A\", \"acceptor 1\"]]",
        "roles.processes: acceptor 2 is in no process; list it",
    ),
    (
        "[bounds]",
        "[faults]\ncrashes = 1\nmay_crash = [\"acceptor 4\"]\n[bounds]",
        "faults.may_crash: there is no actor \"acceptor 4\"; there are proposer A, acceptor 1,",
    ),
    ("\"value chosen\"", "\"value choosen\"", "no such property: \"value choosen\"; there are"),
    ("[expect]", "[mutant]\nname = \"x\"\n[expect]", "unknown variant `x`, expected one of "),
    ("[bounds]", "[bounds", "TOML parse error at line"),
    (
        "acceptors = 3",
        "acceptors = 3\nlearners = 27",
        "roles.learners: 27; there may be at most 26",
    ),
    ("[bounds]", "[bounds]\nresends = 33", "bounds.resends: 33; there may be at most 32"),
    (
        "acceptors = 3",
        "acceptors = 3\nfirst_round = [1, 2]",
        "roles.first_round: it must list one round for each proposer",
    ),
    (
        "acceptors = 3",
        "acceptors = 3\nprocesses = [[\"proposer A\"], [\"acceptor 1\", \"acceptor 1\"]]",
        "roles.processes: acceptor 1 is placed twice",
    ),
    (
        "[bounds]",
        "[faults]\nmay_crash = [\"acceptor 1\"]\n[bounds]",
        "faults.may_crash: it needs faults.crashes = 1 or more, and an actor; or leave it out",
    ),
    ("[\"8\"]", "[\" \"]", "roles.proposers: \" \" is no value; give one line of text"),
    (
        "acceptors = 3",
        "acceptors = 3\nprocesses = [[]]",
        "roles.processes: a process has at least one actor",
    ),
    ("title = \"One proposer, alone\"", "title = \" \"", "title: say what the model shows"),
    (
        "[expect]",
        "[expect]\nviolates = [\"agreement\"]",
        "expect.holds: \"agreement\" cannot be both held and violated",
    ),
    ("[expect]", "[expect]\nprimary = \"validity\"", "\"validity\" must be one of expect.violates"),
    (
        "[expect]",
        "[faults]\nalterations = 1\n[expect]",
        "expect.holds: \"decision stays reachable\" is for networks on which every message can",
    ),
    ("[expect]", "[expect]\nsteps = 3", "expect.steps: the steps of which trace? name it in"),
];

#[test]
fn bad_input_gets_one_message_that_names_file_and_field_and_exits_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let small = fs::read_to_string(SMALL).unwrap();
    for (from, to, message) in BAD_FILES {
        assert!(small.contains(from), "{from:?} is not in {SMALL}");
        let path = model(folder.path(), "bad.toml", &small.replace(from, to));
        let output = run(folder.path(), &[&path]);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{to:?}: {err}");
        assert!(err.starts_with(&format!("error: {path}: ")), "{err}");
        assert!(err.contains(message), "{message:?} is missing in\n{err}");
        assert_eq!(text(&output.stdout), "");
    }
}

#[test]
fn bad_input_for_a_system_without_messages_is_told_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let voting = fs::read_to_string("models/holds/voting_2_ballots.toml").unwrap();
    for (from, to, message) in [
        ("ballots = 2", "ballots = 0", "bounds.ballots: 0 ballots; there must be 1 to 1000"),
        ("ballots = 2", "ballots = 2\nlowest_ballot = \"none\"", "`free` or `needs-a-quorum`"),
        ("\"votes are safe\"", "\"keeps the invariant\"", "is for systems with messages"),
        ("\"votes are safe\"", "\"refines Paxos\"", "is for systems with messages"),
        ("\"votes are safe\"", "\"ballots never reused\"", "there are agreement, validity, one "),
        ("[expect]", "[faults]\ncrashes = 1\n[expect]", "unknown field `faults`"),
    ] {
        assert!(voting.contains(from), "{from:?}");
        let path = model(folder.path(), "bad.toml", &voting.replace(from, to));
        let output = run(folder.path(), &[&path]);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{to:?}: {err}");
        assert!(err.contains(message), "{message:?} is missing in\n{err}");
    }
}

#[test]
fn a_missing_model_or_folder_is_told_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.toml");
    let output = run(folder.path(), &[path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("none.toml: cannot be read: No such file or directory"));
    assert!(text(&output.stderr).contains("give the path of a model file"));

    let output = run(folder.path(), &[folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no model file in this folder"));
}

#[test]
fn one_bad_model_among_many_is_told_before_any_search_begins() {
    let folder = tempfile::tempdir().unwrap();
    let endless = model(folder.path(), "a.toml", ENDLESS);
    let bad = model(folder.path(), "b.toml", "version = 1");
    let output = run(folder.path(), &[&endless, &bad]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("b.toml: "));
}

#[test]
fn a_decision_stays_reachable_unless_the_bound_or_a_broken_rule_is_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    for (model, outlook) in [
        ("holds/two_proposers", json!({"pending": 215, "dead": 0, "unexcused": 0})),
        ("holds/crash_and_restart", json!({"pending": 302, "dead": 27, "unexcused": 0})),
        ("holds/message_set_2_ballots", json!({"pending": 185, "dead": 0, "unexcused": 0})),
        ("holds/voting_2_ballots", json!({"pending": 35, "dead": 0, "unexcused": 0})),
        ("violates/votes_once", json!({"pending": 4621, "dead": 45, "unexcused": 45})),
        ("violates/largest_value", Value::Null),
    ] {
        let model = format!("models/{model}.toml");
        let output = run(folder.path(), &[&model, "--format", "json"]);
        assert_eq!(output.status.code(), Some(0), "{model}");
        let models: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(models[0]["outlook"], outlook, "{model}");
    }
}

#[test]
fn agreement_alone_is_refused_where_it_cannot_be_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let output =
        run(folder.path(), &["models/holds/message_set_2_ballots.toml", "--agreement-only"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(&output.stderr),
        "error: models/holds/message_set_2_ballots.toml: --agreement-only is for networks of at \
         most 12 acceptors; leave it out\n"
    );
}

#[test]
fn what_persistent_sets_cannot_answer_is_searched_again() {
    let folder = tempfile::tempdir().unwrap();
    for (model, again) in [("violates/vote_not_durable", true), ("holds/two_proposers", false)] {
        let output = run(folder.path(), &[&format!("models/{model}.toml")]);
        let out = text(&output.stdout);
        assert_eq!(out.contains("whole states compared; the second search"), again, "{out}");
    }
}

#[test]
fn a_counterexample_has_as_few_actors_as_possible_whatever_the_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let model = "models/violates/votes_below_promise.toml";
    let run = |arguments: &[&str]| {
        let output = synod("check", folder.path(), arguments).arg(model).output().unwrap();
        assert!(output.status.success());
        let trace = "traces/models/violates/votes_below_promise.agreement.txt";
        fs::read_to_string(folder.path().join(trace)).unwrap()
    };
    let fewest = run(&["--threads", "1"]);
    assert_eq!(run(&["--threads", "2"]), fewest);
    assert_eq!(run(&["--threads", "3"]), fewest);
    let steps = |trace: &str| trace.split_once("In the end").unwrap().0.to_string();
    assert!(!steps(&fewest).contains("acceptor 3"), "two acceptors are enough: {fewest}");
    assert!(steps(&run(&["--no-minimise"])).contains("acceptor 3"));
}
