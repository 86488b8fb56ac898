//! What learners of a log carry out.

use super::property::{Law, Property};
use super::{History, Kind, Run};
use crate::paxos::{Slot, Value};

/// A learner carries out what is chosen, from the first slot on and without a gap: who has carried out what is in a
/// slot has done so in all before it. All servers "execute the same sequence" (PMS 3) by that, though
/// they hear of votes in any order.
pub const PROPERTY: Property = Property {
    name: "only a contiguous chosen prefix is applied",
    kind: Kind::Always,
    looks_at_promises: false,
    law: Law::OfTheWhole(|history| breach(history).is_none(), explain),
};

/// A learner has carried out something.
pub const PREFIX_APPLIED: Property = Property::sometimes("prefix applied", |run| {
    run.learners.iter().any(|(_, history)| !history.applied.is_empty())
});

/// How something was carried out that should not have been; slots are counted from 0.
enum Breach<'a> {
    /// Something in the second slot, and nothing in the first.
    Gap(usize, usize),
    /// This value, which is not chosen there.
    NotChosen(usize, &'a Value),
}

/// A learner, counted from 0, and what it should not have carried out.
fn breach<'a>(history: &'a History) -> Option<(usize, Breach<'a>)> {
    let learners = history.decrees.first().map_or(0, |run| run.learners.len());
    (0..learners).find_map(|learner| {
        let applied = |run: &'a Run| &run.learners[learner].1.applied;
        let gap = history.decrees.iter().position(|run| applied(run).is_empty());
        let beyond = gap.and_then(|gap| {
            let later = history.decrees[gap..].iter().position(|run| !applied(run).is_empty())?;
            Some(Breach::Gap(gap, gap + later))
        });
        let not_chosen = || {
            history.decrees.iter().enumerate().find_map(|(slot, run)| {
                let is_chosen =
                    |value: &&Value| run.chosen().any(|(vote, _)| vote.value == **value);
                let value = applied(run).iter().find(|value| !is_chosen(value))?;
                Some(Breach::NotChosen(slot, value))
            })
        };
        Some((learner, beyond.or_else(not_chosen)?))
    })
}

fn explain(history: &History) -> Option<String> {
    let (learner, breach) = breach(history)?;
    let learner = learner + 1;
    let slot = |slot: usize| Slot(slot as u64);
    Some(match breach {
        Breach::Gap(gap, beyond) => format!(
            "learner {learner} has carried out slot {} before slot {}",
            slot(beyond),
            slot(gap)
        ),
        Breach::NotChosen(at, value) => format!(
            "learner {learner} has carried out {value} as slot {}, where no quorum has chosen it",
            slot(at)
        ),
    })
}
