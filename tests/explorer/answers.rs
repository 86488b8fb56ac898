//! Looking: where a run has come to, what can happen there, and why the rest cannot.

use super::{ask, look, path, texts, try_ask};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use synod::explorer::offline::carried;
use synod::model::System;
use synod::model::file::{ModelFile, Visitor};

/// One proposer has its value chosen, by the messages that must arrive for that.
const DECISION: [&str; 7] = [
    "proposer A: next ballot",
    "proposer A → acceptor 1: prepare 1.A",
    "proposer A → acceptor 2: prepare 1.A",
    "acceptor 1 → proposer A: promise 1.A, no vote",
    "acceptor 2 → proposer A: promise 1.A, no vote",
    "proposer A → acceptor 1: accept 8 at 1.A",
    "proposer A → acceptor 2: accept 8 at 1.A",
];

fn property<'a>(place: &'a Value, name: &str) -> &'a Value {
    let all = place["properties"].as_array().unwrap();
    all.iter().find(|property| property["name"] == name).expect(name)
}

#[test]
fn a_value_is_chosen_step_by_step() {
    let place = look("two_proposers", &DECISION);
    assert_eq!(place["departure"], Value::Null);
    assert_eq!(texts(&place["steps"], "name"), DECISION);
    assert_eq!(place["steps"][4]["rule"]["function"], "on_promise");
    let chosen = json!([{
        "vote": { "ballot": "1.A", "value": "8" },
        "voters": ["acceptor 1", "acceptor 2"],
    }]);
    assert_eq!(place["chosen"], chosen);
    assert_eq!(property(&place, "value chosen")["now"], "reached");
    assert_eq!(property(&place, "value learned")["now"], "open");
    assert_eq!(property(&place, "agreement")["now"], "holds");
    let before = look("two_proposers", &DECISION[..6]);
    assert_eq!(before["chosen"], json!([]));
}

#[test]
fn what_the_last_step_changed_and_sent_is_marked() {
    let place = look("two_proposers", &DECISION[..2]);
    let actors = place["actors"].as_array().unwrap();
    let changed = actors.iter().filter(|actor| actor["changed"] == true);
    let changed: Vec<_> = changed.map(|actor| (&actor["name"], &actor["says"])).collect();
    assert_eq!(changed, [(&json!("acceptor 1"), &json!("promised 1.A, has not voted"))]);
    let messages = place["messages"].as_array().unwrap();
    let new = messages.iter().filter(|message| message["new"] == true);
    assert_eq!(new.map(|message| &message["text"]).collect::<Vec<_>>(), ["promise 1.A, no vote"]);
    let prepare = messages.iter().find(|message| message["to"] == "acceptor 1").unwrap();
    assert_eq!((&prepare["delivered"], &prepare["sent_in"]), (&json!(1), &json!(1)));
    let why = &place["cannot"][usize::try_from(prepare["cannot"].as_u64().unwrap()).unwrap()];
    assert_eq!(why["why"], "acceptor 1 would only say again what it has said");
}

#[test]
fn a_run_that_no_longer_fits_is_taken_as_far_as_it_does() {
    let mut run = DECISION.to_vec();
    run[3] = "acceptor 1 → proposer A: promise 7.C, no vote";
    let place = look("two_proposers", &run);
    assert_eq!(place["steps"].as_array().unwrap().len(), 3);
    assert_eq!(
        (&place["departure"]["step"], &place["departure"]["name"]),
        (&json!(4), &json!(run[3]))
    );
}

/// Everything that is hindered after a run, a line each.
fn hindered(model: &str, run: &[&str]) -> Vec<String> {
    let place = look(model, run);
    let line = |hindered: &Value| {
        let of = |field: &str| hindered[field].as_str().unwrap().to_string();
        let rule = hindered["rule"]["function"].as_str().map(|f| format!(" [{f}]"));
        format!("{} {}: {}{}", of("kind"), of("because"), of("why"), rule.unwrap_or_default())
    };
    let lines: BTreeSet<String> = place["cannot"].as_array().unwrap().iter().map(line).collect();
    lines.into_iter().collect()
}

