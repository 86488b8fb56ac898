//! What the shipped models say of themselves is there in Chinese: all of it, and nothing else.

use super::try_ask;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use synod::quiz::Rule;
use synod::trace::Language;

fn titles() -> BTreeMap<String, String> {
    let text = fs::read_to_string("web/page/titles.js").unwrap();
    let json = &text[text.find('{').unwrap()..=text.rfind('}').unwrap()];
    serde_json::from_str(json).unwrap()
}

#[test]
fn every_shipped_model_says_of_itself_what_it_says_in_chinese_too() {
    let models = try_ask(json!({ "ask": "models" })).unwrap()["models"]["models"].clone();
    let of = |field: &'static str| {
        let models = models.as_array().unwrap().iter();
        models.filter_map(|model| model[field].as_str().map(String::from)).collect::<Vec<_>>()
    };
    let said: BTreeSet<String> = ["title", "breaks", "seen"].into_iter().flat_map(of).collect();
    let titles = titles();
    let known: BTreeSet<String> = titles.keys().cloned().collect();
    let missing: Vec<_> = said.difference(&known).collect();
    assert!(missing.is_empty(), "web/page/titles.js lacks {missing:#?}");
    let idle: Vec<_> = known.difference(&said).collect();
    assert!(idle.is_empty(), "no model says {idle:#?}, but web/page/titles.js does");
    let english: Vec<_> = titles.values().filter(|chinese| chinese.is_ascii()).collect();
    assert!(english.is_empty(), "{english:#?}");
}

#[test]
fn a_rule_is_told_in_chinese_as_the_quiz_tells_it() {
    let titles = titles();
    let models = try_ask(json!({ "ask": "models" })).unwrap()["models"]["models"].clone();
    let breaks = models.as_array().unwrap().iter().filter_map(|model| model["breaks"].as_str());
    for breaks in breaks {
        let rule = Rule::named(breaks).unwrap();
        assert_eq!(titles[breaks], rule.text(Language::Chinese), "{breaks}");
    }
}
