//! `--fingerprints`: states told apart by hashes alone give the same results as whole ones, and the
//! report says how sure that is.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

#[path = "support/parallel.rs"]
mod parallel;
#[path = "support/searched.rs"]
mod searched;

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use synod::check::{self, Engine, Judgement, Limits, Options, Progress, Storage};
use synod::model::file::ModelFile;
use synod::model::packed::Reductions;

const SMALL: &str = "models/holds/one_proposer.toml";

fn run(arguments: &[&str], temporary: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synod"));
    command.arg("check").args(arguments).env("TMPDIR", temporary).output().unwrap()
}

/// The verdict by whole states, and that by fingerprints.
fn both(file: &ModelFile, reductions: Reductions) -> [Judgement; 2] {
    let options = Options { engine: Engine::Synod, reductions, threads: NonZeroUsize::MIN };
    [false, true].map(|fingerprints| {
        let storage = Storage { fingerprints, ..Storage::default() };
        let (limits, progress) = (Limits::default(), Progress::default());
        check::check_stored(file, &options, &storage, &limits, &progress).unwrap()
    })
}

/// All that must be the same, traces included.
fn result(judgement: &Judgement) -> String {
    let Judgement { verdict, unexpected, complete, unique_states, unreduced_states, .. } =
        judgement;
    let Judgement { generated_states, depth, properties, unseen, .. } = judgement;
    format!(
        "{verdict:?} {unexpected:?} {complete} {unique_states} {unreduced_states:?} \
         {generated_states} {depth:?} {properties:?} {unseen:?}"
    )
}

/// Larger models are searched as smaller ones are, and for too long.
const MOST_STATES: u64 = 100_000;

#[test]
fn fingerprints_change_no_result_of_any_model() {
    let mut paths =
        vec![PathBuf::from("benches/check/models/3_acceptors_2_proposers_2_ballots_1_crash.toml")];
    for folder in ["models/holds", "models/violates"] {
        paths.extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    }
    assert!(paths.len() > 15);
    parallel::for_each(&paths, |path| {
        let file = searched::model(path);
        let states = file.expect.as_ref().and_then(|expect| expect.reduced_states);
        if file.deep || states > Some(MOST_STATES) {
            return;
        }
        let [whole, hashed] = both(&file, Reductions::ALL);
        assert_eq!(result(&whole), result(&hashed), "{}", path.display());
        assert!(whole.exact && whole.collision_probability() == 0.0);
        assert!(!hashed.exact && hashed.collision_probability() > 0.0);
    });
}

#[test]
fn nor_where_many_more_states_are_on_disk_than_in_memory() {
    let file = ModelFile::read(Path::new("models/violates/largest_value.toml")).unwrap();
    let [whole, hashed] = both(&file, Reductions::NONE);
    assert_eq!((whole.unique_states, &whole.reason), (1_219_677, &None));
    assert_eq!(result(&whole), result(&hashed));
}

#[test]
fn the_report_tells_the_chance_of_a_collision_and_nothing_is_left_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&[SMALL, "--no-reductions", "--fingerprints"], folder.path());
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{out}");
    assert!(out.contains("the chance that a hash collision hid a state is 4e-16"), "{out}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn they_need_a_place_for_files_and_our_engine() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    for (arguments, message) in [
        (&[SMALL, "--fingerprints"][..], "no temporary file can be made here (No such file or"),
        (
            &[SMALL, "--fingerprints", "--engine", "stateright-dfs"],
            "--fingerprints is for --engine synod alone",
        ),
    ] {
        let output = run(arguments, &nowhere);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(message), "{error}");
    }
}
