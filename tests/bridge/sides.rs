//! The two sides, of one decree or of a log: the TLA+ and its proof, and what is expected of their comparison.

use crate::compare::{Findings, compare};
use crate::spec::{Graph, Instance, Label};
use crate::tla;
use std::fs;
use std::sync::LazyLock;

/// An instance, all its steps, and what a comparison with the proof finds.
pub(crate) struct Bridge {
    pub(crate) name: &'static str,
    pub(crate) instance: Instance,
    pub(crate) steps: Graph<Label>,
    pub(crate) findings: Findings,
    /// So many states show what is wrong, where a spec that asks for less has too many.
    pub(crate) enough: &'static str,
}

impl Bridge {
    pub(crate) fn build(name: &'static str, instance: Instance, enough: &'static str) -> Self {
        let steps = instance.one_by_one(tla::specs().path(), &[]);
        let findings = compare(&proof(&instance), &instance, &steps);
        Self { name, instance, steps, findings, enough }
    }
}

/// The proof that is of an instance, with quorums of two kinds as the spec has them.
pub(crate) fn proof(instance: &Instance) -> String {
    let files = ["ballots", "flexible", &instance.module().to_lowercase()];
    files.map(|name| fs::read_to_string(format!("specs/proof/{name}.smt2")).unwrap()).concat()
}

/// An instance, once it is looked at.
pub(crate) type Built = LazyLock<Bridge>;

/// What is expected of one decree, or of a log.
pub(crate) struct Sides {
    /// Two instances.
    pub(crate) bridges: [&'static Built; 2],
    /// How many states they have.
    pub(crate) states: [usize; 2],
    /// What is found, and how often, in the one and in the other. Of what only the proof has, this is all.
    pub(crate) found: &'static [(&'static str, [usize; 2])],
    /// A definition of the spec, a formula that it asks, the instance, and the action that is noticed with TRUE in its
    /// place.
    pub(crate) guards: &'static [(&'static str, &'static str, &'static Built, &'static str)],
    /// A tagged line of the actions of the proof, the instance, and what else is found there without it.
    pub(crate) lines: &'static [(&'static str, &'static Built, &'static str)],
}
