//! A reader's own questions: what each form of the language means, on histories made by hand; what is
//! refused, and how; and that what the reductions are told of a question is true of random runs.

mod support;

use fastrand::Rng;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};
use support::questions::draw;
use synod::model::question::{Cast, Question};
use synod::paxos::{Ballot, Learner, ProposerId, Quorums, Value, Vote};
use synod::properties::{
    self, AcceptorHistory, Kind, LearnerHistory, ProposerHistory, Run, Sought,
};

const VALUES: [&str; 3] = ["8", "5", "at least"];

fn ballot(round: u64, proposer: u16) -> Ballot {
    Ballot { round, proposer: ProposerId(proposer) }
}

/// A ballot by its name, of proposers A and B.
fn named(name: &str) -> Ballot {
    let (round, letter) = name.split_once('.').expect("such as 1.A");
    ballot(round.parse().expect("a round"), u16::from(letter == "B"))
}

/// Three acceptors, proposers A and B with two ballots each, and two learners.
fn network() -> Cast {
    let own = |proposer| vec![ballot(1, proposer), ballot(2, proposer)];
    Cast {
        acceptors: 3,
        proposers: vec![own(0), own(1)],
        learners: 2,
        ballots: ["1.A", "1.B", "2.A", "2.B"].map(named).to_vec(),
        values: VALUES.map(Value::from).to_vec(),
        has_proposals: true,
    }
}

/// Three acceptors, and ballots that belong to nobody.
fn abstract_model() -> Cast {
    let ballots = ["1.A", "2.A"].map(named).to_vec();
    Cast { proposers: Vec::new(), learners: 0, ballots, ..network() }
}

fn always(text: &str) -> Question {
    read(Kind::Always, text)
}

#[track_caller]
fn read(kind: Kind, text: &str) -> Question {
    Question::new("a name", kind, text, &network()).unwrap_or_else(|mistake| panic!("{mistake}"))
}

/// What happened so far to the cast of a network.
#[derive(Clone, Debug)]
struct History {
    acceptors: Vec<AcceptorHistory>,
    proposers: Vec<ProposerHistory>,
    learners: Vec<LearnerHistory>,
}

fn nothing() -> History {
    History {
        acceptors: vec![AcceptorHistory::default(); 3],
        proposers: vec![ProposerHistory::default(); 2],
        learners: vec![LearnerHistory::default(); 2],
    }
}

fn vote(value: &str, ballot: &str) -> Vote {
    Vote { ballot: named(ballot), value: Value::from(value) }
}

impl History {
    /// An acceptor, counted from 1, votes.
    fn votes(mut self, acceptor: usize, value: &str, ballot: &str) -> Self {
        self.acceptors[acceptor - 1].votes.insert(vote(value, ballot));
        self
    }

    fn promises(mut self, acceptor: usize, ballot: &str) -> Self {
        self.acceptors[acceptor - 1].promised = Some(named(ballot));
        self
    }

    /// A proposer, A or B, begins a ballot.
    fn begins(mut self, proposer: &str, ballot: &str) -> Self {
        self.proposers[usize::from(proposer == "B")].begun = Some(named(ballot));
        self
    }

    fn proposes(mut self, proposer: &str, value: &str, ballot: &str) -> Self {
        self.proposers[usize::from(proposer == "B")].proposed.insert(vote(value, ballot));
        self
    }

    fn learns(mut self, learner: usize, value: &str) -> Self {
        self.learners[learner - 1].learned.insert(Value::from(value));
        self
    }

    fn with_history<T>(&self, look: impl FnOnce(&properties::History) -> T) -> T {
        let learner = |history: &LearnerHistory| (Cow::Owned(Learner::default()), history.clone());
        look(&properties::History::of(&Run {
            quorums: &Quorums::majority(3).expect("three"),
            wanted: &[],
            acceptors: self.acceptors.clone(),
            proposers: self.proposers.clone(),
            learners: self.learners.iter().map(learner).collect(),
        }))
    }

    fn is_so(&self, text: &str) -> bool {
        self.with_history(|history| read(Kind::Sometimes, text).is_hit(history))
    }
}