#[test]
fn why_something_cannot_happen_is_told_by_the_rule_the_network_or_the_bound() {
    let contended = [
        "proposer A: next ballot",
        "proposer B: next ballot",
        "proposer B → acceptor 1: prepare 1.B",
    ];
    assert_eq!(
        hindered("two_proposers", &contended),
        [
            "crash bound: in this model nobody crashes",
            "deliver nothing: acceptor 1 would only say again what it has said",
            "deliver rule: acceptor 1 has promised 1.B, which is higher than 1.A [on_prepare]",
            "quorum rule: learner 1 has learned nothing yet: it has heard of no vote [on_accepted]",
            "quorum rule: proposer A proposes nothing at 1.A yet: promises of none are no quorum \
         [on_promise]",
            "quorum rule: proposer B proposes nothing at 1.B yet: promises of none are no quorum \
         [on_promise]",
            "timeout bound: in this model nobody sends anything again",
            "timeout bound: in this model proposer A begins no more than 1 ballot",
            "timeout bound: in this model proposer B begins no more than 1 ballot",
        ]
    );
    let cut = hindered("partition_stays", &["proposer A: next ballot"]);
    let network = "deliver network: a partition keeps proposer A and acceptor 2 apart";
    assert!(cut.iter().any(|line| line == network), "{cut:#?}");
    let crashed = ["proposer A: next ballot", "crash and restart: proposer A"];
    let crashed = hindered("next_client_after_restart", &crashed);
    let forgotten = [
        "proposer A: next ballot",
        "proposer A → acceptor 1: prepare 1.A",
        "crash and restart: proposer A",
    ];
    let forgotten = hindered("crash_and_restart", &forgotten);
    let why = "deliver rule: proposer A has given up 1.A in a crash [on_promise]";
    assert!(forgotten.iter().any(|line| line == why), "{forgotten:#?}");
    let one_left = "crash nothing: a crash would make nobody forget anything";
    assert!(crashed.iter().any(|line| line == one_left), "{crashed:#?}");
}

#[test]
fn a_proposal_that_was_made_is_told_with_its_late_promise() {
    let late = [&DECISION[..5], &["proposer A → acceptor 3: prepare 1.A"]].concat();
    let told = hindered("two_proposers", &late);
    let why = "deliver rule: proposer A has proposed 8 at 1.A already [on_promise]";
    assert!(told.iter().any(|line| line == why), "{told:#?}");
}

/// The proposer of a log leads: it has proposed in every slot of its window.
const LEADS: [&str; 5] = [
    "proposer A: next ballot",
    "proposer A → acceptor 1: prepare 1.A",
    "proposer A → acceptor 2: prepare 1.A",
    "acceptor 1 → proposer A: promise 1.A, no vote",
    "acceptor 2 → proposer A: promise 1.A, no vote",
];

/// It leads a log, an acceptor votes, and another proposer asks the next.
fn a_log_that_is_contended() -> Vec<&'static str> {
    let contended = [
        "proposer A → acceptor 1: accept 8 at 1.A in slot 1",
        "proposer B: next ballot",
        "proposer B → acceptor 2: prepare 1.B",
    ];
    [&LEADS[..], &contended].concat()
}

/// Acceptors vote for the second slot of a log first, and the learner hears of that.
fn a_log_with_a_hole() -> Vec<&'static str> {
    let beyond = [
        "proposer A → acceptor 1: accept 7 at 1.A in slot 2",
        "proposer A → acceptor 2: accept 7 at 1.A in slot 2",
        "acceptor 1 → learner 1: accepted 7 at 1.A in slot 2",
        "acceptor 2 → learner 1: accepted 7 at 1.A in slot 2",
    ];
    [&LEADS[..], &beyond].concat()
}

#[track_caller]
fn assert_told(told: &[String], why: &str) {
    assert!(told.iter().any(|line| line == why), "{why}: {told:#?}");
}

#[test]
fn why_something_cannot_happen_in_a_log_is_told_with_its_slot() {
    assert_eq!(
        hindered("network_log", &a_log_that_is_contended()),
        [
            "crash bound: in this model nobody crashes",
            "deliver nothing: acceptor 1 would only say again what it has said",
            "deliver nothing: acceptor 2 would only say again what it has said",
            "deliver rule: acceptor 1 has voted at 1.A, so this prepare comes too late [on_prepare]",
            "deliver rule: acceptor 2 has promised 1.B, which is higher than 1.A [on_accept]",
            "deliver rule: acceptor 2 has promised 1.B, which is higher than 1.A [on_prepare]",
            "deliver rule: proposer A leads 1.A, and needs no more promises [on_promise]",
            "quorum bound: proposer A proposes nothing in slot 2 yet: it does not know that slot 1 is \
             chosen",
            "quorum rule: proposer B proposes nothing at 1.B yet: promises of none are no quorum \
             [on_promise]",
            "timeout bound: in this model proposer A begins no more than 1 ballot",
            "timeout bound: in this model proposer B begins no more than 1 ballot",
        ]
    );
}

