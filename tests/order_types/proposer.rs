//! The proposer: promises of up to five acceptors, with all that they can report.

use super::spec::{Report, proposable};
use super::types::{
    Level, NONE, Names, Ties, choices, equal_or_new, equality_patterns, order_types, places, spread,
};
use synod::paxos::QuorumSystem::Size;
use synod::paxos::{
    AcceptorId, Durable, Message, Output, Proposer, ProposerId, ProposerRecord, Quorums, Vote,
};

const ID: ProposerId = ProposerId(7);

/// A promise: from one of the acceptors, and what it reports.
pub(crate) type Promise = (AcceptorId, Option<Vote>);

fn record(names: &Names, ballot: Level, proposed: Level) -> ProposerRecord {
    ProposerRecord { ballot: names.ballot_or_none(ballot), proposed: names.value_or_none(proposed) }
}

/// A proposer that waits for no promises.
fn idle(names: &Names, wanted: Level, record: ProposerRecord) -> Proposer {
    Proposer::restored(ID, names.value(wanted), record)
}

/// A proposer in phase 1 of a ballot that holds these promises.
pub(crate) fn asking(names: &Names, wanted: Level, ballot: Level, held: &[Promise]) -> Proposer {
    let mut proposer = idle(names, wanted, ProposerRecord::default());
    let _ = proposer.begin(names.ballot(ballot));
    for (from, vote) in held {
        proposer.record_promise(*from, vote.clone());
    }
    proposer
}

/// Whether it is in phase 1 of the ballot, and holds just these promises.
fn asks(
    names: &Names,
    proposer: &Proposer,
    wanted: Level,
    ballot: Level,
    held: &[Promise],
) -> bool {
    proposer.counts(names.ballot(ballot))
        && *proposer.record() == record(names, ballot, NONE)
        && *proposer.wanted() == names.value(wanted)
        && proposer.promises().count() == held.len()
        && proposer.promises().all(|(from, vote)| held.iter().any(|(f, v)| *f == from && v == vote))
}

fn vote(names: &Names, report: Report) -> Option<Vote> {
    let ballot = names.ballot_or_none(report.mbal)?;
    Some(Vote { ballot, value: names.value(report.mval) })
}

pub(crate) fn promises(names: &Names, reports: &[Report]) -> Vec<Promise> {
    names.acceptors.into_iter().zip(reports.iter().map(|report| vote(names, *report))).collect()
}

pub(crate) fn reports<const N: usize>(
    voted: [bool; N],
    ballots: &[Level],
    values: &[Level],
) -> [Report; N] {
    let (ballots, values) = (spread(voted, ballots), spread(voted, values));
    std::array::from_fn(|i| Report { mbal: ballots[i], mval: values[i] })
}

/// It is given the promises one after the other, each twice; the last completes the quorum.
fn promise_one_by_one(
    names: &Names,
    wanted: Level,
    ballot: Level,
    reports: &[Report],
    quorums: &Quorums,
) {
    let promises = promises(names, reports);
    let mut proposer = asking(names, wanted, ballot, &[]);
    let give = |proposer: &mut Proposer, (from, vote): &Promise| {
        proposer.on_promise(*from, names.ballot(ballot), vote.clone(), quorums)
    };
    let (last, before) = promises.split_last().expect("a quorum has an acceptor");
    for (promise, count) in before.iter().zip(1..) {
        for _ in 0..2 {
            assert_eq!(give(&mut proposer, promise), None, "{reports:?}");
            assert!(asks(names, &proposer, wanted, ballot, &promises[..count]), "{reports:?}");
        }
    }
    let value = *proposable(reports, wanted).last().expect("some value can be proposed");
    let record = record(names, ballot, value);
    let accept = Message::Accept { ballot: names.ballot(ballot), value: names.value(value) };
    let said = give(&mut proposer, last).map(Output::take);
    assert_eq!(said, Some((Some(Durable::Proposer(record.clone())), accept)), "{reports:?}");
    let should_be = idle(names, wanted, record);
    for promise in &promises {
        assert_eq!(proposer, should_be, "{reports:?}");
        assert_eq!(give(&mut proposer, promise), None, "{reports:?}: phase 1 is over");
    }
}

/// All that `N` acceptors can report that are just a quorum.
fn quorum_of<const N: usize>(names: &[Names], ties: &mut Ties) -> usize {
    let quorums = Quorums::new(5, Size(N), Size(6 - N)).expect("they meet");
    let mut cases = 0;
    for (voted, votes) in choices::<N>() {
        for ballots in order_types(1 + votes) {
            for values in ties.values(&ballots[1..]) {
                let reports = reports(voted, &ballots[1..], &values[1..]);
                for names in names {
                    promise_one_by_one(names, values[0], ballots[0], &reports, &quorums);
                }
                cases += 1;
            }
        }
    }
    cases
}

#[test]
fn a_quorum_of_promises_has_the_value_proposed_that_they_show_to_be_safe() {
    let (all, ties) = (Names::all(), &mut Ties::default());
    // There are millions of the last, so they are given the two kinds of names that differ most.
    let cases = [
        quorum_of::<1>(&all, ties),
        quorum_of::<2>(&all, ties),
        quorum_of::<3>(&all, ties),
        quorum_of::<4>(&all, ties),
        quorum_of::<5>(&all[1..3], ties),
    ];
    println!("proposer: {cases:?} order types of promises of quorums of one to five");
    assert_eq!(cases, [7, 87, 1_753, 52_011, 2_116_297]);
}

