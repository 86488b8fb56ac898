//! The bridge from the proof to the TLA+: each step of `specs/Paxos.tla` is one of `specs/proof/paxos.smt2`,
//! and the other way round, from all states of small instances. The proof is read as it stands, and the spec by
//! its checker. What is said here is which state is which (`map`), and which action is which (`compare`).

#[path = "../support/tla.rs"]
mod tla;

mod action;
mod compare;
mod formula;
mod logic;
mod map;
mod spec;

use action::is_so;
use compare::{Findings, compare};
use logic::Text;
use map::Map;
use spec::{CHOSEN, Graph, Instance, Label};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// An instance, all its steps, and what a comparison with the proof finds.
struct Bridge {
    instance: Instance,
    steps: Graph<Label>,
    findings: Findings,
    /// So many states show what is wrong, where a spec that asks for less has too many.
    enough: &'static str,
}

impl Bridge {
    fn build(instance: Instance, enough: &'static str) -> Self {
        let steps = instance.one_by_one(tla::specs().path(), &[]);
        let findings = compare(&proof(), &instance, &steps);
        Self { instance, steps, findings, enough }
    }
}

/// Three acceptors, any two of which are a quorum, and two ballots: `MCPaxosFirst`, of which `MCPaxosTiny` is a
/// part.
static FIRST: LazyLock<Bridge> = LazyLock::new(|| {
    let majorities: &[&[usize]] = &[&[0, 1], &[0, 2], &[1, 2]];
    let (prepare, accept) = (majorities, majorities);
    Bridge::build(Instance { acceptors: 3, ballots: 2, prepare, accept }, "2000")
});

/// Two acceptors, and three ballots, so that there is one between two others. The second acceptor is a quorum
/// by itself, so that the votes that both report may be for different values.
static UNEVEN: LazyLock<Bridge> = LazyLock::new(|| {
    let (prepare, accept): (&[&[usize]], &[&[usize]]) = (&[&[1], &[0, 1]], &[&[1]]);
    Bridge::build(Instance { acceptors: 2, ballots: 3, prepare, accept }, "13000")
});

/// The proof, with quorums of two kinds as the spec has them.
fn proof() -> String {
    let files = ["ballots", "flexible", "paxos"];
    files.map(|name| fs::read_to_string(format!("specs/proof/{name}.smt2")).unwrap()).concat()
}

/// What is found, and how often, in `FIRST` and in `UNEVEN`. Of what only the proof has, this is all.
const FOUND: [(&str, usize, usize); 17] = [
    ("ChosenAt is decide", 6_264, 11_460),
    ("Phase1a is begin", 16_002, 38_415),
    ("Phase1b is promise_free", 3_384, 3_440),
    ("Phase1b is promise_vote", 1_944, 4_000),
    ("Phase2a is propose_adopted", 450, 1_840),
    ("Phase2a is propose_free", 1_016, 4_908),
    ("Phase2aFirst is propose_first", 1_314, 3_770),
    ("Phase2b is vote", 24_192, 24_400),
    ("crash changes nothing", 8_001, 12_805),
    ("leave changes nothing", 43_335, 67_870),
    ("leave has no counterpart", 4_671, 8_960),
    ("promise_free after its vote", 2_256, 1_652),
    ("promise_free changes nothing", 12_552, 11_492),
    ("promise_vote after its vote", 1_080, 1_720),
    ("promise_vote changes nothing", 6_480, 9_880),
    ("propose_adopted of what nobody has told", 216, 3_880),
    ("propose_free of what nobody has told", 3_066, 9_718),
];

#[test]
fn each_step_of_the_spec_is_one_of_the_proof_and_the_other_way_round() {
    for (name, bridge, found) in [
        ("two ballots", &FIRST, FOUND.map(|(finding, first, _)| (finding, first))),
        ("three ballots", &UNEVEN, FOUND.map(|(finding, _, uneven)| (finding, uneven))),
    ] {
        let Findings { counts, departures } = &bridge.findings;
        assert!(departures.is_empty(), "{name}: {departures:#?}");
        let counts: Vec<_> = counts.iter().map(|(key, count)| (key.as_str(), *count)).collect();
        assert_eq!(counts, found, "{name}");
        let states = bridge.steps.states.len();
        println!("{name}: {states} states, and no step that only one of the two has, but for");
        let only = counts.iter().filter(|(finding, _)| !finding.contains(" is "));
        only.for_each(|(finding, count)| println!("    {count:6} {finding}"));
    }
}

