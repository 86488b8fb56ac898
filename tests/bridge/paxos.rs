//! One decree: `specs/Paxos.tla` and `specs/proof/paxos.smt2`.

use crate::sides::{Bridge, Built, Sides};
use crate::spec::Instance;
use std::sync::LazyLock;

/// Three acceptors, any two of which are a quorum, and two ballots: `MCPaxosTiny`, of which `MCPaxosFast` is a
/// part.
pub(crate) static TINY: Built = LazyLock::new(|| {
    let majorities: &[&[usize]] = &[&[0, 1], &[0, 2], &[1, 2]];
    let (prepare, accept) = (majorities, majorities);
    let instance = Instance { slots: None, acceptors: 3, ballots: 2, prepare, accept };
    Bridge::build("two ballots", instance, "2000")
});

/// Two acceptors, and three ballots, so that there is one between two others. The second acceptor is a quorum
/// by itself, so that the votes that both report may be for different values.
static UNEVEN: Built = LazyLock::new(|| {
    let (prepare, accept): (&[&[usize]], &[&[usize]]) = (&[&[1], &[0, 1]], &[&[1]]);
    let instance = Instance { slots: None, acceptors: 2, ballots: 3, prepare, accept };
    Bridge::build("three ballots", instance, "13000")
});

/// Nothing is proposed in the ballot yet.
const ONCE: &str = "\\A w \\in Value : [type |-> \"2a\", bal |-> b, val |-> w] \\notin msgs";

pub(crate) static PAXOS: Sides = Sides {
    bridges: [&TINY, &UNEVEN],
    states: [3_921, 6_253],
    found: &[
        ("ChosenAt is decide", [2_944, 5_304]),
        ("Phase1a is begin", [7_842, 18_759]),
        ("Phase1b is promise_free", [1_584, 1_860]),
        ("Phase1b is promise_vote", [864, 1_768]),
        ("Phase2a is propose_adopted", [200, 796]),
        ("Phase2a is propose_free", [816, 3_276]),
        ("Phase2b is vote", [11_712, 11_824]),
        ("crash changes nothing", [3_921, 6_253]),
        ("leave changes nothing", [21_255, 33_190]),
        ("leave has no counterpart", [2_271, 4_328]),
        ("promise_free after its vote", [936, 864]),
        ("promise_free changes nothing", [7_032, 6_196]),
        ("promise_vote after its vote", [480, 760]),
        ("promise_vote changes nothing", [2_880, 4_384]),
        ("propose_adopted of what nobody has told", [96, 1_576]),
        ("propose_free of what nobody has told", [3_066, 7_726]),
    ],
    guards: &[
        ("Phase1b", "[type |-> \"1a\", bal |-> b] \\in msgs", &TINY, "Phase1b"),
        ("Phase1b", "b > maxBal[a]", &TINY, "Phase1b"),
        ("ShowsSafeAt", "\\A a \\in P : \\E m \\in promises : m.acc = a", &TINY, "Phase2a"),
        ("ShowsSafeAt", "reports = {}", &TINY, "Phase2a"),
        ("ShowsSafeAt", "m.mval = v", &TINY, "Phase2a"),
        ("ShowsSafeAt", "\\A n \\in reports : m.mbal >= n.mbal", &UNEVEN, "Phase2a"),
        ("Phase2a", ONCE, &TINY, "Phase2a"),
        ("Phase2a", "\\E P \\in PrepareQuorum : ShowsSafeAt(P, b, v)", &TINY, "Phase2a"),
        ("Phase2b", "[type |-> \"2a\", bal |-> b, val |-> v] \\in msgs", &TINY, "Phase2b"),
        ("Phase2b", "b >= maxBal[a]", &TINY, "Phase2b"),
    ],
    lines: &[
        ("promise-free-is-asked", &TINY, "promise_free is not in the spec"),
        ("promise-free-is-not-too-late", &TINY, "promise_free is not in the spec"),
        ("promise-free-has-no-vote", &TINY, "promise_free is not in the spec"),
        ("promise-vote-is-asked", &TINY, "promise_vote is not in the spec"),
        ("promise-vote-is-not-too-late", &UNEVEN, "promise_vote is not in the spec"),
        ("promise-vote-was-cast", &TINY, "promise_vote is not in the spec"),
        ("promise-vote-is-below", &TINY, "promise_vote after its vote"),
        ("promise-vote-is-the-highest", &UNEVEN, "promise_vote is not in the spec"),
        ("adopt-sees-it", &TINY, "Phase2a is propose_adopted"),
        ("adopt-sees-a-quorum", &UNEVEN, "propose_adopted is not in the spec"),
        ("adopt-from-below", &TINY, "propose_adopted of what nobody has told"),
        ("adopt-a-vote", &TINY, "propose_adopted of what nobody has told"),
        ("adopt-all-have-left", &TINY, "propose_adopted of what nobody has told"),
        ("adopt-the-highest", &UNEVEN, "propose_adopted of what nobody has told"),
        ("free-wanted", &TINY, "propose_free is not in the spec"),
        ("free-once", &TINY, "propose_free is not in the spec"),
        ("free-shown", &TINY, "propose_free of what nobody has told"),
        ("adopt-once", &TINY, "propose_adopted is not in the spec"),
        ("adopt-shown", &TINY, "propose_adopted of what nobody has told"),
        ("vote-for-a-proposal", &TINY, "vote is not in the spec"),
        ("vote-keeps-promise", &TINY, "vote is not in the spec"),
        ("decide-by-a-quorum", &TINY, "decide is not in the spec"),
        ("crash-promise-durable", &TINY, "crash leaves left open"),
        ("crash-vote-durable", &TINY, "crash leaves voted open"),
        ("crash-proposal-durable", &TINY, "crash leaves proposed open"),
    ],
};