#[test]
fn each_form_means_what_it_says() {
    let chosen = || nothing().votes(1, "5", "1.B").votes(3, "5", "1.B");
    for (text, not_yet, then) in [
        ("acceptor 1 promised", nothing().promises(2, "1.A"), nothing().promises(1, "1.A")),
        ("acceptor 1 promised 1.B", nothing().promises(1, "2.A"), nothing().promises(1, "1.B")),
        ("acceptor 1 promised >= 1.B", nothing().promises(1, "1.A"), nothing().promises(1, "2.A")),
        ("acceptor 1 promised >1.B", nothing().promises(1, "1.B"), nothing().promises(1, "2.A")),
        ("acceptor 1 promised <= 1.B", nothing().promises(1, "2.A"), nothing().promises(1, "1.B")),
        ("acceptor 1 promised < 1.A", nothing().promises(1, "1.A"), nothing()),
        ("promised 2.A", nothing().promises(3, "2.B"), nothing().promises(3, "2.A")),
        ("acceptor 2 voted", nothing().promises(2, "1.A"), nothing().votes(2, "8", "1.A")),
        ("acceptor 2 voted 5", nothing().votes(2, "8", "1.A"), nothing().votes(2, "5", "1.A")),
        (
            "acceptor 2 voted for 5 at 1.B",
            nothing().votes(2, "5", "2.B").votes(2, "8", "1.B"),
            nothing().votes(2, "5", "1.B").votes(2, "8", "2.A"),
        ),
        ("voted at > 1.B", nothing().votes(2, "5", "1.B"), nothing().votes(2, "5", "2.A")),
        ("proposer B began", nothing().begins("A", "1.A"), nothing().begins("B", "1.B")),
        ("proposer B began 1.B", nothing(), nothing().begins("B", "2.B")),
        (
            "began 2.A",
            nothing().begins("A", "1.A").begins("B", "2.B"),
            nothing().begins("A", "2.A"),
        ),
        (
            "proposer A proposed 8 at 2.A",
            nothing().proposes("A", "8", "1.A").proposes("B", "8", "1.B"),
            nothing().proposes("A", "8", "2.A"),
        ),
        ("proposed 5", nothing().proposes("A", "8", "1.A"), nothing().proposes("B", "5", "1.B")),
        ("learner 2 learned", nothing().learns(1, "8"), nothing().learns(2, "8")),
        ("learner 2 learned 8", nothing().learns(2, "5"), nothing().learns(2, "5").learns(2, "8")),
        ("learned \"at least\"", nothing().learns(2, "5"), nothing().learns(2, "at least")),
        ("chosen", nothing().votes(1, "5", "1.B").votes(3, "5", "2.B"), chosen()),
        ("chosen 5", nothing().votes(1, "8", "1.A").votes(2, "8", "1.A"), chosen()),
        ("chosen 5 at < 1.B", chosen(), nothing().votes(1, "5", "1.A").votes(2, "5", "1.A")),
        ("some acceptor voted 5", nothing().votes(1, "8", "1.A"), nothing().votes(3, "5", "1.B")),
        ("no acceptor voted 5", nothing().votes(3, "5", "1.B"), nothing().votes(3, "8", "1.A")),
        (
            "every learner learned",
            nothing().learns(1, "8"),
            nothing().learns(1, "8").learns(2, "5"),
        ),
        (
            "at least 2 acceptors promised >= 1.B",
            nothing().promises(1, "1.A").promises(2, "2.A"),
            nothing().promises(1, "1.B").promises(2, "2.A"),
        ),
        ("at most 1 acceptor voted 5", chosen(), nothing().votes(1, "5", "1.B")),
        ("exactly 2 acceptors voted", nothing().votes(1, "5", "1.B"), chosen()),
        (
            "some acceptor (voted 5 and promised 2.A)",
            chosen().promises(2, "2.A"),
            chosen().promises(3, "2.A"),
        ),
        ("acceptor 1 (voted 5 and not promised)", chosen().promises(1, "1.B"), chosen()),
        ("not chosen", chosen(), nothing()),
        ("learned or chosen", nothing(), chosen()),
        ("learned and chosen", chosen(), chosen().learns(1, "8")),
        ("chosen implies learned", chosen(), nothing()),
        // `not` binds first, then `and`, `or` and `implies`, from the right.
        ("not chosen and learned", nothing(), nothing().learns(1, "8")),
        ("learned or chosen and promised", chosen(), nothing().learns(1, "8")),
        ("learned or chosen implies promised", chosen(), nothing()),
        ("promised implies chosen implies learned", chosen().promises(1, "1.B"), chosen()),
    ] {
        assert!(!not_yet.is_so(text), "{text}: too soon");
        assert!(then.is_so(text), "{text}: not seen");
    }
}

