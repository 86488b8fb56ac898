//! How a run of an abstract system is told: all that there is to see of a state are its actors.

use super::story::{Actor, Step, Story};
use super::system::System;

/// Tells a run, given as the actions from the initial state on, by how actors look in a state and what an
/// action in it means.
///
/// # Panics
/// If some action is not possible where the run takes it.
pub(super) fn story<S: System>(
    system: &S,
    actions: &[S::Action],
    actors: impl Fn(&S::State) -> Vec<Actor>,
    sentence: impl Fn(&S::State, &S::Action) -> String,
) -> Story {
    let mut state = system.init_states().pop().expect("it begins in one state");
    let start = actors(&state);
    let mut now = start.clone();
    let mut steps = Vec::new();
    for action in actions {
        let next = system
            .next_state(&state, action.clone())
            .unwrap_or_else(|| panic!("not a run of the model: {action:?}"));
        let then = actors(&next);
        let changed = then.iter().zip(&now).filter(|(then, now)| then != now);
        steps.push(Step {
            action: system.act(action),
            text: sentence(&state, action),
            reference: None,
            sent: Vec::new(),
            changed: changed.map(|(then, _)| then.clone()).collect(),
        });
        (state, now) = (next, then);
    }
    Story { start, steps }
}
