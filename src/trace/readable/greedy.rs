//! A good order of a run that is too long to look at all.

use super::cost::{Cost, Costs, Place};

/// An order of the steps of a run through these states, put together step by step: the next is one that can go
/// before all that are left and costs least. `after` is as for all orders.
pub(super) fn good<T: Clone + PartialEq>(
    mut states: Vec<T>,
    costs: &Costs,
    after: impl Fn(&T, usize, usize) -> Option<T>,
) -> Vec<usize> {
    let mut order: Vec<usize> = (0..states.len() - 1).collect();
    let (mut cost, mut place) = (Cost::default(), Place::default());
    for told in 0..order.len() {
        let mut candidates: Vec<usize> = (told..order.len()).collect();
        candidates.sort_by_key(|at| (costs.add(cost, place, order[*at]).0, *at));
        let comes_first = |at: &usize| bring(&states, &order, told, *at, &after);
        let found = candidates.iter().find_map(|at| Some((*at, comes_first(at)?)));
        let (at, changed) = found.expect("the step that comes next can");
        order[told..=at].rotate_right(1);
        states.splice(told + 1..told + 1 + changed.len(), changed);
        (cost, place) = costs.add(cost, place, order[told]);
    }
    order
}

/// The states after the steps from one place to another, when the last of these goes before the others, one by
/// one; none if it cannot.
fn bring<T: Clone + PartialEq>(
    states: &[T],
    order: &[usize],
    to: usize,
    from: usize,
    after: &impl Fn(&T, usize, usize) -> Option<T>,
) -> Option<Vec<T>> {
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
