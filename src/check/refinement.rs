//! Looking at every step of a model, whether it is one of the abstract algorithm's.
//!
//! No step of a proposer or an acceptor is left out for this, and no message to one. Of the reductions only
//! symmetry is used, and that learners need take no steps: the abstract algorithm has none, and no step of
//! theirs changes what a state stands for.

use super::search::{Limits, steps_along};
use super::walk::Walk;
use crate::model::file::ModelFile;
use crate::model::packed::{NotPacked, Packed, PackedVisitor, Packing, Reductions, Step};
use crate::model::story::Story;
use std::sync::Arc;

/// Looks for the shortest run whose last step is none of the abstract algorithm's. An error says why the search
/// was stopped.
pub(super) fn search(file: &ModelFile, limits: &Limits) -> Result<Option<Story>, String> {
    let reductions = Reductions { symmetry: true, observers: true, ..Reductions::NONE };
    let packing = Packing { reductions, stop: &|| limits.reached().is_some() };
    match file.pack(&packing, Search { limits }) {
        Ok(found) => found.map_err(str::to_string),
        Err(NotPacked::TooLarge(reason)) => Err(reason),
        Err(NotPacked::Stopped) => Err(limits.reached().unwrap_or("stopped").to_string()),
    }
}

struct Search<'a> {
    limits: &'a Limits,
}

impl PackedVisitor for Search<'_> {
    type Output = Result<Option<Story>, &'static str>;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Self::Output {
        let mut walk = Walk::new(&*system, self.limits);
        let mut successors = Vec::new();
        while let Some(number) = walk.visit()? {
            let state = walk.states[number];
            successors.clear();
            system.successors(&state, &mut successors);
            for (_, next) in &successors {
                if system.refines(&state, next).is_err() {
                    let run = run_to(&*system, walk.way_to(number));
                    return Ok(Some(system.about().story(&run)));
                }
                walk.find(next, number);
            }
        }
        Ok(None)
    }
}

/// A run along these states, as they are under symmetry, and a step further that is none of the abstract
/// algorithm's.
fn run_to<const N: usize>(
    system: &dyn Packed<N>,
    way: impl Iterator<Item = [u64; N]>,
) -> Vec<Step> {
    let (mut steps, last) = steps_along(system, way);
    let mut successors = Vec::new();
    system.successors(&last, &mut successors);
    let wrong = successors.iter().find(|(_, next)| system.refines(&last, next).is_err());
    steps.push(wrong.expect("states that are the same under symmetry act alike").0);
    steps
}
