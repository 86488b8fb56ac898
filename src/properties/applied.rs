//! What learners of a log carry out.

use super::{History, Property, Run};
use crate::paxos::Value;

/// A learner carries out what is chosen, from the first slot on and without a gap: who has carried out what is in a
/// slot has done so in all before it. All servers "execute the same sequence" (PMS 3) by that, though
/// they hear of votes in any order.
pub const PROPERTY: Property =
    Property::never("only a contiguous chosen prefix is applied", breach);

/// A learner has carried out something.
pub const PREFIX_APPLIED: Property = Property::sometimes("prefix applied", |run| {
    run.learners.iter().any(|(_, history)| !history.applied.is_empty())
});

/// What a learner should not have carried out.
fn breach(history: &History) -> Option<String> {
    let decrees = history.decrees;
    let learners = decrees.first().map_or(0, |run| run.learners.len());
    (0..learners).find_map(|learner| {
        let what = gap(decrees, learner).or_else(|| not_chosen(decrees, learner))?;
        Some(format!("learner {} has carried out {what}", learner + 1))
    })
}

/// Something in a slot, and nothing in one before.
fn gap(decrees: &[Run], learner: usize) -> Option<String> {
    let is_applied = |run: &Run| !run.learners[learner].1.applied.is_empty();
    let gap = decrees.iter().position(|run| !is_applied(run))?;
    let beyond = gap + decrees[gap..].iter().position(is_applied)?;
    Some(format!("slot {} before slot {}", beyond + 1, gap + 1))
}

/// A value in a slot where it is not chosen.
fn not_chosen(decrees: &[Run], learner: usize) -> Option<String> {
    decrees.iter().zip(1..).find_map(|(run, slot)| {
        let is_chosen = |value: &Value| run.chosen().any(|(vote, _)| vote.value == *value);
        let mut applied = run.learners[learner].1.applied.iter();
        let value = applied.find(|value| !is_chosen(value))?;
        Some(format!("{value} as slot {slot}, where no quorum has chosen it"))
    })
}
