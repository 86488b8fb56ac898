//! Beat Paxos and the quiz: what is hidden stays hidden.

use super::try_ask;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn in_level(level: usize, run: &Value, question: Value) -> Value {
    try_ask(json!({ "model": { "level": level }, "run": run, "ask": question })).unwrap()
}

/// All levels, with whether each is the reference.
fn levels() -> Vec<(usize, bool)> {
    let models = try_ask(json!({ "ask": "models" })).unwrap()["models"].clone();
    let levels = models["levels"].as_array().unwrap().iter().zip(1..);
    levels
        .map(|(level, number)| {
            assert_eq!(level["number"], number);
            (number, level["grade"] == "reference")
        })
        .collect()
}

#[test]
fn every_level_can_be_won_but_those_of_the_reference() {
    let goal = json!({ "shortest": { "goal": { "violated": null } } });
    for (level, is_reference) in levels() {
        let way = in_level(level, &json!([]), goal.clone())["way"].clone();
        assert_eq!(way["result"]["never"].is_object(), is_reference, "level {level}: {way}");
        assert_eq!(way["result"]["found"].is_object(), !is_reference, "level {level}: {way}");
    }
}

#[test]
fn a_level_does_not_tell_which_model_it_is() {
    let goal = json!({ "shortest": { "goal": { "violated": null } } });
    for (level, is_reference) in levels() {
        let revealed = in_level(level, &json!([]), json!("reveal"))["revealed"].clone();
        let path = revealed["path"].as_str().unwrap();
        assert_eq!(path.starts_with("models/holds/"), is_reference, "{path}");
        let name = Path::new(path).file_stem().unwrap().to_str().unwrap().to_string();
        let text = fs::read_to_string(path).unwrap();
        let mutant = text.lines().find_map(|line| line.strip_prefix("name = "));
        let title = revealed["title"].as_str().unwrap().to_string();
        let way = in_level(level, &json!([]), goal.clone())["way"].clone();
        let run = way["result"]["found"]["run"].clone();
        let run = if run.is_null() { json!(["proposer A: next ballot"]) } else { run };
        let svg = json!({ "export": { "format": "svg" } });
        for told in [way, in_level(level, &run, json!("look")), in_level(level, &run, svg)] {
            let told = told.to_string();
            let secrets =
                [Some(name.as_str()), Some(&title), mutant.map(|name| name.trim_matches('"'))];
            for secret in secrets.into_iter().flatten() {
                assert!(!told.contains(secret), "level {level} tells {secret}");
            }
            assert!(!told.contains("by the rules"), "level {level}");
        }
        let place = in_level(level, &run, json!("look"))["place"].clone();
        let steps = place["steps"].as_array().unwrap();
        assert!(steps.iter().all(|step| step["reference"].is_null()), "level {level}");
        let formats = ["slide", "json", "text", "mermaid", "itf", "html"];
        let exports = formats.map(|format| json!({ "export": { "format": format } }));
        for question in [json!("check"), json!("why"), json!("twin")].into_iter().chain(exports) {
            let request = json!({ "model": { "level": level }, "run": run, "ask": question });
            let refusal = try_ask(request).unwrap_err().to_string();
            assert!(refusal.contains("reveal it first"), "{refusal}");
        }
    }
}

#[test]
fn an_exercise_shows_a_run_and_not_its_rule() {
    let quiz = |number: usize| try_ask(json!({ "ask": { "quiz": { "number": number } } }));
    // The exercises are those of `synod quiz`: the 23rd is one of the quickest.
    let exercise = quiz(23).unwrap()["quiz"].clone();
    assert_eq!(exercise["choices"].as_array().unwrap().len(), 4);
    let answer = usize::try_from(exercise["answer"].as_u64().unwrap()).unwrap();
    let solution = exercise["solution"].as_str().unwrap();
    assert!(solution.contains(exercise["choices"][answer].as_str().unwrap()), "{solution}");
    let model = exercise["model"].as_str().unwrap();
    let title = solution.lines().nth(1).unwrap().trim();
    let svg = exercise["svg"].as_str().unwrap();
    assert!(svg.starts_with("<svg") && !svg.contains(title) && !svg.contains(model), "{svg}");
    let steps = exercise["steps"].to_string();
    assert!(!steps.contains("by the rules"), "{steps}");
    let place = try_ask(json!({ "model": model, "run": exercise["run"], "ask": "look" })).unwrap();
    assert_eq!(place["place"]["departure"], Value::Null);
    assert!(quiz(999).unwrap_err().to_string().contains("there are 1 to "));
}