#[test]
fn a_leader_goes_on_as_far_as_its_window() {
    let waits = |told: &[String]| told.iter().any(|line| line.starts_with("quorum bound: "));
    let votes = [
        "proposer A → acceptor 1: accept 8 at 1.A in slot 1",
        "proposer A → acceptor 2: accept 8 at 1.A in slot 1",
        "acceptor 1 → proposer A: accepted 8 at 1.A in slot 1",
        "acceptor 2 → proposer A: accepted 8 at 1.A in slot 1",
    ];
    let votes = [&LEADS[..], &votes].concat();
    let told = hindered("network_log", &votes[..votes.len() - 1]);
    assert!(waits(&told), "{told:#?}");
    assert_told(&told, "deliver rule: proposer A has counted this vote already [on_accepted]");
    let told = hindered("network_log", &votes);
    assert!(!waits(&told), "{told:#?}");
    assert_told(&told, "deliver rule: proposer A knows that slot 1 is chosen [on_accepted]");
    let told = hindered("network_log_window_2", &LEADS);
    assert!(!waits(&told), "{told:#?}");
}

#[test]
fn a_learner_of_a_log_waits_for_a_slot_before_those_that_it_knows() {
    let begins = hindered("network_log_learner", &[]);
    let heard = "quorum rule: learner 1 has learned nothing in slot 1 yet: it has heard of no vote";
    assert_told(&begins, &format!("{heard} [on_accepted]"));
    let mut run = a_log_with_a_hole();
    let told = hindered("network_log_learner", &run);
    assert_told(&told, "deliver rule: learner 1 has learned 7 in slot 2 [on_accepted]");
    assert_told(&told, &format!("{heard}; so it does not carry out slot 2 [on_accepted]"));
    run.push("proposer A → acceptor 1: accept 8 at 1.A in slot 1");
    run.push("acceptor 1 → learner 1: accepted 8 at 1.A in slot 1");
    assert_told(
        &hindered("network_log_learner", &run),
        "quorum rule: learner 1 has learned nothing in slot 1 yet: votes of {1} at 1.A are no quorum in one \
         ballot; so it does not carry out slot 2 [on_accepted]",
    );
}

#[test]
fn a_leader_of_a_log_gives_its_ballot_up_in_a_crash() {
    let begins = hindered("network_log_crash", &[]);
    assert_told(&begins, "crash nothing: a crash would make nobody forget anything");
    let crash = [
        "proposer A → acceptor 1: accept 8 at 1.A in slot 1",
        "crash and restart: proposer A",
        "proposer A: next ballot",
    ];
    let run = [&LEADS[..], &crash].concat();
    let told = hindered("network_log_crash", &run[..run.len() - 1]);
    assert_told(&told, "crash bound: in this model there is no more than 1 crash");
    assert_told(&told, "deliver rule: proposer A has given up 1.A in a crash [on_promise]");
    assert_told(&told, "deliver rule: proposer A leads in no ballot now [on_accepted]");
    assert_told(
        &told,
        "quorum rule: proposer A proposes nothing: it has given up 1.A in a crash [on_promise]",
    );
    let told = hindered("network_log_crash", &run);
    assert_told(
        &told,
        "deliver rule: proposer A has begun 2.A, and this promise is for 1.A [on_promise]",
    );
}

/// Where a run of a model has come to, as a reader of Chinese is told.
fn look_in_chinese(model: &str, run: &[&str]) -> Value {
    let request = json!({ "model": path(model), "language": "zh", "run": run, "ask": "look" });
    try_ask(request).unwrap()["place"].clone()
}

/// What he is told in English of what can happen there, and of what cannot.
fn left_in_english(place: &Value) -> Vec<&str> {
    let english =
        |text: &&str| text.as_bytes().windows(3).any(|w| w.iter().all(u8::is_ascii_lowercase));
    let told = [texts(&place["cannot"], "why"), texts(&place["can"], "label")].concat();
    told.into_iter().filter(english).collect()
}