#[test]
fn what_always_must_be_is_hit_where_it_is_not() {
    let question = always("not chosen 5");
    let chosen = nothing().votes(1, "5", "1.B").votes(3, "5", "1.B");
    assert!(!nothing().with_history(|history| question.is_hit(history)));
    assert!(chosen.with_history(|history| question.is_hit(history)));
    assert_eq!((question.name(), question.kind()), ("a name", Kind::Always));
}

#[test]
fn every_question_is_written_in_one_form_that_says_the_same() {
    for (text, canonical) in [
        (" ( voted\n5 )", "voted 5"),
        ("acceptor 1 voted for \"5\" at 1.B", "acceptor 1 voted 5 at 1.B"),
        ("voted \"at least\" and learned", "voted \"at least\" and learned"),
        ("promised>=1.B", "promised >= 1.B"),
        ("promised = 1.B or chosen=8 or began =1.B", "promised 1.B or chosen 8 or began 1.B"),
        ("at least 1 acceptors voted", "at least 1 acceptor voted"),
        ("exactly 0 acceptor voted", "exactly 0 acceptors voted"),
        ("some acceptors (voted)", "some acceptor voted"),
        ("acceptor 1 (voted 5 or not promised)", "acceptor 1 voted 5 or not acceptor 1 promised"),
        ("(chosen and voted) and learned", "chosen and voted and learned"),
        ("chosen and voted or learned", "(chosen and voted) or learned"),
        ("not (chosen)", "not chosen"),
        ("not (chosen or voted)", "not (chosen or voted)"),
        ("chosen implies (voted implies learned)", "chosen implies (voted implies learned)"),
        ("chosen implies voted implies learned", "chosen implies (voted implies learned)"),
        ("(chosen implies voted) implies learned", "(chosen implies voted) implies learned"),
        (
            "chosen and voted implies learned or proposed",
            "chosen and voted implies learned or proposed",
        ),
    ] {
        assert_eq!(always(text).to_string(), canonical, "{text}");
    }
    for seed in 0..2000 {
        let text = draw(&mut Rng::with_seed(seed), &network());
        let question = always(&text);
        let again = always(&question.to_string());
        assert_eq!(again, question, "{text}");
        assert_eq!(again.to_string(), question.to_string(), "{text}");
        let stored = serde_json::to_value(&question).expect("it is text");
        assert_eq!(stored, question.to_string(), "{text}");
    }
}

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

#[test]
fn where_nobody_owns_ballots_values_are_proposed_all_the_same() {
    let read = |text: &str, cast: &Cast| Question::new("a name", Kind::Sometimes, text, cast);
    let question = read("proposed 8 at 1.A", &abstract_model()).expect("it means something");
    let votes_alone = Cast { has_proposals: false, ..abstract_model() };
    let refused = read("proposed 8", &votes_alone).expect_err("nothing is proposed");
    assert_eq!(refused.what(), "there are no proposers in this model");
    let mut history = nothing();
    history.proposers.truncate(1);
    assert!(!history.with_history(|history| question.is_hit(history)));
    assert!(history.proposes("A", "8", "1.A").with_history(|history| question.is_hit(history)));
}

#[test]
fn a_value_stands_in_quotes_where_it_would_be_something_else_without() {
    for (value, written) in [
        ("8", "8"),
        ("Voted!", "Voted!"),
        ("日本", "日本"),
        ("voted", "\"voted\""),
        ("1.A", "\"1.A\""),
        ("two words", "\"two words\""),
        ("a<b", "\"a<b\""),
        ("a\"b\\c", "\"a\\\"b\\\\c\""),
    ] {
        let cast = Cast { values: vec![Value::from(value)], ..network() };
        let read = |text: &str| Question::new("a name", Kind::Sometimes, text, &cast);
        let question = read(&format!("learned {written}")).expect("it means something");
        assert_eq!(question.to_string(), format!("learned {written}"));
        assert!(
            nothing().learns(1, value).with_history(|history| question.is_hit(history)),
            "{value}"
        );
    }
}

