//! The causes of a violation, and a broken Paxos beside the reference: golden texts, and what must be so of all.
//!
//! `UPDATE_GOLDEN=1 cargo test --test why` writes the texts anew, for you to read.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
use support::SYNOD;
use support::models::{counterexamples, synod, text};
use synod::model::file::ModelFile;
use synod::trace::{Counterpart, Trace, replay, twin, why};

fn read(path: &Path) -> (Trace, ModelFile) {
    let trace = Trace::read(path).unwrap();
    let file = ModelFile::read(Path::new(&trace.model)).unwrap();
    (trace, file)
}

/// Compares a text with the golden one of this name, or writes it.
fn is_golden(name: &str, found: &str) {
    let golden = Path::new("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, found).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    assert!(expected == found, "{} is otherwise now:\n{found}", golden.display());
}

fn told(trace: &Path, more: &str) -> String {
    let output = Command::new(SYNOD).arg("trace").arg(trace).arg(more).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// Were some step no cause, the run without it would be shorter.
#[test]
fn each_step_of_a_shortest_run_is_a_cause() {
    for path in counterexamples() {
        let (trace, file) = read(path);
        let why = why(&trace, &file).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(why.numbers.len(), why.of, "{}", path.display());
    }
}

/// Of a random run little is left: a run again, that violates the same and nothing before.
#[test]
fn of_a_long_run_the_causes_are_left() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["models/violates/ignores_reports.toml", "--seed", "4"];
    synod("simulate", folder.path(), &arguments).output().unwrap();
    let name = "traces/models/violates/ignores_reports.agreement.json";
    let path = folder.path().join(name);
    let (trace, file) = read(&path);
    let causes = why(&trace, &file).unwrap();
    assert!(causes.numbers.len() < trace.story.steps.len(), "nothing was left out");
    assert_eq!(replay(&causes.trace, &file).unwrap(), causes.trace);
    let again = why(&causes.trace, &file).unwrap();
    assert_eq!(again.numbers.len(), again.of, "causes of causes were left out");
    is_golden("why/a_long_run.txt", &told(&path, "--why"));
}

#[test]
fn causes_are_told_with_the_rules_that_they_are_instances_of() {
    let paths = counterexamples();
    for name in ["largest_value.agreement", "vote_not_durable.agreement", "as_described.agreement"]
    {
        let file = format!("{name}.json");
        let path = paths.iter().find(|path| path.ends_with(&file)).unwrap();
        is_golden(&format!("why/{name}.txt"), &told(path, "--why"));
        is_golden(&format!("twin/{name}.txt"), &told(path, "--twin"));
    }
}

/// A broken Paxos departs from the reference somewhere. One that gets stuck does not: it only leaves off.
#[test]
fn a_mutant_departs_from_the_reference_in_each_of_its_runs() {
    let mut mutants = 0;
    for path in counterexamples() {
        let (trace, file) = read(path);
        if file.reference().is_none() {
            let error = twin(&trace, &file).unwrap_err().to_string();
            assert!(error.contains("no mutant"), "{}: {error}", path.display());
            continue;
        }
        if trace.violates.as_deref() == Some("decision stays reachable") {
            continue;
        }
        mutants += 1;
        let twin = twin(&trace, &file).unwrap();
        let differs = twin.pairs.iter().any(|pair| pair.reference != Counterpart::Same);
        assert!(differs, "{}", path.display());
    }
    assert!(mutants > 40);
}

#[test]
fn a_run_that_violates_nothing_has_no_causes() {
    let golden = Path::new("tests/golden/worked_example/as_paxos_is.json");
    let output = Command::new(SYNOD).arg("trace").arg(golden).arg("--why").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("violates nothing"), "{}", text(&output.stderr));
}
