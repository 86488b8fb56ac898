//! Ways through a packed system: the states on one, as they are under symmetry, and the steps along it.

use crate::model::packed::{Packed, Step};
use crate::properties::Sought;

/// The shortest run along these states, given as they are under symmetry and the initial state first,
/// that hits what is sought: with what learners do in the end, if they are only observed.
pub(super) fn run_along<const N: usize>(
    system: &dyn Packed<N>,
    way: impl IntoIterator<Item = [u64; N]>,
    sought: &dyn Sought,
) -> Vec<Step> {
    let (mut steps, state) = steps_along(system, way);
    let mut further: Option<Vec<Step>> = None;
    system.with_histories(&state, &mut |history, steps| {
        if sought.is_hit(history) && further.as_ref().is_none_or(|other| steps.len() < other.len())
        {
            further = Some(steps.to_vec());
        }
    });
    steps.extend(further.expect("what a state hits is hit by those that are the same"));
    steps
}

/// A run along these states, given as they are under symmetry and the initial state first, and where it
/// ends.
pub(super) fn steps_along<const N: usize>(
    system: &dyn Packed<N>,
    way: impl IntoIterator<Item = [u64; N]>,
) -> (Vec<Step>, [u64; N]) {
    let mut state = system.initial();
    let mut steps = Vec::new();
    for target in way.into_iter().skip(1) {
        let mut successors = Vec::new();
        system.successors(&state, &mut successors);
        let leads = |(_, next): &(Step, [u64; N])| canonical(system, next) == target;
        let next = successors.into_iter().find(leads);
        let (step, next) = next.expect("states that are the same under symmetry act alike");
        steps.push(step);
        state = next;
    }
    (steps, state)
}

/// The state that stands for this one under symmetry.
pub(super) fn canonical<const N: usize>(system: &dyn Packed<N>, state: &[u64; N]) -> [u64; N] {
    let mut state = *state;
    system.canonical(&mut state);
    state
}
