//! A reader of Chinese is told everything in Chinese: of every shipped model, wherever a walk through it comes.

use super::{parallel, try_ask};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// How many steps are taken in each model.
const STEPS: usize = 30;

/// Where a page finds data, of which it makes words itself: names, acts, goals, states. What a rule quotes is the
/// paper's, and what the author of a model wrote is nobody's to translate.
const DATA: [&str; 25] = [
    "act", "because", "changed", "digest", "from", "goal", "kind", "mutant", "name", "now", "path",
    "role", "rule", "run", "said", "sent", "shared", "short", "shows", "state", "system", "title",
    "to", "toml", "violates",
];

/// What the reference does in a twin, where that is a word.
const COUNTERPARTS: [&str; 4] = ["same", "never_sent", "nothing", "impossible"];

/// So many states are searched in no time.
const FEW_STATES: u64 = 20_000;

/// What stays as it is in Chinese; among it the values of a transaction.
const STAYS: [&str; 4] = ["Paxos", "null", "prepared", "aborted"];

/// What a reader of Chinese is answered, or why he is not.
fn ask(mut request: Value) -> Value {
    request["language"] = json!("zh");
    try_ask(request).unwrap_or_else(|refusal| serde_json::to_value(refusal).unwrap())
}

/// All that is told in an answer.
fn told(answer: &Value, all: &mut BTreeSet<String>) {
    match answer {
        Value::String(text) => {
            all.insert(text.clone());
        }
        Value::Array(list) => list.iter().for_each(|each| told(each, all)),
        // The page has names for the properties.
        Value::Object(fields) if fields.get("goal").is_some_and(|goal| goal["asked"].is_null()) => {
        }
        Value::Object(fields) => {
            let texts = fields.iter().filter(|(field, _)| !DATA.contains(&field.as_str()));
            texts.for_each(|(_, each)| told(each, all));
        }
        _ => {}
    }
}

/// The English words of a text: without code, without names of actors, and without the values of the model.
fn english(text: &str, values: &BTreeSet<String>) -> Vec<String> {
    let is_name = |text: &str| {
        let role = text.split_once(' ').map(|(role, _)| role);
        role.is_some_and(|role| ["proposer", "acceptor", "learner", "manager"].contains(&role))
            && text.split(' ').count() == 2
    };
    if is_name(text) || text == "coordinator" || COUNTERPARTS.contains(&text) {
        return Vec::new();
    }
    let words: String = text.split('`').step_by(2).collect();
    let words = words.split(|letter: char| !letter.is_ascii_alphabetic());
    let words = words.filter(|word| word.len() > 1 && !STAYS.contains(word));
    words.filter(|word| !values.contains(*word)).map(String::from).collect()
}

/// The words of a picture.
fn words_of(svg: &str) -> impl Iterator<Item = String> {
    let told = svg.lines().filter(|line| line.starts_with("<text ") || line.starts_with("<desc>"));
    told.map(|line| {
        let texts = line.split('>').filter_map(|part| part.split('<').next());
        texts.collect::<String>()
    })
}

/// What is told of a model, and its values, which stay.
#[derive(Default)]
struct Told {
    texts: BTreeSet<String>,
    values: BTreeSet<String>,
}

impl Told {
    /// What is told of a model in a walk through it by steps that look chosen at random; and on the shortest run that
    /// violates something, if that is soon found.
    fn of(model: &Value) -> Self {
        let path = model["path"].as_str().unwrap();
        let mut all = Self::default();
        let mut run = Vec::new();
        let mut chosen: u64 = 1;
        for _ in 0..STEPS {
            let place = all.look(path, &run);
            let properties = place["properties"].as_array().unwrap();
            let can = place["can"].as_array().unwrap();
            if can.is_empty() || properties.iter().any(|property| property["now"] == "violated") {
                break;
            }
            // A linear congruential generator, whose low digits are too regular.
            chosen = chosen
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let place = usize::try_from(chosen >> 33).unwrap() % can.len();
            run.push(can[place]["name"].clone());
        }
        all.end(path, &run);
        let is_broken = model["violates"].as_array().is_some_and(|violates| !violates.is_empty());
        if is_broken && model["states"].as_u64().is_some_and(|states| states < FEW_STATES) {
            let goal = json!({ "shortest": { "goal": { "violated": null } } });
            let way = ask(json!({ "model": path, "ask": goal }));
            if let Some(run) = way["way"]["result"]["found"]["run"].as_array() {
                all.look(path, run);
                all.end(path, run);
            }
        }
        all
    }