#[test]
fn a_page_in_chinese_is_told_in_chinese() {
    let place = look_in_chinese("two_proposers", &DECISION[..2]);
    assert_eq!(place["steps"][1]["text"], "接受者 1 承诺 1.A，报告未曾投票");
    // The names of steps are the same in all languages: links are shared.
    assert_eq!(place["steps"][1]["name"], DECISION[1]);
    assert_eq!(left_in_english(&place), Vec::<&str>::new());
    let contended = look_in_chinese("network_log", &a_log_that_is_contended());
    assert_eq!(left_in_english(&contended), Vec::<&str>::new());
    let waits = "提案者 A 还不能提出值，槽位 2：它还不知道槽位 1 已选定";
    assert!(texts(&contended["cannot"], "why").contains(&waits), "{contended:#}");
    let hole = look_in_chinese("network_log_learner", &a_log_with_a_hole());
    assert_eq!(left_in_english(&hole), Vec::<&str>::new());
    let waits = "学习者 1 还没有学到任何值，槽位 1：没有听到投票；因此不能执行槽位 2";
    assert!(texts(&hole["cannot"], "why").contains(&waits), "{hole:#}");
}

#[test]
fn a_value_is_any_text() {
    let value = "<img src=x onerror=alert(1)>";
    let text = fs::read_to_string("models/holds/one_proposer.toml").unwrap();
    let text = text.replace(r#"["8"]"#, &format!("[{value:?}]"));
    let model = json!({ "name": "mine.toml", "toml": text });
    let accept = format!("proposer A → acceptor 1: accept {value} at 1.A");
    let run = [&DECISION[..5], &[&accept]].concat();
    let place = &try_ask(json!({ "model": model, "run": run, "ask": "look" })).unwrap()["place"];
    assert_eq!(place["departure"], Value::Null);
    assert_eq!(place["actors"][1]["state"]["acceptor"]["voted"]["value"], value);
    let svg = json!({ "export": { "format": "svg" } });
    let svg = try_ask(json!({ "model": model, "run": run, "ask": svg })).unwrap();
    assert!(!svg["file"]["text"].as_str().unwrap().contains("<img"), "{svg}");
}

/// Looks at the first states of a system, breadth first: no two of the steps that can be taken have one name.
struct NamesDiffer<'a>(&'a Path);

impl Visitor for NamesDiffer<'_> {
    type Output = ();

    fn visit<S: System>(self, system: S) {
        let mut states = system.init_states();
        for next in 0..300 {
            let Some(state) = states.get(next).cloned() else { break };
            let steps = system.next_steps(&state);
            let names: BTreeSet<String> =
                steps.iter().map(|(action, _)| system.format_action(action)).collect();
            assert_eq!(names.len(), steps.len(), "{}: {names:#?}", self.0.display());
            states.extend(steps.into_iter().map(|(_, state)| state));
        }
    }
}

#[test]
fn a_step_has_a_name_of_its_own() {
    let mut models = 0;
    for folder in ["models/holds", "models/violates"] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            ModelFile::read(&path).unwrap().visit(NamesDiffer(&path));
            models += 1;
        }
    }
    assert!(models > 90, "{models}");
}

