//! The shipped models: what their folder says is what they expect, and what they show stays as it
//! is, down to the traces. `make check` searches them all; here are those that matter as text.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::models::counterexamples;

/// The shipped model files of a folder.
fn models(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new("models").join(folder)).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.iter().all(|path| path.extension().is_some_and(|e| e == "toml")), "{paths:?}");
    paths
}

/// A model file as data, for the schema.
fn json(path: &Path) -> serde_json::Value {
    let table: toml::Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    serde_json::to_value(table).unwrap()
}

#[test]
fn the_folder_of_a_model_says_what_is_expected_of_it() {
    for (folder, violated) in [("holds", false), ("violates", true)] {
        for path in models(folder) {
            let model = json(&path);
            let expect = &model["expect"];
            let some = |field: &str| expect[field].as_array().is_some_and(|list| !list.is_empty());
            // Who does otherwise than Paxos need not do wrong.
            let wrong = expect["violates"].as_array().into_iter().flatten();
            let wrong = wrong
                .filter(|name| *name != "refines Paxos" && *name != "keeps the invariant")
                .count();
            assert_eq!(wrong > 0, violated, "{}", path.display());
            assert!(expect["reduced_states"].is_u64(), "{}: not pinned", path.display());
            if violated {
                assert!(expect["steps"].is_u64(), "{}: not pinned", path.display());
                let told = |field: &str| model[field].as_str().is_some_and(|text| text.len() > 10);
                assert!(told("breaks") && told("seen"), "{}: which rule?", path.display());
            } else {
                assert!(some("holds") && some("reaches"), "{}: what for?", path.display());
            }
        }
    }
}

#[test]
fn every_model_says_in_a_comment_what_it_shows() {
    for path in models("holds").into_iter().chain(models("violates")) {
        let text = fs::read_to_string(&path).unwrap();
        let comment: Vec<_> = text.lines().take_while(|line| line.starts_with("# ")).collect();
        assert!(comment.join(" ").len() > 80, "{}: say what it shows", path.display());
    }
}

#[test]
fn every_model_follows_the_published_schema() {
    let schema = fs::read_to_string("docs/schemas/model.json").unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for path in models("holds").into_iter().chain(models("violates")) {
        let model = json(&path);
        let errors: Vec<_> = schema.iter_errors(&model).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
    }
    let mut model = json(&models("holds")[0]);
    model["roles"]["acceptors"] = 33.into();
    assert!(!schema.is_valid(&model), "the schema lets 33 acceptors pass");
}

/// The counterexamples are documentation: each is kept as text, and must be found again, step by
/// step. `UPDATE_GOLDEN=1 cargo test --test models` writes them anew, for you to read.
#[test]
fn every_counterexample_is_the_one_we_know() {
    let known = Path::new("tests/golden/traces");
    let traces = counterexamples()[0].parent().unwrap();
    let names = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> =
            names.filter(|name| Path::new(name).extension() == Some("txt".as_ref())).collect();
        names.sort();
        names
    };
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(known).unwrap();
        for name in names(known) {
            fs::remove_file(known.join(name)).unwrap();
        }
        for name in names(traces) {
            fs::copy(traces.join(&name), known.join(&name)).unwrap();
        }
    }
    assert_eq!(names(traces), names(known), "the traces of tests/golden/traces");
    for name in names(known) {
        let expected = fs::read_to_string(known.join(&name)).unwrap();
        let found = fs::read_to_string(traces.join(&name)).unwrap();
        assert!(
            expected == found,
            "tests/golden/traces/{name} is not what the check finds now. If the new trace is right, \
             run UPDATE_GOLDEN=1 cargo test --test models\n\nexpected:\n{expected}\nfound:\n{found}"
        );
    }
    let schema = fs::read_to_string("docs/schemas/trace.json").unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for name in names(traces) {
        let path = traces.join(name).with_extension("json");
        let trace = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let errors: Vec<_> = schema.iter_errors(&trace).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
        let reread: synod::trace::Trace = serde_json::from_value(trace).unwrap();
        let text = fs::read_to_string(path.with_extension("txt")).unwrap();
        assert_eq!(reread.to_string(), text, "the JSON says all that the text says");
    }
}
