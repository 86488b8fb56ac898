//! A log: its acceptor, as a story; the abstract model of one slot is that of a single decree; and which mistakes
//! never show with two ballots.

mod support;

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::Path;
use support::walk::walk;
use synod::check::{Hunt, Limits, Progress, hunt};
use synod::model::System;
use synod::model::file::{ModelFile, Visitor};
use synod::paxos::{Ballot, LogAcceptor, LogMessage, ProposerId, Slot, Value};

fn ballot(round: u64) -> Ballot {
    Ballot { round, proposer: ProposerId(0) }
}

/// What an acceptor is sent, and what it answers, line after line.
fn tell(requests: &[(u64, Option<(u64, &str)>)]) -> String {
    let mut acceptor = LogAcceptor::default();
    let mut told = String::new();
    for (round, accept) in requests {
        let (request, output) = match accept {
            None => (format!("prepare {round}"), acceptor.on_prepare(ballot(*round))),
            Some((slot, value)) => {
                let output =
                    acceptor.on_accept(Slot(slot - 1), ballot(*round), Value::from(*value));
                (format!("accept {value} at {round} in slot {slot}"), output)
            }
        };
        let answer = output.map_or("nothing".to_string(), |output| {
            let (save, message) = output.take();
            assert!(save.is_none_or(|save| save == acceptor), "what is saved is what it is");
            match message {
                LogMessage::Promise { ballot, votes } => {
                    let votes = votes.iter().map(|(slot, vote)| {
                        format!(", slot {slot} {} at {}", vote.value, vote.ballot.round)
                    });
                    format!("promise {}{}", ballot.round, votes.collect::<String>())
                }
                LogMessage::Accepted { slot, vote } => {
                    format!("voted {} at {} in slot {slot}", vote.value, vote.ballot.round)
                }
                request => unreachable!("{request:?} is no answer"),
            }
        });
        let _ = writeln!(told, "{request}: {answer}");
    }
    told
}

#[test]
fn one_promise_holds_in_all_slots_and_reports_each() {
    let told = tell(&[
        (2, None),
        (2, None),
        (1, Some((1, "8"))),
        (2, Some((3, "8"))),
        (2, Some((3, "8"))),
        (2, None),
        (2, Some((1, "5"))),
        (4, None),
        (3, Some((2, "7"))),
        (2, Some((1, "5"))),
        (5, Some((1, "7"))),
        (4, None),
        (6, None),
    ]);
    let expected = "\
prepare 2: promise 2
prepare 2: promise 2
accept 8 at 1 in slot 1: nothing
accept 8 at 2 in slot 3: voted 8 at 2 in slot 3
accept 8 at 2 in slot 3: voted 8 at 2 in slot 3
prepare 2: nothing
accept 5 at 2 in slot 1: voted 5 at 2 in slot 1
prepare 4: promise 4, slot 1 5 at 2, slot 3 8 at 2
accept 7 at 3 in slot 2: nothing
accept 5 at 2 in slot 1: voted 5 at 2 in slot 1
accept 7 at 5 in slot 1: voted 7 at 5 in slot 1
prepare 4: nothing
prepare 6: promise 6, slot 1 7 at 5, slot 3 8 at 2
";
    assert_eq!(told, expected);
}

fn shipped(model: &str) -> ModelFile {
    ModelFile::read(Path::new(&format!("models/{model}.toml"))).unwrap()
}

fn log(ballots: u64, slots: u64, order: &str, mutant: Option<&str>) -> ModelFile {
    let mutant = mutant.map_or(String::new(), |name| format!("[mutant]\nname = {name:?}\n"));
    let text = format!(
        "version = 1\ntitle = \"a log\"\nsystem = \"message-set-log\"\n[roles]\nacceptors = 3\n\
         values = [\"8\", \"5\"]\n[bounds]\nballots = {ballots}\nslots = {slots}\norder = {order:?}\n{mutant}"
    );
    ModelFile::parse(Path::new("log.toml"), &text).unwrap()
}

/// The number of states, walked plainly.
struct States;

impl Visitor for States {
    type Output = usize;

    fn visit<S: System>(self, system: S) -> usize {
        let mut states = 0;
        walk(&system, &system.init_states()[0], |_| true, |_, _| states += 1);
        states
    }
}

#[test]
fn a_log_of_one_slot_has_the_states_of_a_decree() {
    let decree = shipped("holds/message_set_2_ballots").expect.unwrap().unique_states.unwrap();
    for order in ["any", "contiguous"] {
        assert_eq!(log(2, 1, order, None).visit(States) as u64, decree, "{order}");
    }
}

/// In how many steps a property is violated first; none, if it never is.
fn caught(file: &ModelFile) -> Option<usize> {
    let threads = NonZeroUsize::new(2).unwrap();
    match hunt(file, threads, &Limits::default(), &Progress::default()) {
        Hunt::Caught { steps, .. } => Some(steps),
        Hunt::Missed => None,
        Hunt::Unknown(why) => panic!("it was stopped: {why}"),
    }
}

/// Where slots are proposed and voted for one after the other, many mistakes need a third ballot, or never show.
#[test]
fn what_two_ballots_show_slot_after_slot() {
    let shown = |ballots, mutant| caught(&log(ballots, 2, "contiguous", Some(mutant)));
    assert_eq!(shown(2, "adopts-highest-log"), Some(19));
    assert_eq!((shown(2, "adopts-longest-log"), shown(3, "adopts-longest-log")), (None, Some(17)));
    assert_eq!((shown(2, "heeds-highest-ballot"), shown(2, "compares-like-raft")), (None, None));
    assert_eq!((shown(2, "stops-at-a-hole"), shown(3, "stops-at-a-hole")), (None, None));
    assert_eq!(caught(&log(2, 2, "any", Some("heeds-highest-ballot"))), None);
}
