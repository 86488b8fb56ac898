//! A recorded session: the questions of somebody who learns Paxos, and the answers, which are the same in every home.

use super::server::Explorer;
use super::{answered, try_ask};
use serde_json::{Value, json};
use std::fs;

const SESSION: &str = "tests/golden/explorer/session.jsonl";

/// A run of `models/violates/ignores_reports.toml` in which two values are chosen.
const BROKEN: [&str; 14] = [
    "proposer A: next ballot",
    "proposer A → acceptor 3: prepare 1.A",
    "proposer A → acceptor 1: prepare 1.A",
    "acceptor 1 → proposer A: promise 1.A, no vote",
    "acceptor 3 → proposer A: promise 1.A, no vote",
    "proposer B: next ballot",
    "proposer A → acceptor 3: accept 8 at 1.A",
    "proposer B → acceptor 3: prepare 1.B",
    "acceptor 3 → proposer B: promise 1.B, vote 8 at 1.A",
    "proposer B → acceptor 1: prepare 1.B",
    "acceptor 1 → proposer B: promise 1.B, no vote",
    "proposer A → acceptor 2: accept 8 at 1.A",
    "proposer B → acceptor 2: accept 5 at 1.B",
    "proposer B → acceptor 3: accept 5 at 1.B",
];

/// The questions, without their version.
fn questions() -> Vec<Value> {
    let two = "models/holds/two_proposers.toml";
    let broken = "models/violates/ignores_reports.toml";
    let one = "proposer A: next ballot";
    vec![
        json!({ "ask": "look", "model": two }),
        json!({ "ask": "look", "model": two, "run": [one], "language": "zh" }),
        json!({ "ask": "outlook", "model": two, "run": [one] }),
        json!({ "ask": { "shortest": { "goal": { "violated": "agreement" } } }, "model": two }),
        json!({ "ask": { "shortest": { "goal": { "violated": "agreement" } } }, "model": broken }),
        json!({ "ask": { "nearer": { "goal": { "violated": null } } }, "model": { "level": 2 } }),
        json!({ "ask": { "quiz": { "number": 23 } } }),
        json!({ "ask": { "export": { "format": "itf" } }, "model": two, "run": [one] }),
        json!({ "ask": { "export": { "format": "svg" } }, "model": broken, "run": BROKEN }),
        json!({ "ask": { "export": { "format": "json" } }, "model": broken, "run": BROKEN }),
        json!({ "ask": { "open": { "trace": trace(broken, &BROKEN) } } }),
        json!({ "ask": "why", "model": broken, "run": BROKEN, "language": "zh" }),
        json!({ "ask": "twin", "model": broken, "run": BROKEN }),
        json!({ "ask": "reveal", "model": { "level": 2 } }),
        json!({ "ask": "check", "model": "models/holds/one_proposer.toml" }),
        json!({ "ask": "look", "model": "models/holds/none.toml" }),
    ]
}

/// The trace of a run.
fn trace(model: &str, run: &[&str]) -> Value {
    let export = json!({ "ask": { "export": { "format": "json" } }, "model": model, "run": run });
    let file = try_ask(export).unwrap();
    serde_json::from_str(file["file"]["text"].as_str().unwrap()).unwrap()
}

/// The answer without what is a matter of time.
fn timeless(mut line: Value) -> Value {
    if let Some(checked) = line.pointer_mut("/answer/checked") {
        checked["seconds"] = json!(0);
    }
    line
}

#[test]
fn a_recorded_session_has_the_same_answers_from_the_core_and_over_http() {
    let explorer = Explorer::start(&[]);
    let mut told = Vec::new();
    for mut question in questions() {
        question["version"] = json!(1);
        let (_, lines) = explorer.ask(&question.to_string());
        let served = timeless(lines.last().unwrap().clone());
        let answered = serde_json::to_value(answered(question.clone())).unwrap();
        assert_eq!(served, timeless(answered), "{question}");
        told.extend([question.to_string(), served.to_string()]);
    }
    let told = told.join("\n") + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all("tests/golden/explorer").unwrap();
        fs::write(SESSION, &told).unwrap();
    }
    assert_eq!(told, fs::read_to_string(SESSION).unwrap(), "see UPDATE_GOLDEN in CONTRIBUTING.md");
}
