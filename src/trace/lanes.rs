//! Who stands where in a picture of a run.

use super::arrows::Arrows;
use crate::model::story::{Act, Story};

/// The lane of whoever takes a step of the abstract model that is no acceptor's.
pub(super) const LEADERS: &str = "leaders";

/// The most proposers of which it is tried on which side they stand.
const MOST_PROPOSERS: usize = 8;

/// The actors that take part in a run: proposers, acceptors, learners. Proposers but the first stand on the other
/// side of the acceptors where fewer arrows cross then.
pub(super) fn lanes(story: &Story) -> Vec<String> {
    let all = taking_part(story);
    let proposers = all.iter().take_while(|name| name.starts_with("proposer")).count();
    let acceptors = all.iter().filter(|name| name.starts_with("acceptor")).count();
    let sides = 0..1_u32 << proposers.saturating_sub(1).min(MOST_PROPOSERS);
    let lanes = sides.map(|right| {
        let stands_right = |at: usize| at > 0 && at < proposers && right >> (at - 1) & 1 == 1;
        let (moved, mut lanes): (Vec<_>, Vec<_>) = (0..all.len()).partition(|at| stands_right(*at));
        let place = proposers + acceptors - moved.len();
        lanes.splice(place..place, moved.iter().copied());
        let lanes: Vec<String> = lanes.into_iter().map(|at| all[at].clone()).collect();
        (Arrows::of(story, &lanes).crossings(), moved.len(), lanes)
    });
    lanes.min().expect("there is one way at least").2
}

/// The actors that take part, in their order.
fn taking_part(story: &Story) -> Vec<String> {
    let by_leaders = |act: &Act| {
        matches!(act, Act::Phase1a { .. } | Act::Phase2a { .. } | Act::Does { actor: None, .. })
    };
    let leaders = story.steps.iter().any(|step| by_leaders(&step.action));
    let takes_part =
        |name: &str| story.steps.iter().any(|step| names(&step.action).contains(&name));
    let actors = story.start.iter().map(|actor| actor.name.clone());
    let leaders = leaders.then(|| LEADERS.to_string()).into_iter();
    leaders.chain(actors.filter(|name| takes_part(name))).collect()
}

/// All whom a step concerns.
fn names(action: &Act) -> Vec<&str> {
    match action {
        Act::Deliver { from, to, .. } | Act::Alter { from, to, .. } => vec![from, to],
        other => other.actors(),
    }
}
