//! A log: `specs/MultiPaxos.tla` and `specs/proof/multipaxos.smt2`.

use crate::sides::{Bridge, Built, Sides};
use crate::spec::Instance;
use std::sync::LazyLock;

/// Two slots, and two acceptors, who are a quorum only together, so that both reports count.
static SLOTS: Built = LazyLock::new(|| {
    let (prepare, accept): (&[&[usize]], &[&[usize]]) = (&[&[0, 1]], &[&[0, 1]]);
    let instance = Instance { slots: Some(2), acceptors: 2, ballots: 2, prepare, accept };
    Bridge::build("two slots", instance, "2000")
});

/// One slot, and three ballots, with quorums as one decree has them where it has three.
static BALLOTS: Built = LazyLock::new(|| {
    let (prepare, accept): (&[&[usize]], &[&[usize]]) = (&[&[1], &[0, 1]], &[&[1]]);
    let instance = Instance { slots: Some(1), acceptors: 2, ballots: 3, prepare, accept };
    Bridge::build("three ballots of a slot", instance, "13000")
});

/// Nothing is proposed in the slot in the ballot yet.
const ONCE: &str =
    "\\A w \\in Value : [type |-> \"2a\", slot |-> s, bal |-> b, val |-> w] \\notin msgs";

pub(crate) static LOG: Sides = Sides {
    bridges: [&SLOTS, &BALLOTS],
    states: [3_913, 6_253],
    // Of one slot it is found as often as of one decree, where to promise is two actions.
    found: &[
        ("ChosenAt is decide", [2_796, 5_304]),
        ("Phase1a is begin", [7_826, 18_759]),
        ("Phase1b is promise", [352, 3_628]),
        ("Phase2a is propose_adopted", [684, 796]),
        ("Phase2a is propose_free", [3_024, 3_276]),
        ("Phase2b is vote", [12_960, 11_824]),
        ("crash changes nothing", [3_913, 6_253]),
        ("leave changes nothing", [15_142, 33_190]),
        ("leave has no counterpart", [510, 4_328]),
        ("promise after its vote", [0, 1_624]),
        ("promise changes nothing", [7_808, 10_580]),
        ("propose_adopted of what nobody has told", [0, 1_576]),
        ("propose_free of what nobody has told", [1_360, 7_726]),
    ],
    guards: &[
        ("Phase1b", "[type |-> \"1a\", bal |-> b] \\in msgs", &SLOTS, "Phase1b"),
        ("Phase1b", "b > maxBal[a]", &SLOTS, "Phase1b"),
        ("ShowsSafeAt", "\\A a \\in P : \\E m \\in promises : m.acc = a", &SLOTS, "Phase2a"),
        ("ShowsSafeAt", "votesOfS = {}", &SLOTS, "Phase2a"),
        ("ShowsSafeAt", "m.val = v", &SLOTS, "Phase2a"),
        ("ShowsSafeAt", "\\A n \\in votesOfS : m.bal >= n.bal", &BALLOTS, "Phase2a"),
        ("Phase2a", ONCE, &SLOTS, "Phase2a"),
        ("Phase2a", "\\E P \\in PrepareQuorum : ShowsSafeAt(P, s, b, v)", &SLOTS, "Phase2a"),
        (
            "Phase2b",
            "[type |-> \"2a\", slot |-> s, bal |-> b, val |-> v] \\in msgs",
            &SLOTS,
            "Phase2b",
        ),
        ("Phase2b", "b >= maxBal[a]", &SLOTS, "Phase2b"),
    ],
    lines: &[
        ("promise-is-asked", &SLOTS, "promise is not in the spec"),
        ("promise-is-not-too-late", &SLOTS, "promise is not in the spec"),
        ("promise-of-none-has-no-vote", &SLOTS, "promise is not in the spec"),
        ("promise-vote-was-cast", &SLOTS, "promise is not in the spec"),
        ("promise-vote-is-below", &SLOTS, "promise after its vote"),
        ("promise-vote-is-the-highest", &BALLOTS, "promise is not in the spec"),
        ("adopt-sees-it", &BALLOTS, "Phase2a is propose_adopted"),
        ("adopt-sees-a-quorum", &BALLOTS, "propose_adopted is not in the spec"),
        ("adopt-from-below", &SLOTS, "propose_adopted of what nobody has told"),
        ("adopt-a-vote", &SLOTS, "propose_adopted of what nobody has told"),
        ("adopt-all-have-left", &SLOTS, "propose_adopted of what nobody has told"),
        ("adopt-the-highest", &BALLOTS, "propose_adopted of what nobody has told"),
        ("free-wanted", &SLOTS, "propose_free is not in the spec"),
        ("free-once", &SLOTS, "propose_free is not in the spec"),
        ("free-shown", &SLOTS, "propose_free of what nobody has told"),
        ("adopt-once", &BALLOTS, "propose_adopted is not in the spec"),
        ("adopt-shown", &SLOTS, "propose_adopted of what nobody has told"),
        ("vote-for-a-proposal", &SLOTS, "vote is not in the spec"),
        ("vote-keeps-promise", &SLOTS, "vote is not in the spec"),
        ("decide-by-a-quorum", &SLOTS, "decide is not in the spec"),
        ("crash-promise-durable", &SLOTS, "crash leaves left open"),
        ("crash-vote-durable", &SLOTS, "crash leaves voted open"),
        ("crash-proposal-durable", &SLOTS, "crash leaves proposed open"),
    ],
};
