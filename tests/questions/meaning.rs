//! What each form means, and how a violation is explained.

use crate::support::questions::draw;
use crate::{abstract_model, always, network, nothing, read};
use fastrand::Rng;
use synod::model::question::{Cast, Question};
use synod::paxos::Value;
use synod::properties::{Kind, Sought};

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