/// All steps of a graph, by the texts of their states and the names of their actions.
fn steps<'a, L>(
    graph: &'a Graph<L>,
    name: impl Fn(&'a L) -> &'a str,
) -> BTreeSet<(&'a str, &'a str, &'a str)> {
    let text = |number: usize| graph.states[number].text.as_str();
    let all = graph.steps.iter().enumerate().flat_map(|(from, steps)| {
        let name = &name;
        steps.iter().map(move |(label, to)| (text(from), name(label), text(*to)))
    });
    all.collect()
}

#[test]
fn the_steps_that_are_compared_are_those_of_the_spec_as_it_stands() {
    for bridge in [&FIRST, &UNEVEN] {
        let spec = bridge.instance.as_it_stands(tla::specs().path());
        let spec = steps(&spec, String::as_str);
        let mut ours = steps(&bridge.steps, |label| label.action);
        ours.retain(|(_, action, _)| *action != CHOSEN);
        let differ = ours.symmetric_difference(&spec).next();
        assert!(differ.is_none(), "only one has {differ:#?}");
    }
    for (name, specification) in [("MCPaxosFirst", "SpecFirst"), ("MCPaxosTiny", "Spec")] {
        let configuration = fs::read_to_string(format!("specs/{name}.cfg")).unwrap();
        let lines: BTreeSet<&str> = configuration.lines().map(str::trim).collect();
        let mut constants = FIRST.instance.constants();
        constants.push(format!("SPECIFICATION {specification}"));
        for line in constants {
            assert!(lines.contains(line.as_str()), "{name}: {line}");
        }
    }
    assert_eq!((FIRST.steps.states.len(), UNEVEN.steps.states.len()), (8_001, 12_805));
    // `MCPaxosTiny` is what can be reached without the action that it does not have.
    let (mut reached, mut left) = (BTreeSet::from([0]), vec![0]);
    while let Some(state) = left.pop() {
        let steps = FIRST.steps.steps[state].iter();
        let tiny = steps.filter(|(label, _)| label.action != "Phase2aFirst");
        left.extend(tiny.map(|(_, to)| *to).filter(|to| reached.insert(*to)));
    }
    assert_eq!(reached.len(), 3_921);
}

#[test]
fn the_states_of_the_spec_are_different_ones_of_the_proof_and_keep_its_invariant() {
    for bridge in [&FIRST, &UNEVEN] {
        let map = Map::new(&proof(), &bridge.instance);
        let axioms = map.theory.assertions.iter();
        axioms.for_each(|axiom| assert!(is_so(&map.theory, axiom)(0, map.always), "{axiom:?}"));
        assert_eq!(map.theory.assertions.len(), 4);
        let formula = |text| is_so(&map.theory, &Text::read(text)[0]);
        let (initial, invariant) = (formula("(initial s)"), formula("(invariant s)"));
        let mut images = BTreeMap::new();
        for (number, state) in bridge.steps.states.iter().enumerate() {
            let image = map.image(state);
            let other = images.insert(image, state);
            assert!(other.is_none(), "{other:?} and {state:?} look the same in the proof");
            assert_eq!(initial(image, map.always), number == 0, "initial: {state:?}");
            assert!(invariant(image, map.always), "the invariant: {state:?}");
        }
    }
}

/// A definition of the spec, a formula that it asks, the instance, and the action that is noticed with TRUE in its
/// place.
static GUARDS: [(&str, &str, &LazyLock<Bridge>, &str); 12] = [
    ("Phase1b", "[type |-> \"1a\", bal |-> b] \\in msgs", &FIRST, "Phase1b"),
    ("Phase1b", "b > maxBal[a]", &FIRST, "Phase1b"),
    ("ShowsSafeAt", "\\A a \\in P : \\E m \\in promises : m.acc = a", &FIRST, "Phase2a"),
    ("ShowsSafeAt", "reports = {}", &FIRST, "Phase2a"),
    ("ShowsSafeAt", "m.mval = v", &FIRST, "Phase2a"),
    ("ShowsSafeAt", "\\A n \\in reports : m.mbal >= n.mbal", &UNEVEN, "Phase2a"),
    ("Phase2a", ONCE, &FIRST, "Phase2a"),
    ("Phase2a", "\\E P \\in PrepareQuorum : ShowsSafeAt(P, b, v)", &FIRST, "Phase2a"),
    ("Phase2aFirst", ONCE, &FIRST, "Phase2aFirst"),
    ("Phase2aFirst", "\\A c \\in Ballot : b <= c", &FIRST, "Phase2aFirst"),
    ("Phase2b", "[type |-> \"2a\", bal |-> b, val |-> v] \\in msgs", &FIRST, "Phase2b"),
    ("Phase2b", "b >= maxBal[a]", &FIRST, "Phase2b"),
];

/// Nothing is proposed in the ballot yet.
const ONCE: &str = "\\A w \\in Value : [type |-> \"2a\", bal |-> b, val |-> w] \\notin msgs";

