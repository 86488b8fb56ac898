//! The acceptor: every promise and vote it can have, and every message, in every order type.

use super::spec::{self, Outcome, Said, State};
use super::types::{Level, NONE, Names, choices, order_types, places, spread};
use synod::paxos::{Acceptor, Durable, Message, Output, Vote};

#[derive(Clone, Copy, Debug)]
enum Heard {
    Prepare(Level),
    Accept(Level, Level),
    Query,
}

/// The order types of what an acceptor can have: a promise or none, and a vote or none.
fn states() -> Vec<State> {
    let mut states = Vec::new();
    for (there, ballots) in choices() {
        for ballots in order_types(ballots) {
            let [max_bal, max_vbal] = spread(there, &ballots);
            let max_val = if there[1] { order_types(1)[0][0] } else { NONE };
            states.push(State { max_bal, max_vbal, max_val });
        }
    }
    states
}

/// The order types of what an acceptor can hear, given these ballots and values.
fn messages(ballots: &[Level], values: &[Level]) -> Vec<Heard> {
    let ballots = places(ballots);
    let accept =
        |b: &Level| places(values).into_iter().map(|v| Heard::Accept(*b, v)).collect::<Vec<_>>();
    let prepares = ballots.iter().map(|b| Heard::Prepare(*b));
    prepares.chain(ballots.iter().flat_map(accept)).chain([Heard::Query]).collect()
}

/// The levels among these that are of something.
fn known(levels: &[Level]) -> Vec<Level> {
    levels.iter().copied().filter(|level| *level != NONE).collect()
}

fn expected(state: State, heard: Heard) -> Outcome {
    match heard {
        Heard::Prepare(b) => spec::on_prepare(state, b),
        Heard::Accept(b, v) => spec::on_accept(state, b, v),
        Heard::Query => spec::on_query(state),
    }
}

fn realised(names: &Names, state: State) -> Acceptor {
    Acceptor {
        promised: names.ballot_or_none(state.max_bal),
        voted: vote(names, state.max_vbal, state.max_val),
    }
}

fn vote(names: &Names, ballot: Level, value: Level) -> Option<Vote> {
    Some(Vote { ballot: names.ballot_or_none(ballot)?, value: names.value(value) })
}

fn hear(names: &Names, acceptor: &mut Acceptor, heard: Heard) -> Option<Output> {
    match heard {
        Heard::Prepare(b) => acceptor.on_prepare(names.ballot(b)),
        Heard::Accept(b, v) => acceptor.on_accept(names.ballot(b), names.value(v)),
        Heard::Query => acceptor.on_query(),
    }
}

fn message(names: &Names, said: Said) -> Message {
    match said {
        Said::Promise { bal, mbal, mval } => {
            Message::Promise { ballot: names.ballot(bal), vote: vote(names, mbal, mval) }
        }
        Said::Accepted { bal, val } => {
            Message::Accepted(Vote { ballot: names.ballot(bal), value: names.value(val) })
        }
    }
}

#[test]
fn an_acceptor_does_what_the_specification_says_whatever_the_ballots_and_values() {
    let names = Names::all();
    // Of all cases, of those that the specification can come to, and of these the steps and the repetitions.
    let (mut cases, mut real, mut steps, mut again) = (0, 0, 0, 0);
    for state in states() {
        for heard in messages(&known(&[state.max_bal, state.max_vbal]), &known(&[state.max_val])) {
            let outcome = expected(state, heard);
            let (after, saves, said) = match outcome {
                Outcome::Step(after, said) => (after, true, Some(said)),
                Outcome::Again(said) => (state, false, Some(said)),
                Outcome::Nothing => (state, false, None),
            };
            for names in &names {
                let mut acceptor = realised(names, state);
                let found = hear(names, &mut acceptor, heard).map(Output::take);
                let should_be = realised(names, after);
                let save = saves.then(|| Durable::Acceptor(should_be.clone()));
                let should_say = said.map(|said| (save, message(names, said)));
                assert_eq!(found, should_say, "{state:?} {heard:?}");
                assert_eq!(acceptor, should_be, "{state:?} {heard:?}");
            }
            cases += 1;
            if state.may_be() {
                real += 1;
                steps += usize::from(saves);
                again += usize::from(!saves && said.is_some());
                assert!(after.may_be(), "{state:?} {heard:?}");
                assert!(after.max_bal >= state.max_bal && after.max_vbal >= state.max_vbal);
            }
        }
    }
    println!(
        "acceptor: {cases} order types, {real} that can be: {steps} steps, {again} repetitions"
    );
    assert_eq!((cases, real, steps, again), (78, 44, 18, 6));
}

