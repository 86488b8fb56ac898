//! What a question says of itself, to the reductions.

use crate::{always, exchanged, read};
use synod::properties::{Kind, Sought};

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