#[test]
fn a_violation_is_explained_by_the_part_that_fails_and_what_was_the_case() {
    let chosen = || nothing().votes(1, "5", "1.B").votes(3, "5", "1.B");
    for (text, history, says) in [
        ("not chosen 5", chosen(), "`not chosen 5` is not so: {1, 3} chose 5 at 1.B"),
        (
            "not voted 8 and not acceptor 3 voted",
            chosen(),
            "`not acceptor 3 voted` is not so: acceptor 3 voted for 5 at 1.B",
        ),
        (
            "chosen 5 implies learner 1 learned 5 and learner 2 learned 5",
            chosen().learns(1, "5").learns(2, "8"),
            "`chosen 5 implies learner 1 learned 5 and learner 2 learned 5` is not so: {1, 3} \
             chose 5 at 1.B, and learner 2 learned 8",
        ),
        (
            "promised >= 1.B or proposed 8 or proposer A began",
            nothing().promises(1, "1.A"),
            "`promised >= 1.B or proposed 8 or proposer A began` is not so: no acceptor promised \
             >= 1.B and no proposer proposed 8 and proposer A began nothing",
        ),
        (
            "acceptor 1 (promised 2.A or voted 8)",
            nothing().promises(1, "1.A"),
            "`acceptor 1 promised 2.A or acceptor 1 voted 8` is not so: acceptor 1 promised 1.A \
             and acceptor 1 voted for nothing",
        ),
        (
            "acceptor 1 voted 8 or acceptor 1 voted at 2.A",
            nothing().votes(1, "5", "1.A"),
            "`acceptor 1 voted 8 or acceptor 1 voted at 2.A` is not so: acceptor 1 voted for 5 at 1.A",
        ),
        (
            "not proposed and not began",
            nothing().proposes("B", "5", "1.B").proposes("B", "8", "2.B").begins("B", "2.B"),
            "`not proposed` is not so: proposer B proposed 5 at 1.B and 8 at 2.B",
        ),
        (
            "not began",
            nothing().begins("B", "2.B"),
            "`not began` is not so: proposer B began 2.B last",
        ),
        (
            "at most 1 acceptor (voted 5 or promised)",
            chosen(),
            "`at most 1 acceptor (voted 5 or promised)` is not so: acceptors 1 and 3 (voted 5 or \
             promised)",
        ),
        (
            "exactly 1 acceptor voted 8",
            chosen(),
            "`exactly 1 acceptor voted 8` is not so: no acceptor voted 8",
        ),
        (
            "every acceptor voted",
            nothing().votes(2, "8", "1.A"),
            "`every acceptor voted` is not so: acceptor 2 alone voted",
        ),
        (
            "no acceptor voted",
            chosen().votes(2, "8", "1.A"),
            "`no acceptor voted` is not so: every acceptor voted",
        ),
        (
            "learned implies chosen",
            nothing().learns(1, "8"),
            "`learned implies chosen` is not so: learner 1 learned 8, and nothing is chosen",
        ),
        (
            "not (learned implies chosen)",
            nothing(),
            "`not (learned implies chosen)` is not so: no learner learned",
        ),
    ] {
        let explanation = history.with_history(|history| always(text).explain(history));
        assert_eq!(explanation.as_deref(), Some(says), "{text}");
        assert_eq!(
            history.with_history(|history| read(Kind::Sometimes, text).explain(history)),
            None,
            "{text}"
        );
    }
    assert_eq!(nothing().with_history(|history| always("not chosen").explain(history)), None);
}

#[test]
fn a_question_says_what_it_looks_at() {
    let looks = |text: &str| {
        let question = always(text);
        [question.looks_at_promises(), question.looks_at_ballots()]
    };
    assert_eq!(looks("chosen and not (voted implies proposed)"), [false; 2]);
    assert_eq!(looks("chosen and not (voted implies promised)"), [true, false]);
    assert_eq!(looks("some proposer (proposed and began)"), [false, true]);
}

#[test]
fn a_swap_of_acceptors_is_allowed_where_it_changes_nothing() {
    for (text, swaps) in [
        ("acceptor 1 voted 5", [false, true]),
        ("acceptor 2 voted 5", [false, false]),
        ("acceptor 1 voted 5 or acceptor 2 voted 5", [true, false]),
        ("acceptor 1 voted 5 or acceptor 2 voted 8", [false, false]),
        ("acceptor 3 voted or acceptor 1 voted or acceptor 2 voted", [true, true]),
        ("acceptor 1 voted implies acceptor 2 voted", [false, false]),
        ("acceptor 1 voted implies not acceptor 2 voted", [true, false]),
        ("not (acceptor 2 voted and acceptor 3 voted) or chosen", [false, true]),
        ("at least 2 acceptors promised and every acceptor voted and chosen", [true, true]),
        ("proposer A began or learner 1 learned", [true, true]),
    ] {
        let question = always(text);
        assert_eq!([0, 1].map(|acceptor| question.allows_swap(acceptor)), swaps, "{text}");
    }
}