/// All that can be held of `N` acceptors, and all that then can be promised for another ballot, by the first
/// of them or one more. The order of values matters to nothing but the value rule, which is not asked; so it
/// is enumerated which are equal.
fn another_ballot<const N: usize>(names: &[Names]) -> usize {
    let mut cases = 0;
    for (voted, votes) in choices::<N>() {
        for ballots in order_types(1 + votes) {
            let others = other_ballots(&ballots);
            for values in equality_patterns(1 + votes) {
                let reports = reports(voted, &ballots[1..], &values[1..]);
                let more = [&equal_or_new(&values)[..], &[NONE]].concat();
                let heard: Vec<(Level, Report)> = others
                    .iter()
                    .flat_map(|(other, mbal)| more.iter().map(move |mval| (*other, *mbal, *mval)))
                    .filter(|(_, mbal, mval)| (*mbal == NONE) == (*mval == NONE))
                    .map(|(other, mbal, mval)| (other, Report { mbal, mval }))
                    .collect();
                for names in names {
                    let held = promises(names, &reports);
                    let before = asking(names, values[0], ballots[0], &held);
                    for from in [names.acceptors[0], names.acceptors[N]] {
                        changes_nothing(names, &before, from, &heard);
                    }
                }
                cases += heard.len();
            }
        }
    }
    cases
}

/// Every ballot but the first of these, and with it each that can be reported, or none.
fn other_ballots(ballots: &[Level]) -> Vec<(Level, Level)> {
    let others = places(ballots).into_iter().filter(|other| *other != ballots[0]);
    let reported = |other| {
        let reported = places(&[ballots, &[other]].concat());
        reported.into_iter().chain([NONE]).map(move |mbal| (other, mbal))
    };
    others.flat_map(reported).collect()
}

fn changes_nothing(names: &Names, before: &Proposer, from: AcceptorId, heard: &[(Level, Report)]) {
    // If all acceptors must promise, and if any one may.
    let all = Quorums::new(5, Size(5), Size(1)).expect("they meet");
    let one = Quorums::new(5, Size(1), Size(5)).expect("they meet");
    let mut proposer = before.clone();
    for (i, (ballot, report)) in heard.iter().enumerate() {
        let quorums = if i % 2 == 0 { &all } else { &one };
        let said = proposer.on_promise(from, names.ballot(*ballot), vote(names, *report), quorums);
        assert!(said.is_none() && proposer == *before, "{before:?} {ballot} {report:?}");
    }
}

#[test]
fn a_promise_for_another_ballot_changes_nothing() {
    let all = Names::all();
    let cases = [
        another_ballot::<0>(&all),
        another_ballot::<1>(&all),
        another_ballot::<2>(&all),
        another_ballot::<3>(&all),
        another_ballot::<4>(&all[1..3]),
    ];
    println!(
        "proposer: {cases:?} order types of promises for another ballot, when it holds none to four"
    );
    assert_eq!(cases, [22, 352, 7_982, 245_286, 9_799_852]);
}

/// Before the first ballot, after a restart, or when it has proposed.
#[test]
fn a_promise_that_nobody_waits_for_changes_nothing() {
    let mut cases = 0;
    for ([has_ballot, has_proposed, has_vote], _) in choices() {
        let ballots = order_types(1 + usize::from(has_ballot) + usize::from(has_vote));
        let values = order_types(1 + usize::from(has_proposed) + usize::from(has_vote));
        for (ballots, values) in ballots.iter().flat_map(|b| values.iter().map(move |v| (b, v))) {
            let [promised, last, mbal] = spread([true, has_ballot, has_vote], ballots);
            let [wanted, proposed, mval] = spread([true, has_proposed, has_vote], values);
            for names in &Names::all() {
                let before = idle(names, wanted, record(names, last, proposed));
                let heard = [(promised, Report { mbal, mval }); 2];
                changes_nothing(names, &before, names.acceptors[0], &heard);
                let (ballot, value) = (names.ballot_or_none(last), names.value_or_none(proposed));
                let repeated = ballot.map(|ballot| match value {
                    Some(value) => Message::Accept { ballot, value },
                    None => Message::Prepare { ballot },
                });
                assert_eq!(before.repeat(), repeated.map(Output::repeated));
            }
            cases += 1;
        }
    }
    println!("proposer: {cases} order types of promises that nobody waits for");
    assert_eq!(cases, 272);
}

/// What it was doing does not matter: a ballot that it begins is as the first.
#[test]
fn a_ballot_begins_whatever_was_before() {
    let mut cases = 0;
    for ([has_last, has_vote], count) in choices() {
        for ballots in order_types(1 + count) {
            let [ballot, last, mbal] = spread([true, has_last, has_vote], &ballots);
            for names in &Names::all() {
                begins(names, idle(names, 1, record(names, last, last.min(1))), ballot);
                if has_last {
                    let held = promises(names, &[Report { mbal, mval: mbal.min(1) }]);
                    begins(names, asking(names, 1, last, &held), ballot);
                }
            }
            cases += 1;
        }
    }
    assert_eq!(cases, 20);
}

fn begins(names: &Names, mut proposer: Proposer, level: Level) {
    let ballot = names.ballot(level);
    let said = proposer.begin(ballot).take();
    let saved = Durable::Proposer(record(names, level, NONE));
    assert_eq!(said, (Some(saved), Message::Prepare { ballot }));
    assert!(asks(names, &proposer, 1, level, &[]));
    assert_eq!(proposer.repeat(), Some(Output::repeated(Message::Prepare { ballot })));
}
