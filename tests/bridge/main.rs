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

/// Three acceptors, any two of which are a quorum, and two ballots: `MCPaxosTiny`, of which `MCPaxosFast` is a
/// part.
static TINY: LazyLock<Bridge> = LazyLock::new(|| {
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

/// What is found, and how often, in `TINY` and in `UNEVEN`. Of what only the proof has, this is all.
const FOUND: [(&str, usize, usize); 16] = [
    ("ChosenAt is decide", 2_944, 5_304),
    ("Phase1a is begin", 7_842, 18_759),
    ("Phase1b is promise_free", 1_584, 1_860),
    ("Phase1b is promise_vote", 864, 1_768),
    ("Phase2a is propose_adopted", 200, 796),
    ("Phase2a is propose_free", 816, 3_276),
    ("Phase2b is vote", 11_712, 11_824),
    ("crash changes nothing", 3_921, 6_253),
    ("leave changes nothing", 21_255, 33_190),
    ("leave has no counterpart", 2_271, 4_328),
    ("promise_free after its vote", 936, 864),
    ("promise_free changes nothing", 7_032, 6_196),
    ("promise_vote after its vote", 480, 760),
    ("promise_vote changes nothing", 2_880, 4_384),
    ("propose_adopted of what nobody has told", 96, 1_576),
    ("propose_free of what nobody has told", 3_066, 7_726),
];

#[test]
fn each_step_of_the_spec_is_one_of_the_proof_and_the_other_way_round() {
    for (name, bridge, found) in [
        ("two ballots", &TINY, FOUND.map(|(finding, tiny, _)| (finding, tiny))),
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
    for bridge in [&TINY, &UNEVEN] {
        let spec = bridge.instance.as_it_stands(tla::specs().path(), "Spec");
        let spec = steps(&spec, String::as_str);
        let mut ours = steps(&bridge.steps, |label| label.action);
        ours.retain(|(_, action, _)| *action != CHOSEN);
        let differ = ours.symmetric_difference(&spec).next();
        assert!(differ.is_none(), "only one has {differ:#?}");
    }
    for (name, specification) in [("MCPaxosFast", "SpecFast"), ("MCPaxosTiny", "Spec")] {
        let configuration = fs::read_to_string(format!("specs/{name}.cfg")).unwrap();
        let lines: BTreeSet<&str> = configuration.lines().map(str::trim).collect();
        let mut constants = TINY.instance.constants();
        constants.push(format!("SPECIFICATION {specification}"));
        for line in constants {
            assert!(lines.contains(line.as_str()), "{name}: {line}");
        }
    }
    assert_eq!((TINY.steps.states.len(), UNEVEN.steps.states.len()), (3_921, 6_253));
}

#[test]
fn where_the_lowest_ballot_begins_prepared_is_the_same_in_both_and_on_the_way_of_one_that_begins_with_nothing()
 {
    for bridge in [&TINY, &UNEVEN] {
        let fast = bridge.instance.as_it_stands(tla::specs().path(), "SpecFast");
        let map = Map::new(&proof(), &bridge.instance);
        let prepared = Text::read("(exists ((b Ballot)) (prepared s b))");
        let prepared = is_so(&map.theory, &prepared[0]);
        let states = bridge.steps.states.iter();
        let found: Vec<_> = states.filter(|state| prepared(map.image(state), map.always)).collect();
        assert_eq!(
            found.iter().map(|state| &state.text).collect::<Vec<_>>(),
            [&fast.states[0].text]
        );
        let all = steps(&bridge.steps, |label| label.action);
        assert!(steps(&fast, String::as_str).is_subset(&all));
    }
}

#[test]
fn the_states_of_the_spec_are_different_ones_of_the_proof_and_keep_its_invariant() {
    for bridge in [&TINY, &UNEVEN] {
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
static GUARDS: [(&str, &str, &LazyLock<Bridge>, &str); 10] = [
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
static LINES: [(&str, &LazyLock<Bridge>, &str); 25] = [
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
];

#[test]
fn a_line_that_the_actions_of_the_proof_do_not_have_is_missed() {
    let proof = proof();
    let tag = |line: &'_ str| line.split_once("; @").map(|(_, tag)| tag.to_string());
    let (_, actions) = proof.split_once("\n(define-fun begin ").unwrap();
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