/// Writes a module with TRUE in place of what a definition in it asks.
fn weaken(module: &Path, definition: &str, formula: &str) {
    let text = fs::read_to_string(module).unwrap();
    let (before, after) = text.split_at(text.find(&format!("\n{definition}(")).unwrap());
    let (body, after) = after.split_at(after.find("\n\n").unwrap());
    assert_eq!(body.matches(formula).count(), 1, "{definition} asks this once: {formula}");
    fs::write(module, before.to_string() + &body.replace(formula, "TRUE") + after).unwrap();
}

#[test]
fn a_guard_that_the_spec_does_not_ask_is_missed() {
    for (definition, formula, bridge, action) in GUARDS {
        let folder = tla::specs();
        weaken(&folder.path().join("Paxos.tla"), definition, formula);
        let arguments = ["--max-states", bridge.enough];
        let steps = bridge.instance.one_by_one(folder.path(), &arguments);
        let found = compare(&proof(), &bridge.instance, &steps).departures;
        let expected = format!("{action} is not in the proof: ");
        let first = found.first().map_or("nothing", String::as_str);
        assert!(first.starts_with(&expected), "{definition} without {formula}: {found:#?}");
        println!("{definition} without {formula}: {}", &first[..first.find(" in max").unwrap()]);
    }
}

/// A tagged line of the actions of the proof, the instance, and what else is found there without it.
static LINES: [(&str, &LazyLock<Bridge>, &str); 28] = [
    ("promise-free-is-asked", &FIRST, "promise_free is not in the spec"),
    ("promise-free-is-not-too-late", &FIRST, "promise_free is not in the spec"),
    ("promise-free-has-no-vote", &FIRST, "promise_free is not in the spec"),
    ("promise-vote-is-asked", &FIRST, "promise_vote is not in the spec"),
    ("promise-vote-is-not-too-late", &UNEVEN, "promise_vote is not in the spec"),
    ("promise-vote-was-cast", &FIRST, "promise_vote is not in the spec"),
    ("promise-vote-is-below", &FIRST, "promise_vote after its vote"),
    ("promise-vote-is-the-highest", &UNEVEN, "promise_vote is not in the spec"),
    ("adopt-sees-it", &FIRST, "Phase2a is propose_adopted"),
    ("adopt-sees-a-quorum", &UNEVEN, "propose_adopted is not in the spec"),
    ("adopt-from-below", &FIRST, "propose_adopted of what nobody has told"),
    ("adopt-a-vote", &FIRST, "propose_adopted of what nobody has told"),
    ("adopt-all-have-left", &FIRST, "propose_adopted of what nobody has told"),
    ("adopt-the-highest", &UNEVEN, "propose_adopted of what nobody has told"),
    ("free-wanted", &FIRST, "propose_free is not in the spec"),
    ("free-once", &FIRST, "propose_free is not in the spec"),
    ("free-shown", &FIRST, "propose_free of what nobody has told"),
    ("adopt-once", &FIRST, "propose_adopted is not in the spec"),
    ("adopt-shown", &FIRST, "propose_adopted of what nobody has told"),
    ("first-wanted", &FIRST, "propose_first is not in the spec"),
    ("first-once", &FIRST, "propose_first is not in the spec"),
    ("first-is-lowest", &FIRST, "propose_first is not in the spec"),
    ("vote-for-a-proposal", &FIRST, "vote is not in the spec"),
    ("vote-keeps-promise", &FIRST, "vote is not in the spec"),
    ("decide-by-a-quorum", &FIRST, "decide is not in the spec"),
    ("crash-promise-durable", &FIRST, "crash leaves left open"),
    ("crash-vote-durable", &FIRST, "crash leaves voted open"),
    ("crash-proposal-durable", &FIRST, "crash leaves proposed open"),
];

#[test]
fn a_line_that_the_actions_of_the_proof_do_not_have_is_missed() {
    let proof = proof();
    let tag = |line: &'_ str| line.split_once("; @").map(|(_, tag)| tag.to_string());
    let (_, actions) = proof.split_once("\n(define-fun initial ").unwrap();
    let tags: Vec<String> = actions.lines().filter_map(tag).collect();
    assert_eq!(tags, LINES.map(|(tag, ..)| tag), "each line has its place in the list");
    for (line, bridge, expected) in LINES {
        let rest: Vec<_> =
            proof.lines().filter(|other| tag(other).as_deref() != Some(line)).collect();
        let found = compare(&rest.join("\n"), &bridge.instance, &bridge.steps);
        let changed = bridge.findings.changed(&found);
        assert!(changed.contains(expected), "without {line}: {changed:?}");
        println!("without {line}: {expected}, {} times", found.counts.get(expected).unwrap_or(&0));
    }
}