fn exchanged(value: &Value) -> Value {
    match value.as_str() {
        "8" => Value::from("5"),
        "5" => Value::from("8"),
        _ => value.clone(),
    }
}

#[test]
fn values_are_renamed_where_that_changes_nothing() {
    for (text, allowed) in [
        ("chosen", true),
        ("chosen 8", false),
        ("chosen 8 and chosen 5", true),
        ("chosen 8 implies learned 8", false),
        ("(chosen 8 implies learned 8) and (chosen 5 implies learned 5)", true),
        ("chosen \"at least\"", true),
        ("some acceptor (voted 5 at 1.A and voted 8 at 1.A) or proposed 5 or proposed 8", true),
    ] {
        assert_eq!(always(text).allows_renaming(&exchanged), allowed, "{text}");
    }
}

#[test]
fn a_hit_lasts_that_is_made_of_facts_alone() {
    for (text, always_lasts, reach_lasts) in [
        ("chosen 8", false, true),
        ("not chosen 8", true, false),
        ("learned 8 implies chosen 8", false, false),
        ("chosen 8 implies not learned 5", true, false),
        ("at most 1 acceptor voted", true, false),
        ("at least 2 acceptors (voted 5 and voted 8)", false, true),
        ("exactly 1 acceptor voted", false, false),
        ("no acceptor (not voted)", false, true),
        ("every acceptor voted", false, true),
        ("promised", false, false),
        ("not promised >= 2.A", false, false),
        ("not (chosen and began)", false, false),
        ("proposed or learned", false, true),
    ] {
        assert_eq!(read(Kind::Always, text).lasts(), always_lasts, "always {text}");
        assert_eq!(read(Kind::Sometimes, text).lasts(), reach_lasts, "reach {text}");
    }
}

#[test]
fn so_many_lessons_are_enough_for_a_hit() {
    for (text, violated, reached) in [
        ("chosen and promised", 0, 0),
        ("learned", 0, 1),
        ("not learner 1 learned 5", 1, 0),
        ("learned 5 implies chosen 5", 1, 0),
        ("chosen 5 implies learned 5", 0, 1),
        ("learner 1 learned 5 and learner 2 learned 8", 0, 2),
        ("learner 1 learned 5 or learner 2 learned 8", 0, 1),
        ("every learner learned", 0, 2),
        ("at most 1 learner learned", 2, 0),
        ("at most 1 learner (not learned 5)", 0, 1),
        ("every learner (learned 5 and learned 8)", 0, 4),
        ("exactly 1 learner learned", 2, 1),
        ("exactly 1 learner (learned 5 and not learned 8)", 2, 2),
    ] {
        assert_eq!(read(Kind::Always, text).lessons(), violated, "always {text}");
        assert_eq!(read(Kind::Sometimes, text).lessons(), reached, "reach {text}");
    }
}

/// Something more happens, whatever any actor could do; promises and records go back as well.
fn happens(rng: &mut Rng, history: &mut History) {
    let value = Value::from(VALUES[rng.usize(..3)]);
    let mut cast = Vote { ballot: ballot(rng.u64(1..3), rng.u16(..2)), value };
    match rng.u8(..10) {
        0..4 => drop(history.acceptors[rng.usize(..3)].votes.insert(cast)),
        4..6 => {
            history.acceptors[rng.usize(..3)].promised = rng.bool().then_some(cast.ballot);
        }
        6 => {
            let proposer = rng.u16(..2);
            cast.ballot.proposer = ProposerId(proposer);
            history.proposers[usize::from(proposer)].begun = rng.bool().then_some(cast.ballot);
        }
        7 => {
            let proposer = rng.u16(..2);
            cast.ballot.proposer = ProposerId(proposer);
            history.proposers[usize::from(proposer)].proposed.insert(cast);
        }
        _ => drop(history.learners[rng.usize(..2)].learned.insert(cast.value)),
    }
}

/// A run, from its beginning to its end.
fn drawn_run(rng: &mut Rng) -> Vec<History> {
    let mut states = vec![nothing()];
    for _ in 0..16 {
        let mut next = states.last().expect("it begins").clone();
        happens(rng, &mut next);
        states.push(next);
    }
    states
}

