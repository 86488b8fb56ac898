//! A good order of a run that is too long to look at all.

use super::cost::{Cost, Costs, Place};
use super::orders::Taking;

/// An order of the steps of a run through these states, put together step by step: the next is one that can go
/// before all that are left and costs least. None, if nobody waits for it any more.
pub(super) fn good<T: Taking>(
    mut states: Vec<T::State>,
    costs: &Costs,
    taking: &T,
) -> Option<Vec<usize>> {
    let mut order: Vec<usize> = (0..states.len() - 1).collect();
    let (mut cost, mut place) = (Cost::default(), Place::default());
    for told in 0..order.len() {
        let mut candidates: Vec<usize> = (told..order.len()).collect();
        candidates.sort_by_key(|at| (costs.add(cost, place, order[*at]).0, *at));
        let comes_first = |at: &usize| bring(&states, &order, told, *at, taking);
        let found = candidates.iter().find_map(|at| Some((*at, comes_first(at)?)));
        let (at, changed) = found.expect("the step that comes next can");
        order[told..=at].rotate_right(1);
        states.splice(told + 1..told + 1 + changed.len(), changed);
        (cost, place) = costs.add(cost, place, order[told]);
        if taking.stop() {
            return None;
        }
    }
    Some(order)
}

/// The states after the steps from one place to another, when the last of these goes before the others, one by
/// one; none if it cannot.
fn bring<T: Taking>(
    states: &[T::State],
    order: &[usize],
    to: usize,
    from: usize,
    taking: &T,
) -> Option<Vec<T::State>> {
    let after = |state: &T::State, step: usize, taken: usize| {
        taking.possible(state)[step].then(|| taking.after(state, step, taken)).flatten()
    };
    let mut changed = vec![states[from + 1].clone()];
    for at in (to..from).rev() {
        let before = after(&states[at], order[from], at)?;
        if after(&before, order[at], at + 1)? != changed[0] {
            return None;
        }
        changed.insert(0, before);
    }
    Some(changed)
}
