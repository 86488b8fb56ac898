//! That what a question says of itself is true of random runs.

use crate::support::questions::draw;
use crate::{History, VALUES, ballot, exchanged, network, nothing, read};
use fastrand::Rng;
use std::collections::BTreeSet;
use synod::model::question::Question;
use synod::paxos::{ProposerId, Value, Vote};
use synod::properties::{Kind, Sought};

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