#[test]
fn a_run_is_a_file_in_every_format() {
    let export = |format: &str| {
        let question = json!({ "export": { "format": format, "theme": "light" } });
        let file = ask("two_proposers", &DECISION, question)["file"].clone();
        (file["name"].as_str().unwrap().to_string(), file["text"].as_str().unwrap().to_string())
    };
    let (name, text) = export("json");
    assert_eq!(name, "two_proposers.run.json");
    let trace: Value = serde_json::from_str(&text).unwrap();
    let opened = try_ask(json!({ "ask": { "open": { "trace": trace } } })).unwrap();
    assert_eq!(opened["opened"]["run"], json!(DECISION));
    assert_eq!(opened["opened"]["model"], "models/holds/two_proposers.toml");
    assert!(export("svg").1.starts_with("<svg"));
    let (name, page) = export("html");
    assert_eq!(name, "two_proposers.run.html");
    assert!(page.contains("id=\"synod-core\"></script>"), "the core is put in where it is at hand");
    let carried = carried(&page).unwrap();
    assert_eq!(serde_json::to_value(carried.trace).unwrap(), trace);
    assert!(export("slide").1.contains("width=\"1920\" height=\"1080\""));
    assert!(export("mermaid").1.contains("sequenceDiagram"));
    assert!(export("text").1.contains("acceptor 1 promises 1.A and reports no vote"));
    let itf: Value = serde_json::from_str(&export("itf").1).unwrap();
    assert_eq!(itf["#meta"]["format"], "ITF");
    let states = itf["states"].as_array().unwrap();
    assert_eq!(states.len(), DECISION.len() + 1);
    let vars: BTreeSet<&str> =
        itf["vars"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
    for state in states {
        let keys = state.as_object().unwrap().keys().map(String::as_str);
        assert_eq!(keys.filter(|key| *key != "#meta").collect::<BTreeSet<_>>(), vars);
    }
    assert_eq!(states[7]["actors"]["acceptor 2"], "promised 1.A, voted for 8 at 1.A");
}

#[test]
fn the_source_of_a_rule_can_be_asked_for_and_no_other_file() {
    let source = |file: &str| try_ask(json!({ "ask": { "source": { "file": file } } }));
    let steps = look("two_proposers", &DECISION)["steps"].clone();
    for rule in steps.as_array().unwrap().iter().map(|step| &step["rule"]) {
        let file = rule["file"].as_str().unwrap();
        let text = source(file).unwrap()["source"]["text"].as_str().unwrap().to_string();
        assert_eq!(text, fs::read_to_string(file).unwrap());
        let line = usize::try_from(rule["line"].as_u64().unwrap()).unwrap();
        let function = format!("fn {}", rule["function"].as_str().unwrap());
        assert!(text.lines().nth(line - 1).unwrap().contains(&function), "{rule}");
    }
    let refused = source("Cargo.toml").unwrap_err().to_string();
    assert!(
        refused.contains("no rule is written in Cargo.toml; there are src/paxos/"),
        "{refused}"
    );
}

#[test]
fn a_trace_that_was_changed_or_is_of_another_version_is_refused() {
    let file = ask("two_proposers", &DECISION, json!({ "export": { "format": "json" } }));
    let text = file["file"]["text"].as_str().unwrap();
    let changed = text.replacen("acceptor 2", "acceptor 3", 1);
    let opened = |text: &str| {
        let trace: Value = serde_json::from_str(text).unwrap();
        try_ask(json!({ "ask": { "open": { "trace": trace } } })).unwrap_err().to_string()
    };
    assert!(opened(&changed).contains("the trace says otherwise"), "{}", opened(&changed));
    let digest = "\"model_blake3\": \"";
    let other = text.replacen(digest, &format!("{digest}00"), 1);
    assert!(opened(&other).contains("open that model file first"), "{}", opened(&other));
    let none = opened("{\"version\": 1, \"model\": 3}");
    assert!(none.starts_with("this is no trace: "), "{none}");
    assert!(opened("{\"version\": 7}").contains("version 7 is unknown"));
}

#[test]
fn more_than_anybody_can_look_at_is_refused() {
    let toml = r#"
version = 1
title = "Thousands of messages"
system = "network"
[roles]
proposers = ["8"]
acceptors = 32
[bounds]
ballots_per_proposer = 1000
"#;
    let model = json!({ "name": "many.toml", "toml": toml });
    let run = vec!["proposer A: next ballot"; 100];
    let request = json!({ "model": model, "run": run, "ask": "look" });
    let refused = try_ask(request).unwrap_err().to_string();
    assert!(refused.contains("more than a page can show"), "{refused}");
}

#[test]
fn garbage_is_refused_with_the_remedy() {
    let refused = |request: Value| try_ask(request).unwrap_err().to_string();
    let look = json!("look");
    let none = refused(json!({ "ask": look }));
    assert_eq!(none, "of which model? name it, as `model`");
    let unknown = refused(json!({ "ask": look, "model": "models/holds/two_proposer.toml" }));
    assert!(unknown.ends_with("did you mean `models/holds/two_proposers.toml`?"), "{unknown}");
    let path = refused(json!({ "ask": look, "model": "../../etc/passwd" }));
    assert!(path.starts_with("there is no model ../../etc/passwd in the list"), "{path}");
    let broken = json!({ "name": "mine.toml", "toml": "version = 1\ntitle = 3" });
    let broken = refused(json!({ "ask": look, "model": broken }));
    assert!(broken.starts_with("mine.toml: "), "{broken}");
    assert!(refused(json!({ "ask": "everything" })).starts_with("this is no request: "));
    assert!(refused(json!({ "ask": look, "surprise": 1 })).contains("surprise"));
    let level = refused(json!({ "ask": look, "model": { "level": 99 } }));
    assert_eq!(level, "there is no level 99; there are 1 to 12");
}
