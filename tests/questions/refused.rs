//! What cannot be asked, and what is said instead.

use crate::{abstract_model, always, network};
use std::path::Path;
use std::{env, fs};
use synod::model::question::Question;
use synod::properties::Kind;

/// What cannot be asked of the network.
const REFUSED: &[&str] = &[
    // The grammar.
    "",
    "acceptor 1 votd 5",
    "aceptor 1 voted 5",
    "acceptors 1 voted 5",
    "Chosen 8",
    "acceptor voted 5",
    "acceptor 1",
    "acceptor 1 voted 5 8",
    "acceptor 1 voted 5 at",
    "acceptor 1 has promised 1.A",
    "chosen 8 & learned 8",
    "chosen 8 or",
    "(chosen 8 or learned",
    "chosen 8)",
    "promised >= promised",
    "at leats 2 acceptors voted",
    "at least many acceptors voted",
    "at least 2 learned",
    "voted at least",
    "voted \"at least",
    "voted \"a\\b\"",
    // Who takes part.
    "acceptor 9 voted 5",
    "acceptor 0 voted 5",
    "proposer C began",
    "proposer 1 began",
    "not learner 3 learned",
    // What there is.
    "chosen 9",
    "chosen \"at  least\"",
    "promised 3.A",
    "promised >= 2.a",
    "promised 8",
    "promised \"1.A\"",
    "proposer A began 1.B",
    "proposer B proposed 8 at 1.A",
    // Unlike things.
    "chosen 1.A",
    "chosen >= 8",
    "promised at 1.A",
    "began >= 1.A",
    "learned 8 at 1.A",
    "acceptor 1 learned 8",
    "learner 1 voted",
    "proposer A (began and promised 1.A)",
    "at least 2 acceptors (voted 5 and chosen 5)",
    "acceptor 1 (voted 5 and acceptor 2 voted 5)",
    // What is settled anyway.
    "at least 0 acceptors voted",
    "at least 4 acceptors voted",
    "at most 3 acceptors voted",
    "exactly 3 learners learned",
    // Where the line is in a longer text, and wide letters before it.
    "voted 5\n  and learnd\n  and chosen",
    "chosen \"日本\"",
    "chosen 8 and \u{a0} 日本 8",
];

/// What cannot be asked of the abstract model.
const REFUSED_THERE: &[&str] = &[
    "proposer A began",
    "began 1.A",
    "some proposer proposed 8",
    "learned 8",
    "at least 1 learner learned",
    "promised 1.B",
];

#[test]
fn what_cannot_be_asked_is_refused_with_a_caret_under_the_wrong_word() {
    let here = REFUSED.iter().map(|text| (text, network()));
    let there = REFUSED_THERE.iter().map(|text| (text, abstract_model()));
    let refused = here.chain(there).map(|(text, cast)| {
        let mistake = Question::new("a name", Kind::Always, text, &cast).expect_err(text);
        assert!(text.get(mistake.span()).is_some(), "{mistake:?}");
        format!("{mistake}\n\n")
    });
    let all: String = refused.collect();
    let golden = Path::new("tests/golden/questions.txt");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(golden, &all).expect("writable");
    }
    assert_eq!(all, fs::read_to_string(golden).expect("readable"), "see UPDATE_GOLDEN");
}

#[test]
fn what_nests_too_deep_or_goes_on_too_long_is_refused_and_not_followed() {
    for word in ["chosen or ", "chosen and ", "voted and (not chosen) or "] {
        let text = word.repeat(100_000) + "chosen";
        let refused = Question::new("a name", Kind::Always, &text, &network());
        let what = refused.expect_err("it is too long").what().to_string();
        assert!(what.contains("more than 1000 `and` and `or`"), "{what}");
    }
    always(&("chosen or ".repeat(1_000) + "chosen"));
    for (word, end) in [("(", ""), ("not ", "chosen"), ("chosen implies ", "chosen")] {
        let text = word.repeat(100_000) + end;
        let refused = Question::new("a name", Kind::Always, &text, &network());
        let what = refused.expect_err("it is too deep").what().to_string();
        assert!(what.contains("more than 100"), "{what}");
        always(&(word.replace('(', "not ").repeat(100) + "chosen"));
    }
}
