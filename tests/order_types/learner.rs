//! The learner: of all that it has heard it looks at nothing but the entry of the vote heard.

use super::quorums::{System, set, systems};
use super::types::{Level, Names, order_types};
use std::collections::BTreeMap;
use synod::paxos::QuorumSystem::Size;
use synod::paxos::{AcceptorId, Learner, Quorums, Vote};

/// A ballot and a value.
type Cast = (Level, Level);

/// Who is known to have cast which vote, as bits.
type Heard = BTreeMap<Cast, u8>;

fn vote(names: &Names, (ballot, value): Cast) -> Vote {
    Vote { ballot: names.ballot(ballot), value: names.value(value) }
}

fn learner(names: &Names, heard: &Heard) -> Learner {
    let mut learner = Learner::default();
    for (cast, voters) in heard {
        for voter in set(*voters).iter() {
            learner.count(voter, &vote(names, *cast));
        }
    }
    learner
}

/// A vote is heard after these. Whether it completes a quorum is up to those who cast the same; all other
/// votes stay as they were.
fn hears(names: &Names, heard: &Heard, cast: Cast, from: u8, quorums: &Quorums, system: &System) {
    let mut counted = heard.clone();
    let voters = counted.entry(cast).or_default();
    *voters |= 1 << from;
    let value = system.has(*voters).then(|| names.value(cast.1));

    let mut learner = learner(names, heard);
    let found = learner.on_accepted(AcceptorId(from), vote(names, cast), quorums);
    assert_eq!(found, value, "{heard:?} {cast:?} from {from}, {quorums}");
    assert_eq!(learner.learned(), value.as_ref());
    let has: Vec<_> = learner.heard().map(|(vote, voters)| (vote.clone(), voters)).collect();
    let should_have = counted.iter().map(|(cast, voters)| (vote(names, *cast), set(*voters)));
    if value.is_none() {
        assert_eq!(has, should_have.collect::<Vec<_>>(), "in order of ballots");
        return;
    }
    // What is learned stays, whatever is heard.
    let learned = learner.clone();
    assert_eq!(has, []);
    for again in counted.keys() {
        assert_eq!(learner.on_accepted(AcceptorId(from), vote(names, *again), quorums), None);
        assert_eq!(learner, learned);
    }
}

/// All that so many acceptors can have cast of these votes; nobody need have cast the first.
fn all_heard(acceptors: usize, votes: &[Cast]) -> Vec<Heard> {
    let one_more = |heard: Vec<Heard>, cast: &Cast| {
        let voters = u8::from(cast != &votes[0])..1 << acceptors;
        let with = |heard: Heard| {
            let add =
                |voters| heard.iter().map(|(c, v)| (*c, *v)).chain([(*cast, voters)]).collect();
            voters.clone().map(add).collect::<Vec<Heard>>()
        };
        heard.into_iter().flat_map(with).collect()
    };
    let mut all = votes.iter().fold(vec![Heard::new()], one_more);
    for heard in &mut all {
        heard.retain(|_, voters| *voters > 0);
    }
    all
}

/// One vote is heard, and so many others may have been before, in every order type.
fn others_heard(acceptors: usize, others: usize) -> usize {
    let names = Names::all();
    let systems = systems(acceptors).into_iter().map(|system| {
        let quorums = Quorums::new(acceptors, Size(acceptors), system.quorums.clone());
        (quorums.expect("they meet"), system)
    });
    let systems: Vec<_> = systems.collect();
    let mut cases = 0;
    for ballots in order_types(1 + others) {
        for values in order_types(1 + others) {
            let votes: Vec<Cast> = ballots.iter().copied().zip(values).collect();
            if (1..votes.len()).any(|i| votes[..i].contains(&votes[i])) {
                continue;
            }
            for heard in all_heard(acceptors, &votes) {
                for from in 0..u8::try_from(acceptors).expect("five at most") {
                    for (quorums, system) in &systems {
                        for names in &names {
                            hears(names, &heard, votes[0], from, quorums, system);
                        }
                        cases += 1;
                    }
                }
            }
        }
    }
    cases
}

#[test]
fn a_learner_looks_at_nothing_but_the_votes_like_the_one_it_hears() {
    let cases = [(3, 0), (3, 1), (3, 2), (5, 0), (5, 1)]
        .map(|(acceptors, others)| others_heard(acceptors, others));
    println!("learner: {cases:?} order types of votes heard, and who cast them");
    assert_eq!(cases, [96, 5_376, 677_376, 960, 238_080]);
}
