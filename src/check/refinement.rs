//! Looking at every step of a model, whether it is one of the abstract algorithm's, and whether it leads where
//! the invariant of the proof holds.
//!
//! No step of a proposer or an acceptor is left out for this, and no message to one. Of the reductions only
//! symmetry is used, and that learners need take no steps: the abstract algorithm has none, and no step of
//! theirs changes what a state stands for.

use super::search::{Limits, steps_along};
use super::walk::Walk;
use crate::model::file::ModelFile;
use crate::model::message_set::MessageSetState;
use crate::model::packed::{Packed, PackedVisitor, Packing, Reductions, Step};
use crate::model::story::Story;
use crate::properties::{Property, invariant};
use std::sync::Arc;

/// Looks, for each of these properties of steps, for the shortest run whose last step does not have it. An error
/// says why the search was stopped.
pub(super) fn search(
    file: &ModelFile,
    properties: &[Property],
    limits: &Limits,
) -> Result<Vec<Option<Story>>, String> {
    let reductions = Reductions { symmetry: true, observers: true, ..Reductions::NONE };
    let packing = Packing { reductions, stop: &|| limits.reached().is_some() };
    let found = file.pack(&packing, Search { properties, limits });
    found.map_err(|error| limits.why_not(error))?.map_err(str::to_string)
}

struct Search<'a> {
    properties: &'a [Property],
    limits: &'a Limits,
}

impl PackedVisitor for Search<'_> {
    type Output = Result<Vec<Option<Story>>, &'static str>;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Self::Output {
        let system = &*system;
        let mut found: Vec<Option<Story>> = vec![None; self.properties.len()];
        let mut walk = Walk::new(system, self.limits);
        let mut successors = Vec::new();
        while let Some(number) = walk.visit()? {
            if found.iter().all(Option::is_some) {
                break;
            }
            let state = walk.states[number];
            let before = system.abstracted(&state);
            successors.clear();
            system.successors(&state, &mut successors);
            for (_, next) in &successors {
                let after = system.abstracted(next);
                for (property, found) in self.properties.iter().zip(&mut found) {
                    if found.is_none() && !has(system, property, &before, &after) {
                        let run = run_to(system, walk.way_to(number), property);
                        *found = Some(system.about().story(&run));
                    }
                }
                walk.find(next, number);
            }
        }
        Ok(found)
    }
}

/// Whether a step has a property of steps.
fn has<const N: usize>(
    system: &dyn Packed<N>,
    property: &Property,
    before: &MessageSetState,
    after: &MessageSetState,
) -> bool {
    if property.name == invariant::PROPERTY.name {
        system.keeps_invariant(after).is_ok()
    } else {
        system.leads_to(before, after).is_ok()
    }
}

/// A run along these states, as they are under symmetry, and a step further that does not have a property.
fn run_to<const N: usize>(
    system: &dyn Packed<N>,
    way: impl Iterator<Item = [u64; N]>,
    property: &Property,
) -> Vec<Step> {
    let (mut steps, last) = steps_along(system, way);
    let before = system.abstracted(&last);
    let mut successors = Vec::new();
    system.successors(&last, &mut successors);
    let lacks =
        |(_, next): &&(Step, [u64; N])| !has(system, property, &before, &system.abstracted(next));
    let wrong = successors.iter().find(lacks);
    steps.push(wrong.expect("states that are the same under symmetry act alike").0);
    steps
}
