//! The bridge from the proofs to the TLA+: each step of `specs/Paxos.tla` is one of `specs/proof/paxos.smt2`, and the
//! other way round, from all states of small instances; and so with `specs/MultiPaxos.tla` and
//! `specs/proof/multipaxos.smt2`. The proof is read as it stands, and the spec by its checker. What is said here is
//! which state is which (`map`), and which action is which (`compare`).

#[path = "../support/parallel.rs"]
mod parallel;
#[path = "../support/tla.rs"]
mod tla;

mod action;
mod compare;
mod formula;
mod log;
mod logic;
mod map;
mod paxos;
mod sides;
mod spec;
mod value;

use action::is_so;
use compare::{Findings, compare};
use log::LOG;
use logic::Text;
use map::Map;
use paxos::{PAXOS, TINY};
use sides::{Bridge, Sides, proof};
use spec::{CHOSEN, Graph};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// One decree, and a log.
const BOTH: [&Sides; 2] = [&PAXOS, &LOG];

/// All instances, with the number of their states.
fn bridges() -> impl Iterator<Item = (&'static Bridge, usize)> {
    BOTH.into_iter().flat_map(|sides| sides.bridges.into_iter().map(|b| &**b).zip(sides.states))
}

#[test]
fn each_step_of_the_spec_is_one_of_the_proof_and_the_other_way_round() {
    for sides in BOTH {
        for (at, bridge) in sides.bridges.into_iter().enumerate() {
            let Bridge { name, steps, findings: Findings { counts, departures }, .. } = &**bridge;
            assert!(departures.is_empty(), "{name}: {departures:#?}");
            let expected = sides.found.iter().map(|(finding, counts)| (*finding, counts[at]));
            let expected: Vec<_> = expected.filter(|(_, count)| *count > 0).collect();
            let counts: Vec<_> = counts.iter().map(|(key, count)| (key.as_str(), *count)).collect();
            assert_eq!(counts, expected, "{name}");
            let states = steps.states.len();
            println!("{name}: {states} states, and no step that only one of the two has, but for");
            let only = counts.iter().filter(|(finding, _)| !finding.contains(" is "));
            only.for_each(|(finding, count)| println!("    {count:6} {finding}"));
        }
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
    for (bridge, states) in bridges() {
        let spec = bridge.instance.as_it_stands(tla::specs().path(), "Spec");
        let spec = steps(&spec, String::as_str);
        let mut ours = steps(&bridge.steps, |label| label.action);
        ours.retain(|(_, action, _)| *action != CHOSEN);
        let differ = ours.symmetric_difference(&spec).next();
        assert!(differ.is_none(), "only one has {differ:#?}");
        assert_eq!(bridge.steps.states.len(), states, "{}", bridge.name);
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
}

/// The states in which the lowest ballot is prepared, by the proof.
fn prepared(bridge: &Bridge) -> Vec<&spec::State> {
    let map = Map::new(&proof(&bridge.instance), &bridge.instance);
    let prepared = Text::read("(exists ((b Ballot)) (prepared s b))");
    let prepared = is_so(&map.theory, &prepared[0]);
    let states = bridge.steps.states.iter();
    states.filter(|state| prepared(map.image(state), map.always)).collect()
}

#[test]
fn where_the_lowest_ballot_begins_prepared_is_the_same_in_both_and_on_the_way_of_one_that_begins_with_nothing()
 {
    for bridge in PAXOS.bridges {
        let fast = bridge.instance.as_it_stands(tla::specs().path(), "SpecFast");
        let found: Vec<_> = prepared(bridge).iter().map(|state| &state.text).collect();
        assert_eq!(found, [&fast.states[0].text]);
        let all = steps(&bridge.steps, |label| label.action);
        assert!(steps(&fast, String::as_str).is_subset(&all));
    }
}

#[test]
fn and_a_log_comes_to_it_once_all_have_promised_the_lowest_ballot_and_reported_nothing() {
    for bridge in LOG.bridges {
        let [state] = prepared(bridge)[..] else { panic!("one state of {}", bridge.name) };
        let acceptors = bridge.instance.acceptors;
        assert_eq!(state.max_bal, vec![Some(0); acceptors]);
        assert_eq!(state.msgs.len(), 1 + acceptors, "{}", state.text);
    }
}

#[test]
fn the_states_of_the_spec_are_different_ones_of_the_proof_and_keep_its_invariant() {
    for (bridge, _) in bridges() {
        let map = Map::new(&proof(&bridge.instance), &bridge.instance);
        let axioms = map.theory.assertions.iter();
        let nothing = formula::Facts::default();
        axioms
            .for_each(|axiom| assert!(is_so(&map.theory, axiom)(nothing, map.always), "{axiom:?}"));
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
    let guards = BOTH.map(|sides| sides.guards).concat();
    parallel::for_each(&guards, |(definition, formula, bridge, action)| {
        let folder = tla::specs();
        let module = bridge.instance.module();
        weaken(&folder.path().join(format!("{module}.tla")), definition, formula);
        let arguments = ["--max-states", bridge.enough];
        let steps = bridge.instance.one_by_one(folder.path(), &arguments);
        let found = compare(&proof(&bridge.instance), &bridge.instance, &steps).departures;
        let expected = format!("{action} is not in the proof: ");
        let first = found.first().map_or("nothing", String::as_str);
        assert!(first.starts_with(&expected), "{definition} without {formula}: {found:#?}");
        let first = &first[..first.find(" in max").unwrap()];
        println!("{module}, {definition} without {formula}: {first}");
    });
}

#[test]
fn a_line_that_the_actions_of_the_proof_do_not_have_is_missed() {
    let tag = |line: &'_ str| line.split_once("; @").map(|(_, tag)| tag.to_string());
    for sides in BOTH {
        let proof = proof(&sides.bridges[0].instance);
        let (_, actions) = proof.split_once("\n(define-fun begin ").unwrap();
        let tags: Vec<String> = actions.lines().filter_map(tag).collect();
        let listed: Vec<_> = sides.lines.iter().map(|(tag, ..)| *tag).collect();
        assert_eq!(tags, listed, "each line has its place in the list");
        parallel::for_each(sides.lines, |(line, bridge, expected)| {
            let rest: Vec<_> =
                proof.lines().filter(|other| tag(other).as_deref() != Some(*line)).collect();
            let found = compare(&rest.join("\n"), &bridge.instance, &bridge.steps);
            let changed = bridge.findings.changed(&found);
            assert!(changed.contains(*expected), "without {line}: {changed:?}");
            let times = found.counts.get(*expected).unwrap_or(&0);
            println!("without {line}: {expected}, {times} times");
        });
    }
}
