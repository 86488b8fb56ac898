//! A recorded session: the questions of somebody who learns Paxos, and the answers, which are the same in every home.

use super::server::Explorer;
use super::try_ask;
use serde_json::{Value, json};
use std::fs;

const SESSION: &str = "tests/golden/explorer/session.jsonl";

/// The questions, without their version.
fn questions() -> Vec<Value> {
    let two = "models/holds/two_proposers.toml";
    let largest = "models/violates/ignores_reports.toml";
    let one = "proposer A: next ballot";
    vec![
        json!({ "ask": "look", "model": two }),
        json!({ "ask": "look", "model": two, "run": [one], "language": "zh" }),
        json!({ "ask": "outlook", "model": two, "run": [one] }),
        json!({ "ask": { "shortest": { "goal": { "violated": "agreement" } } }, "model": two }),
        json!({ "ask": { "shortest": { "goal": { "violated": "agreement" } } }, "model": largest }),
        json!({ "ask": { "nearer": { "goal": { "violated": null } } }, "model": { "level": 2 } }),
        json!({ "ask": { "quiz": { "number": 23 } } }),
        json!({ "ask": { "export": { "format": "itf" } }, "model": two, "run": [one] }),
        json!({ "ask": "reveal", "model": { "level": 2 } }),
        json!({ "ask": "check", "model": "models/holds/one_proposer.toml" }),
        json!({ "ask": "look", "model": "models/holds/none.toml" }),
    ]
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
        let answered = match try_ask(question.clone()) {
            Ok(answer) => json!({ "answer": answer }),
            Err(refusal) => json!({ "error": refusal }),
        };
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
