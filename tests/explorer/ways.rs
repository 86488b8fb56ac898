//! Ways on: how soon something comes about from where a run has come to.

use super::{ask, look, texts, try_ask};
use serde_json::{Value, json};

const BROKEN: &str = "ignores_reports";

/// The shortest way to a goal.
fn shortest(model: &str, run: &[&str], goal: &Value) -> Value {
    ask(model, run, json!({ "shortest": { "goal": goal } }))["way"].clone()
}

fn names(run: &Value) -> Vec<&str> {
    run.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect()
}

#[test]
fn the_shortest_way_to_a_violation_is_as_long_as_the_trace_of_a_check() {
    let way = shortest(BROKEN, &[], &json!({ "violated": "agreement" }));
    let found = &way["result"]["found"];
    assert_eq!((&found["steps"], &found["shows"]), (&json!(14), &json!("agreement")));
    let run = names(&found["run"]);
    let place = look(BROKEN, &run);
    let agreement = &place["properties"][0];
    assert_eq!((&agreement["name"], &agreement["now"]), (&json!("agreement"), &json!("violated")));
    let why = agreement["explanation"].as_str().unwrap();
    assert!(why.starts_with("two quorums chose different values"), "{why}");
}

#[test]
fn each_step_of_a_shortest_way_is_one_nearer_and_the_reference_is_never_near() {
    let goal = json!({ "violated": null });
    let way = shortest(BROKEN, &[], &goal);
    let run = names(&way["result"]["found"]["run"]);
    let question = json!({ "nearer": { "goal": goal } });
    for taken in [0, 5, 9, 13] {
        let nearer = ask(BROKEN, &run[..taken], question.clone())["nearer"].clone();
        let left = run.len() - taken;
        assert_eq!(nearer["here"], json!({ "in": left }), "after {taken}");
        let steps = nearer["steps"].as_array().unwrap();
        let step = steps.iter().find(|step| step["name"] == run[taken]).unwrap();
        assert_eq!(step["distance"], json!({ "in": left - 1 }), "after {taken}");
        let place = look(BROKEN, &run[..taken]);
        let mut can = texts(&place["can"], "name");
        let mut told = texts(&nearer["steps"], "name");
        can.sort_unstable();
        told.sort_unstable();
        assert_eq!(told, can, "a distance for each step that can be taken");
    }
    let reference = ask("two_proposers", &run[..5], question)["nearer"].clone();
    assert_eq!(reference["here"], "never");
    assert!(reference["steps"].as_array().unwrap().iter().all(|step| step["distance"] == "never"));
}

#[test]
fn never_names_the_bound() {
    let way = shortest("two_proposers", &[], &json!({ "violated": "agreement" }));
    assert_eq!(way["states"], 12_169, "all states of the model, unreduced");
    let bounds = names(&way["result"]["never"]["bounds"]);
    assert!(bounds.contains(&"2 proposers") && bounds.contains(&"1 ballot each"), "{bounds:?}");
}

#[test]
fn what_is_typed_is_a_goal_too() {
    let asked = |text: &str| json!({ "asked": text });
    let way = shortest("two_proposers", &[], &asked("acceptor 1 voted 5"));
    // A ballot, two prepares, two promises, an accept.
    assert_eq!(way["result"]["found"]["steps"], 6);
    let contend = shortest("two_proposers", &[], &json!({ "reached": "two ballots contend" }));
    assert!(contend["result"]["found"]["steps"].as_u64().unwrap() >= 2, "{contend}");
    let goal = asked("acceptor 9 voted 5");
    let request = json!({
        "model": "models/holds/two_proposers.toml", "ask": { "shortest": { "goal": goal } },
    });
    let refused = try_ask(request).unwrap_err().to_string();
    assert!(refused.contains("acceptor 9") && refused.contains('^'), "{refused}");
}

#[test]
fn a_goal_that_is_reached_already_is_no_step_away() {
    let run = ["proposer A: next ballot"];
    let way = shortest("two_proposers", &run, &json!({ "asked": "proposer A began 1.A" }));
    assert_eq!(way["result"]["found"]["steps"], 0);
    assert_eq!(names(&way["result"]["found"]["run"]), run);
}

