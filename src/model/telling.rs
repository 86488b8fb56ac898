//! How a step of an abstract system is told: all that there is to see of a state are its actors.

use super::story::Step;
use super::system::System;

/// Tells a step, of which it is known what it means.
pub(super) fn step<S: System>(
    system: &S,
    (before, action, after): (&S::State, &S::Action, &S::State),
    sentence: String,
) -> Step {
    let was = system.actors(before);
    let mut changed = system.actors(after);
    changed.retain(|actor| !was.contains(actor));
    Step { action: system.act(action), text: sentence, reference: None, sent: Vec::new(), changed }
}
