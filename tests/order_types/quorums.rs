//! Sets of acceptors as bits, and quorums; when a proposer proposes.

use super::proposer::{asking, promises, reports};
use super::spec::{Report, proposable};
use super::types::{Names, choices};
use synod::paxos::QuorumSystem::{self, Sets, Size};
use synod::paxos::{AcceptorId, AcceptorSet, Message, Quorums};

/// The quorums of one phase, and the smallest of them.
pub(crate) struct System {
    pub(crate) quorums: QuorumSystem,
    smallest: Vec<u8>,
}

impl System {
    /// A set is a quorum if it has all of a smallest one.
    pub(crate) fn has(&self, set: u8) -> bool {
        self.smallest.iter().any(|quorum| quorum & set == *quorum)
    }
}

/// Quorums of every size, and some that are listed.
pub(crate) fn systems(acceptors: usize) -> Vec<System> {
    let of_size = |size| {
        let sets = 0..1_u8 << acceptors;
        let smallest = sets.filter(|set| set.count_ones() as usize == size).collect();
        System { quorums: Size(size), smallest }
    };
    let listed: &[u8] = match acceptors {
        3 => &[0b001, 0b110],
        4 => &[0b0011, 0b1100],
        5 => &[0b0_0111, 0b1_1001, 0b0_1010],
        _ => &[(1 << acceptors) - 1],
    };
    let sets = Sets(listed.iter().map(|bits| set(*bits)).collect());
    let listed = System { quorums: sets, smallest: listed.to_vec() };
    (1..=acceptors).map(of_size).chain([listed]).collect()
}

pub(crate) fn set(bits: u8) -> AcceptorSet {
    members(bits).map(AcceptorId).collect()
}

pub(crate) fn members(bits: u8) -> impl Iterator<Item = u8> {
    (0..8).filter(move |i| bits >> i & 1 == 1)
}

/// Who has promised is all that decides when it proposes, and not what they report: here each of them reports
/// no vote, or one in a ballot of its own.
#[test]
fn it_proposes_when_the_acceptors_that_promised_are_a_quorum() {
    let names = &Names::all()[0];
    let (mut cases, mut proposals) = (0, 0);
    for acceptors in 1..=5 {
        for system in systems(acceptors) {
            let quorums = Quorums::new(acceptors, system.quorums.clone(), Size(acceptors));
            let quorums = quorums.expect("they meet");
            for (voted, _) in choices::<5>() {
                let reports = reports(voted, &[1, 2, 3, 4, 5], &[5, 4, 3, 2, 1]);
                for held in 0..1_u8 << acceptors {
                    for from in members((1 << acceptors) - 1) {
                        one_more_promises(names, &reports, held, from, &quorums, &system);
                        cases += 1;
                        proposals += usize::from(system.has(held | 1 << from));
                    }
                }
            }
        }
    }
    println!("proposer: {cases} sets of acceptors that have promised, {proposals} of them quorums");
    assert_eq!((cases, proposals), (44_928, 27_264));
}

fn one_more_promises(
    names: &Names,
    reports: &[Report; 5],
    held: u8,
    from: u8,
    quorums: &Quorums,
    system: &System,
) {
    let promises = promises(names, reports);
    let of = |set: u8| members(set).map(usize::from);
    let given: Vec<_> = of(held).map(|i| promises[i].clone()).collect();
    let mut proposer = asking(names, 1, 9, &given);
    let (from, vote) = promises[usize::from(from)].clone();
    let said = proposer.on_promise(from, names.ballot(9), vote, quorums);

    let held = held | 1 << from.0;
    let reports: Vec<_> = of(held).map(|i| reports[i]).collect();
    let value = names.value(proposable(&reports, 1)[0]);
    let accept = Message::Accept { ballot: names.ballot(9), value };
    let should_say = system.has(held).then_some(accept);
    assert_eq!(said.map(|said| said.take().1), should_say, "{held:b} of {quorums}");
}