    fn look(&mut self, path: &str, run: &[Value]) -> Value {
        let answer = ask(json!({ "model": path, "run": run, "ask": "look" }));
        told(&answer, &mut self.texts);
        let place = answer["place"].clone();
        let actors = place["actors"].as_array().unwrap();
        let wanted =
            actors.iter().filter_map(|actor| actor["state"]["proposer"]["wanted"].as_str());
        self.values.extend(wanted.map(String::from));
        place
    }

    /// What is told of a whole run.
    fn end(&mut self, path: &str, run: &[Value]) {
        let about = |question: Value| json!({ "model": path, "run": run, "ask": question });
        told(&ask(about(json!("why"))), &mut self.texts);
        told(&ask(about(json!("twin"))), &mut self.texts);
        let json = ask(about(json!({ "export": { "format": "json" } })));
        let trace: Value = serde_json::from_str(json["file"]["text"].as_str().unwrap()).unwrap();
        let opened = ask(json!({ "ask": { "open": { "trace": trace } } }));
        told(&opened["opened"]["explanation"], &mut self.texts);
        let svg = ask(about(json!({ "export": { "format": "svg" } })));
        let title = ask(about(json!("look")))["place"]["model"]["title"].to_string();
        let words = words_of(svg["file"]["text"].as_str().unwrap());
        self.texts.extend(words.filter(|words| !title.contains(words.as_str())));
    }

    /// The texts that have English words.
    fn left(&self) -> impl Iterator<Item = &String> {
        self.texts.iter().filter(|text| !english(text, &self.values).is_empty())
    }
}

#[test]
fn a_reader_of_chinese_is_told_nothing_in_english() {
    let list = ask(json!({ "ask": "models" }))["models"]["models"].clone();
    let left = Mutex::new(BTreeMap::new());
    parallel::for_each(list.as_array().unwrap(), |model| {
        let all = Told::of(model);
        let texts = all.left().map(|text| (text.clone(), model["path"].to_string()));
        left.lock().unwrap().extend(texts);
    });
    let left = left.into_inner().unwrap();
    let left: Vec<String> = left.iter().map(|(text, path)| format!("{path}: {text}")).collect();
    assert!(left.is_empty(), "{} texts:\n{}", left.len(), left.join("\n"));
}

#[test]
fn a_refusal_is_told_in_chinese() {
    let two = "models/holds/two_proposers.toml";
    let shortest = |goal: Value| json!({ "shortest": { "goal": goal } });
    let asked = |text: &str| json!({ "model": two, "ask": shortest(json!({ "asked": text })) });
    let refused = [
        (json!({ "ask": "look" }), "哪个模型？请在 `model` 里指明"),
        (json!({ "model": { "level": 99 }, "ask": "look" }), "没有第 99 关；共有第 1 到 12 关"),
        (
            json!({ "model": "models/holds/one_propose.toml", "ask": "look" }),
            "列表里没有模型 models/holds/one_propose.toml；是不是想写 `models/holds/one_proposer.toml`？",
        ),
        (
            json!({ "model": { "level": 2 }, "ask": "why" }),
            "这会泄露这一关藏的是哪个模型；请先揭晓",
        ),
        (json!({ "model": two, "ask": "why" }), "它什么也没有违反，所以没有原因可说"),
        (json!({ "model": two, "ask": "twin" }), "这个模型没有写错：这些就是参考实现的角色"),
        (json!({ "ask": { "quiz": { "number": 0 } } }), "没有第 0 题；共有第 1 到 91 题"),
        (
            json!({ "model": two, "run": ["x"], "ask": "outlook" }),
            "第 1 步：在这个模型里，这不能发生：x",
        ),
        (
            json!({ "model": two, "ask": shortest(json!({ "reached": "value chose" })) }),
            "这个模型没有这个性质：\"value chose\"",
        ),
        (
            asked("acceptor 1 votd 5"),
            "这里应当是：`promised`, `voted`, `began`, `proposed`, `learned` 或括号，而不是 `votd`",
        ),
        (asked("acceptor 9 voted 5"), "没有接受者 9；有 1, 2 和 3"),
        (asked("chosen blue"), "blue 不是这个模型的值；有 5 和 8"),
        (json!({ "ask": { "open": { "trace": {} } } }), "这不是轨迹："),
    ];
    for (request, told) in refused {
        let refusal = ask(request.clone());
        let message = refusal["message"].as_str().unwrap_or_else(|| panic!("{request}: {refusal}"));
        assert!(message.starts_with(told), "{request}: {message}");
    }
}
