//! A system that breaks.

use super::*;
use crate::check::simulate::{Cut, Reported, human, json, replay_command};
use crate::model::Turn;
use crate::model::coverage::Case;
use crate::model::story::{Act, Actor, Step};
use crate::paxos::Quorums;
use crate::properties::{History, Property, Run};
use stateright::Model;
use std::num::NonZeroUsize;
use std::path::Path;

/// Counts up to 9 by one or by two, and breaks if it comes to 7.
#[derive(Debug)]
struct Fragile(Quorums);

impl Model for Fragile {
    type State = u64;
    type Action = u64;

    fn init_states(&self) -> Vec<u64> {
        vec![0]
    }

    fn actions(&self, state: &u64, actions: &mut Vec<u64>) {
        assert_ne!(*state, 7, "the counter broke");
        actions.extend((1..=2).filter(|step| state + step <= 9));
    }

    fn next_state(&self, state: &u64, step: u64) -> Option<u64> {
        Some(state + step)
    }
}

impl System for Fragile {
    fn show_history(&self, _: &u64, look: &mut dyn FnMut(&History)) {
        let (acceptors, proposers, learners) = (Vec::new(), Vec::new(), Vec::new());
        let run = Run { slot: None, quorums: &self.0, wanted: &[], acceptors, proposers, learners };
        look(&History::of(&run));
    }

    fn relevant(&self) -> Vec<Property> {
        Vec::new()
    }

    fn bounds(&self) -> Vec<String> {
        Vec::new()
    }

    fn actors(&self, _: &u64) -> Vec<Actor> {
        Vec::new()
    }

    fn tell(&self, _: &u64, action: &u64, _: &u64) -> Step {
        let (sent, changed) = (Vec::new(), Vec::new());
        Step { action: self.act(action), text: String::new(), reference: None, sent, changed }
    }

    fn act(&self, _: &u64) -> Act {
        Act::Heal
    }

    fn cases(&self) -> Vec<Case> {
        Vec::new()
    }

    fn case(&self, _: &u64, _: &u64) -> Option<Case> {
        None
    }

    fn turn(&self, _: &u64) -> Turn {
        Turn { actor: 0, from: 0 }
    }
}

#[test]
fn a_panic_of_the_model_ends_the_simulation_and_can_be_repeated() {
    let file = ModelFile::read(Path::new("models/holds/one_proposer.toml")).unwrap();
    let simulate = |first_run, threads| {
        let threads = NonZeroUsize::new(threads).unwrap();
        let order = &Order { seed: 1, first_run, runs: 100, depth: 20, threads };
        let (limits, progress) = (&Limits::default(), &Progress::default());
        let broken = Fragile(Quorums::majority(1).unwrap());
        Simulate { file: &file, order, limits, progress }.visit(broken)
    };
    let simulation = simulate(0, 1);
    let Some(Cut::Panicked(run, said)) = &simulation.cut else {
        panic!("it ended as {:?}", simulation.cut)
    };
    assert!(said.contains("the counter broke"), "{said}");
    assert_eq!(simulation.runs, run + 1, "the run that panics is the last");
    assert!(simulation.is_unexpected() && !simulation.is_complete());
    assert_eq!(simulate(0, 3).cut, simulation.cut, "whatever the number of threads");
    assert_eq!(simulate(*run, 1).cut, simulation.cut, "the run alone");

    let reported = Reported { simulation: &simulation, traces: Vec::new() };
    let told = human(&reported);
    for (label, expected) in [
        ("PANICKED", format!("the model panicked in run {run}: {said}")),
        ("again", replay_command(&simulation, *run)),
        ("verdict", format!("the model panicked in run {run}")),
    ] {
        let line = told.lines.iter().find(|line| line.label == label);
        assert_eq!(line.unwrap().text, expected, "{told:?}");
    }
    assert!(json(&reported).unwrap().contains("\"verdict\": \"panicked\""));
}