/// An accept of the last vote is answered before any guard is asked. That hides a step only where the vote is
/// above the promise, which cannot be: there the specification would raise the promise to the vote.
#[test]
fn a_repetition_hides_a_step_only_where_a_vote_is_above_the_promise() {
    let mut hidden = Vec::new();
    for state in states() {
        for heard in messages(&known(&[state.max_bal, state.max_vbal]), &known(&[state.max_val])) {
            let step = match heard {
                Heard::Prepare(b) => spec::phase1b(state, b),
                Heard::Accept(b, v) => spec::phase2b(state, b, v),
                Heard::Query => None,
            };
            let changes = step.filter(|(after, _)| *after != state);
            match expected(state, heard) {
                Outcome::Step(after, said) => assert_eq!(step, Some((after, said))),
                _ if changes.is_some() => hidden.push(state),
                _ => {}
            }
        }
    }
    assert_eq!(hidden.len(), 2, "without a promise, and with one below the vote: {hidden:?}");
    assert!(hidden.iter().all(|state| !state.may_be()));
}

/// So a repetition is no new message. (One message comes between. Whatever comes then, promise and vote never
/// fall; so an acceptor that does not answer a ballot any more never will.)
#[test]
fn what_is_said_again_is_what_was_said_before() {
    let names = Names::all();
    let (mut cases, mut again) = (0, 0);
    for state in states().into_iter().filter(|state| state.may_be()) {
        let (ballots, values) = (known(&[state.max_bal, state.max_vbal]), known(&[state.max_val]));
        for first in messages(&ballots, &values) {
            let (ballots, values) = match first {
                Heard::Prepare(b) => ([&ballots[..], &[b]].concat(), values.clone()),
                Heard::Accept(b, v) => {
                    ([&ballots[..], &[b]].concat(), [&values[..], &[v]].concat())
                }
                Heard::Query => continue,
            };
            if expected(state, first) == Outcome::Nothing {
                continue;
            }
            for between in messages(&ballots, &values) {
                if two_values_in_a_ballot(first, between) {
                    continue;
                }
                for names in &names {
                    let mut acceptor = realised(names, state);
                    let said = hear(names, &mut acceptor, first).expect("it is answered");
                    let _ = hear(names, &mut acceptor, between);
                    let repeated = hear(names, &mut acceptor, first);
                    let (_, message) = said.take();
                    again += usize::from(repeated.is_some());
                    let same = repeated.is_none_or(|said| said == Output::repeated(message));
                    assert!(same, "{state:?} {first:?} {between:?}");
                }
                cases += 1;
            }
        }
    }
    println!("acceptor: {cases} order types of a message that comes twice");
    assert_eq!((cases, again), (448, 1_404));
}

fn two_values_in_a_ballot(first: Heard, second: Heard) -> bool {
    let (Heard::Accept(b, v), Heard::Accept(c, w)) = (first, second) else { return false };
    b == c && v != w
}

/// What binds it is told just where it may not answer: a promise above the ballot.
#[test]
fn an_acceptor_names_the_promise_that_binds_it_whatever_the_ballots() {
    let mut cases = 0;
    for names in Names::all() {
        for state in states() {
            let acceptor = realised(&names, state);
            for b in places(&known(&[state.max_bal, state.max_vbal])) {
                let bound = (state.max_bal > b).then(|| names.ballot(state.max_bal));
                assert_eq!(acceptor.bound_above(names.ballot(b)), bound);
                cases += 1;
            }
        }
    }
    assert!(cases > 0);
}
