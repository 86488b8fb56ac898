//! What is changed by chance, or cut off.

use crate::logs::Logs;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use synod::audit::audit;

/// All words and numbers of a line, by where they stand in it.
fn words(line: &Json, at: &str, all: &mut Vec<(String, Json)>) {
    match line {
        Json::Object(fields) => {
            fields.iter().for_each(|(name, field)| words(field, &format!("{at}/{name}"), all));
        }
        Json::Array(items) => {
            let numbered = items.iter().zip(0..);
            numbered
                .for_each(|(item, number): (_, u32)| words(item, &format!("{at}/{number}"), all));
        }
        word => all.push((at.to_string(), word.clone())),
    }
}

#[test]
fn whatever_word_is_changed_it_is_caught_but_for_what_means_nothing_or_is_as_good() {
    let logs = Logs::record();
    let mut by_place = BTreeMap::<String, BTreeSet<String>>::new();
    let mut places = Vec::new();
    for (node, lines) in logs.lines.iter().enumerate() {
        for (number, line) in lines.iter().enumerate() {
            let mut found = Vec::new();
            words(line, "", &mut found);
            for (at, word) in found {
                by_place.entry(at.clone()).or_default().insert(word.to_string());
                places.push((node, number, at, word));
            }
        }
    }
    let mut rng = fastrand::Rng::with_seed(1);
    let (mut tried, mut passed) = (0, BTreeSet::<String>::new());
    for _ in 0..600 {
        let (node, number, at, word) = &places[rng.usize(..places.len())];
        let same = &word.to_string();
        let others = by_place[at].iter().filter(|other| **other != *same);
        let Some(other) = rng.choice(others.collect::<Vec<_>>()) else { continue };
        let mut copy = Logs { folder: tempfile::tempdir().unwrap(), lines: logs.lines.clone() };
        let place = copy.lines[*node][*number].pointer_mut(at).expect("it is there");
        *place = serde_json::from_str(other).expect("JSON");
        tried += 1;
        if audit(&copy.paths()).is_ok_and(|report| report.problems.is_empty()) {
            passed.insert(at.clone());
        }
    }
    // A single start or a directory may be called anything; one that begins later has a past, and is audited in
    // part; two actors may have said the same; and when a decree leaves the memory makes no difference to it.
    let harmless = [
        "/start/incarnation",
        "/start/random",
        "/start/start",
        "/step/on/message/from",
        "/stops/decree",
    ];
    let passed: Vec<_> = passed.iter().filter(|at| !harmless.contains(&at.as_str())).collect();
    assert!(tried > 400 && passed.is_empty(), "{tried} tried, passed: {passed:?}");
}

#[test]
fn bytes_that_are_damaged_are_no_reason_to_panic() {
    let logs = Logs::record();
    let paths = logs.paths();
    let sound: Vec<_> = paths.iter().map(|path| fs::read(path).expect("it is there")).collect();
    let mut rng = fastrand::Rng::with_seed(1);
    for round in 0..500 {
        let node = rng.usize(..3);
        let mut bytes = sound[node].clone();
        for _ in 0..=rng.usize(..3) {
            let at = rng.usize(..bytes.len());
            match rng.u8(..4) {
                0 => bytes[at] = rng.u8(..),
                1 => bytes[at] = rng.digit(10) as u8,
                2 => drop(bytes.drain(at..bytes.len().min(at + rng.usize(..400)))),
                _ => drop(
                    bytes.splice(at..at, sound[node][at.min(sound[node].len() - 1)..].to_vec()),
                ),
            }
            if bytes.is_empty() {
                break;
            }
        }
        fs::write(&paths[node], bytes).expect("it can be written");
        let audited = std::panic::catch_unwind(|| drop(audit(&paths)));
        assert!(audited.is_ok(), "round {round}");
        fs::write(&paths[node], &sound[node]).expect("it can be written");
    }
}

#[test]
fn a_line_is_cut_off_at_the_end_or_before_a_start_alone() {
    let logs = Logs::record();
    let paths = logs.paths();
    let text = fs::read_to_string(&paths[1]).expect("text");
    fs::write(&paths[1], &text[..text.len() - 5]).expect("it can be written");
    let report = audit(&paths).expect("they are logs");
    assert!(report.notes[0].contains("cut off") && report.problems.is_empty(), "{report:?}");
    // The last turn never was: so what it said was said by nobody, if somebody heard it.
    let start = text.rfind("{\"start\"").expect("a start");
    fs::write(&paths[1], format!("{}{{\"step\":{{\"de\n{}", &text[..start], &text[start..]))
        .unwrap();
    assert!(audit(&paths).expect("they are logs").problems.is_empty());
    let second = text.find("{\"step\"").expect("a step");
    fs::write(&paths[1], format!("{}{{\"step\":{{\"de\n{}", &text[..second], &text[second..]))
        .unwrap();
    let unusable = audit(&paths).expect_err("it is cut off in the middle").to_string();
    assert!(
        unusable.contains("node-2.log:") && unusable.contains("no line of a log"),
        "{unusable}"
    );
}
