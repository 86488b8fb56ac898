//! `synod quiz`: runs without names, one right answer, the same for everybody.
//!
//! `UPDATE_GOLDEN=1 cargo test --test quiz` writes the texts anew, for you to read.

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use support::SYNOD;
use support::models::text;
use synod::check::Limits;
use synod::model::file::ModelFile;
use synod::quiz::{EXERCISES, Quiz, Rule};
use synod::trace::Language;

fn broken() -> Vec<ModelFile> {
    let entries = fs::read_dir("models/violates").unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| ModelFile::read(path).unwrap()).collect()
}

/// What is printed, and how it ends, for someone who types this.
fn quiz(arguments: &[&str], typed: &str) -> (String, Option<i32>) {
    let mut quiz = Command::new(SYNOD)
        .arg("quiz")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Whoever tells the answer at once waits for none.
    let _ = quiz.stdin.take().unwrap().write_all(typed.as_bytes());
    let output = quiz.wait_with_output().unwrap();
    (text(&output.stdout), output.status.code())
}

#[test]
fn each_rule_that_a_shipped_model_breaks_can_be_asked_for_in_both_languages() {
    for model in broken() {
        let breaks = model.breaks.as_deref().unwrap();
        let rule = Rule::named(breaks).unwrap_or_else(|| panic!("{breaks:?} is not in rules.toml"));
        assert_eq!(rule.text(Language::English), breaks);
        assert!(!rule.text(Language::Chinese).is_ascii(), "{breaks}");
    }
    assert!(Quiz::of(broken()).len() > 40);
}

#[test]
fn each_shipped_model_that_is_broken_has_its_number_for_ever() {
    let mut listed: Vec<&str> = EXERCISES.lines().collect();
    listed.sort_unstable();
    let names = broken()
        .into_iter()
        .map(|model| model.path.file_stem().unwrap().to_str().unwrap().to_string());
    let given = include_str!("golden/quiz/exercises.txt");
    assert!(EXERCISES.starts_with(given), "numbers that were given stay what they are");
    assert_eq!(
        listed,
        names.collect::<Vec<_>>(),
        "add new ones at the end of src/quiz/exercises.txt"
    );
}

#[test]
fn a_question_does_not_give_its_answer_away() {
    let quiz = Quiz::of(broken());
    for number in [1, 2, 3, quiz.len()] {
        let exercise = quiz.exercise(number, 2.try_into().unwrap(), &Limits::default()).unwrap();
        for language in [Language::English, Language::Chinese] {
            let question = exercise.question(language);
            assert!(!question.contains(&exercise.trace.title), "{question}");
            assert!(!question.contains(&exercise.trace.model), "{question}");
            assert!(!question.contains("by the rules"), "{question}");
            assert!(exercise.solution(language).contains(&exercise.trace.title));
        }
    }
    assert!(quiz.exercise(0, 2.try_into().unwrap(), &Limits::default()).is_none());
    let after = quiz.len() + 1;
    assert!(quiz.exercise(after, 2.try_into().unwrap(), &Limits::default()).is_none());
}

#[test]
fn an_exercise_is_the_same_for_everybody() {
    for (language, name) in [("en", "english"), ("zh", "chinese")] {
        let (found, code) = quiz(&["7", "--lang", language, "--answer"], "");
        assert_eq!(code, Some(0));
        let golden = Path::new("tests/golden/quiz").join(format!("{name}.txt"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(golden.parent().unwrap()).unwrap();
            fs::write(&golden, &found).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        assert!(expected == found, "{} is otherwise now:\n{found}", golden.display());
    }
}

#[test]
fn an_answer_is_right_or_not() {
    let right = |typed: &str| {
        let (said, code) = quiz(&["7"], typed);
        assert_eq!(code, Some(0));
        said.contains("\nRight.\n")
    };
    let rights = ["1\n", "2\n", "3\n", "4\n"].iter().filter(|typed| right(typed)).count();
    assert_eq!(rights, 1);
    assert!(!right("no idea\n"));
    let (said, _) = quiz(&["7"], "\n5\nno idea\n1\n");
    assert_eq!(said.matches("Type a number from 1 to 4.").count(), 3, "{said}");
    assert!(said.contains("It is "), "{said}");
    let (said, code) = quiz(&["7"], "");
    assert!(said.contains("`synod quiz 7 --answer` tells it"), "{said}");
    assert_eq!(code, Some(0));
    assert_eq!(quiz(&["1000"], "").1, Some(2));
}