#[test]
fn whether_it_can_still_be_decided() {
    let outlook =
        |model: &str, run: &[&str]| ask(model, run, json!("outlook"))["way"]["result"].clone();
    assert!(outlook("two_proposers", &[])["found"]["steps"].as_u64().unwrap() > 5);
    // Each of two proposers keeps the other from a quorum, and the bound leaves nobody another ballot.
    let duel = [
        "proposer A: next ballot",
        "proposer A → acceptor 1: prepare 1.A",
        "proposer A → acceptor 2: prepare 1.A",
        "acceptor 1 → proposer A: promise 1.A, no vote",
        "acceptor 2 → proposer A: promise 1.A, no vote",
        "proposer B: next ballot",
        "proposer B → acceptor 1: prepare 1.B",
        "proposer B → acceptor 2: prepare 1.B",
    ];
    assert!(outlook("two_proposers", &duel)["found"].is_object());
    let cut = outlook("partition_stays", &["proposer A: next ballot"]);
    assert!(cut["found"].is_object(), "proposer B is with the majority: {cut}");
}

#[test]
fn a_run_of_another_model_has_no_way_on() {
    let request = json!({
        "model": "models/holds/one_proposer.toml",
        "run": ["proposer A: next ballot", "proposer B: next ballot"],
        "ask": "outlook",
    });
    let refusal = try_ask(request).unwrap_err();
    assert_eq!(refusal.step, Some(2));
}

#[test]
fn the_step_to_blame_has_its_number_in_the_run_that_was_asked_about() {
    let way = shortest(BROKEN, &[], &json!({ "violated": "agreement" }));
    let mut run = names(&way["result"]["found"]["run"]);
    run.insert(2, "proposer A → acceptor 2: prepare 1.A");
    let why = ask(BROKEN, &run, json!("why"))["why"].clone();
    assert!(!why["kept"].as_array().unwrap().contains(&json!(3)), "{why}");
    let steps = look(BROKEN, &run)["steps"].clone();
    let blamed = steps.as_array().unwrap().iter().position(|step| !step["reference"].is_null());
    let told = format!("step {} is the first that breaks a rule", blamed.unwrap() + 1);
    assert!(why["explanation"][1].as_str().unwrap().starts_with(&told), "{told}: {why}");
}

#[test]
fn the_causes_of_a_violation_and_what_the_reference_would_have_done() {
    let way = shortest(BROKEN, &[], &json!({ "violated": "agreement" }));
    let run = names(&way["result"]["found"]["run"]);
    let why = ask(BROKEN, &run, json!("why"))["why"].clone();
    assert_eq!((&why["violates"], &why["of"]), (&json!("agreement"), &json!(14)));
    assert_eq!(why["kept"].as_array().unwrap().len(), why["steps"].as_array().unwrap().len());
    let place = look(BROKEN, &run);
    let after = [&run[..], &texts(&place["can"], "name")[..1]].concat();
    assert_eq!(ask(BROKEN, &after, json!("why"))["why"], why, "what comes after it is no cause");
    let quorums = why["quorums"].as_array().unwrap();
    assert_eq!(quorums.len(), 2);
    assert_ne!(quorums[0]["vote"]["value"], quorums[1]["vote"]["value"]);
    let voters = |quorum: &Value| quorum["voters"].as_array().unwrap().clone();
    let both = voters(&quorums[0]).into_iter().filter(|name| voters(&quorums[1]).contains(name));
    assert_eq!(why["shared"], json!(both.collect::<Vec<_>>()));
    assert_ne!(why["shared"], json!([]), "two majorities meet");
    assert!(why["invariant"]["step"].as_u64().unwrap() <= 14, "{why}");
    let twin = ask(BROKEN, &run, json!("twin"))["twin"].clone();
    let same = twin["same"].as_u64().unwrap();
    assert!((1..14).contains(&same), "{same}");
    let pair = &twin["pairs"][usize::try_from(same).unwrap()];
    assert!(pair["reference"]["otherwise"]["text"].is_string(), "{pair}");
    assert!(pair["broken"]["reference"].is_string(), "{pair}");
}

#[test]
fn the_whole_search_has_the_verdict_of_a_check_and_runs_that_can_be_opened() {
    let checked = ask(BROKEN, &[], json!("check"))["checked"].clone();
    assert_eq!((&checked["verdict"], &checked["expected"]), (&json!("violated"), &json!(true)));
    let properties = checked["properties"].as_array().unwrap();
    let agreement = properties.iter().find(|p| p["name"] == "agreement").unwrap();
    let run = names(&agreement["run"]);
    assert_eq!(run.len(), 14);
    assert_eq!(look(BROKEN, &run)["departure"], Value::Null);
    let checked = ask("two_proposers", &[], json!("check"))["checked"].clone();
    // Those of the reduced system.
    assert_eq!((&checked["verdict"], &checked["states"]), (&json!("holds"), &json!(245)));
}
