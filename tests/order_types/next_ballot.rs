//! The one function that computes with a ballot.

use proptest::prelude::*;
use synod::paxos::{
    AcceptorId, Ballot, Durable, Message, Proposer, ProposerId, ProposerRecord, Quorums, Value,
};

/// Rounds near the ends of their range; one more than the last of these is no round.
const ROUNDS: [u64; 6] = [0, 1, 2, 1 << 32, u64::MAX - 2, u64::MAX - 1];
const IDS: [u16; 4] = [0, 1, u16::MAX - 1, u16::MAX];

fn is_new(last: Option<Ballot>, id: ProposerId, first_round: u64) {
    let record = ProposerRecord { ballot: last, proposed: Some(Value::from("8")) };
    let proposer = Proposer::restored(id, Value::from("5"), record);
    let mut proposer = proposer.starting_at(first_round);
    let ballot = proposer.next_ballot();
    assert!(Some(ballot) > last, "{last:?} {id:?} {first_round}");
    assert_eq!(ballot.proposer, id);
    assert!(ballot.round >= first_round);
    assert_eq!(ballot.is_lowest(), last.is_none() && first_round == 0);
    let said = proposer.begin_next().take();
    let proposed = ballot.is_lowest().then(|| Value::from("5"));
    let record = ProposerRecord { ballot: Some(ballot), proposed: proposed.clone() };
    let message = match proposed {
        Some(value) => Message::Accept { ballot, value },
        None => Message::Prepare { ballot },
    };
    assert_eq!(said, (Some(Durable::Proposer(record.clone())), message));
    assert_eq!(*proposer.record(), record);
}

#[test]
fn the_next_ballot_is_the_proposers_own_and_above_the_last_also_near_the_limits() {
    let mut cases = 0;
    for id in IDS.map(ProposerId) {
        for first_round in ROUNDS.into_iter().chain([u64::MAX]) {
            let of = |round| IDS.map(|id| Some(Ballot { round, proposer: ProposerId(id) }));
            for last in ROUNDS.into_iter().flat_map(of).chain([None]) {
                is_new(last, id, first_round);
                cases += 1;
            }
        }
    }
    assert_eq!(cases, 700);
}

/// Whoever is refused goes on above that, and no further than it must: but not to the end of all rounds.
#[test]
fn the_next_ballot_is_above_what_refused_the_last() {
    let quorums = Quorums::majority(1).unwrap();
    let mut cases = 0;
    for id in IDS.map(ProposerId) {
        let ballot = Ballot { round: 1, proposer: id };
        for round in ROUNDS.into_iter().chain([3, u64::MAX]) {
            for promised in IDS.map(|id| Ballot { round, proposer: ProposerId(id) }) {
                let record = ProposerRecord { ballot: Some(ballot), proposed: None };
                let mut proposer = Proposer::restored(id, Value::from("5"), record);
                let refused = proposer.on_refusal(AcceptorId(0), ballot, promised, &quorums);
                assert_eq!(refused, promised > ballot, "{ballot:?} {promised:?}");
                let next = proposer.next_ballot();
                let led = refused && round < u64::MAX / 2;
                assert!(next > ballot && next.proposer == id && (!led || next > promised));
                assert!(next.round == 2 || led && next.round <= round + 1, "{next:?}");
                let other = Ballot { round: 2, proposer: id };
                assert!(!proposer.on_refusal(AcceptorId(0), other, promised, &quorums));
                assert_eq!(proposer.next_ballot(), next, "a refusal of another ballot");
                cases += 1;
            }
        }
    }
    assert_eq!(cases, 128);
}

/// A ballot that wraps around would be one used before.
#[test]
#[should_panic(expected = "attempt to add with overflow")]
fn there_is_no_ballot_after_the_last_round() {
    let last = Ballot { round: u64::MAX, proposer: ProposerId(0) };
    let record = ProposerRecord { ballot: Some(last), proposed: None };
    Proposer::restored(ProposerId(1), Value::from("8"), record).next_ballot();
}

proptest! {
    #[test]
    fn the_next_ballot_is_the_proposers_own_and_above_the_last(
        last in proptest::option::of((0..u64::MAX, any::<u16>())),
        id: u16,
        first_round: u64,
    ) {
        let last = last.map(|(round, id)| Ballot { round, proposer: ProposerId(id) });
        is_new(last, ProposerId(id), first_round);
    }
}
