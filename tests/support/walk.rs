//! Every state of a system in its readable form, as stateright's model has them.

use std::collections::{BTreeSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use synod::model::System;

fn fingerprint(state: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    state.hash(&mut hasher);
    hasher.finish()
}

/// Looks at each state that can be reached from one by such actions, once and nearest first, and at the
/// number of steps that it takes.
pub(crate) fn walk<S: System>(
    system: &S,
    start: &S::State,
    takes: impl Fn(&S::Action) -> bool,
    mut look: impl FnMut(&S::State, usize),
) {
    let mut seen = BTreeSet::from([fingerprint(start)]);
    let mut queue = VecDeque::from([(start.clone(), 0)]);
    while let Some((state, steps)) = queue.pop_front() {
        look(&state, steps);
        let mut actions = Vec::new();
        system.actions(&state, &mut actions);
        actions.retain(&takes);
        for next in actions.into_iter().filter_map(|action| system.next_state(&state, action)) {
            if seen.insert(fingerprint(&next)) {
                queue.push_back((next, steps + 1));
            }
        }
    }
}