/// Questions and runs drawn at random, the same every time.
fn drawn() -> (Vec<Question>, Vec<Vec<History>>) {
    let rng = &mut Rng::with_seed(1);
    let kinds = [Kind::Always, Kind::Sometimes].into_iter().cycle();
    let questions = kinds.take(600).map(|kind| read(kind, &draw(rng, &network()))).collect();
    (questions, (0..20).map(|_| drawn_run(rng)).collect())
}

fn hits(question: &Question, history: &History) -> bool {
    history.with_history(|history| question.is_hit(history))
}

/// How many questions of how many say that they have something, and how many of those that do not say so
/// were never seen not to have it; nobody may say so who has it not.
fn says_so(
    says: impl Fn(&Question) -> bool,
    has_it: impl Fn(&Question, &[History]) -> bool,
) -> [usize; 3] {
    let (questions, runs) = drawn();
    let mut counts = [0, 0, questions.len()];
    for question in &questions {
        let has_it = runs.iter().all(|run| has_it(question, run));
        assert!(has_it || !says(question), "{:?} {question}", question.kind());
        counts[0] += usize::from(says(question));
        counts[1] += usize::from(has_it && !says(question));
    }
    counts
}

#[test]
fn whoever_allows_a_swap_is_hit_by_the_same_runs_swapped() {
    let counts = [0, 1].map(|acceptor| {
        says_so(
            |question| question.allows_swap(acceptor),
            |question, run| {
                run.iter().all(|history| {
                    let mut swapped = history.clone();
                    swapped.acceptors.swap(acceptor, acceptor + 1);
                    hits(question, history) == hits(question, &swapped)
                })
            },
        )
    });
    assert_eq!(counts, [[431, 34, 600], [435, 26, 600]]);
}

#[test]
fn whoever_allows_a_renaming_of_values_is_hit_by_the_same_runs_renamed() {
    let vote = |vote: &Vote| Vote { value: exchanged(&vote.value), ..vote.clone() };
    let counts = says_so(
        |question| question.allows_renaming(&exchanged),
        |question, run| {
            run.iter().all(|history| {
                let mut renamed = history.clone();
                for acceptor in &mut renamed.acceptors {
                    acceptor.votes = acceptor.votes.iter().map(vote).collect();
                }
                for proposer in &mut renamed.proposers {
                    proposer.proposed = proposer.proposed.iter().map(vote).collect();
                }
                for learner in &mut renamed.learners {
                    learner.learned = learner.learned.iter().map(exchanged).collect();
                }
                hits(question, history) == hits(question, &renamed)
            })
        },
    );
    assert_eq!(counts, [324, 75, 600]);
}

#[test]
fn whoever_says_that_a_hit_lasts_is_hit_for_ever() {
    let counts = says_so(Question::lasts, |question, run| {
        let hits: Vec<_> = run.iter().map(|history| hits(question, history)).collect();
        hits.is_sorted()
    });
    assert_eq!(counts, [108, 106, 600]);
}

#[test]
fn whoever_is_hit_is_hit_by_so_few_lessons() {
    let (questions, runs) = drawn();
    let mut numbers = [0; 5];
    for question in &questions {
        let enough = question.lessons();
        numbers[enough.min(4)] += 1;
        for history in runs.iter().filter_map(|run| run.last()).filter(|h| hits(question, h)) {
            assert!(some_hits(question, history, enough), "{:?} {question}", question.kind());
        }
    }
    assert_eq!(numbers, [492, 74, 28, 3, 3]);
}

/// Whether a question is hit by what is left of a history with so many lessons at most.
fn some_hits(question: &Question, history: &History, lessons: usize) -> bool {
    let all: Vec<(usize, Value)> = history
        .learners
        .iter()
        .enumerate()
        .flat_map(|(learner, h)| h.learned.iter().map(move |value| (learner, value.clone())))
        .collect();
    (0..1_u32 << all.len()).filter(|set| set.count_ones() as usize <= lessons).any(|set| {
        let mut less = history.clone();
        less.learners.iter_mut().for_each(|learner| learner.learned = BTreeSet::new());
        for (number, (learner, value)) in all.iter().enumerate() {
            if set >> number & 1 == 1 {
                less.learners[*learner].learned.insert(value.clone());
            }
        }
        hits(question, &less)
    })
}
