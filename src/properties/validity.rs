//! Nothing is chosen that nobody wanted.

use super::{Property, Run};
use crate::paxos::Value;

/// "Only a value that has been proposed may be chosen" (PMS 2). We ask for more: nothing that no
/// client wants is ever proposed, voted for or learned.
pub const PROPERTY: Property = Property::always("validity", holds, explain);

fn holds(run: &Run) -> bool {
    values(run).all(|value| is_wanted(run, value))
}

/// Everything proposed, voted for or learned.
fn values<'a>(run: &'a Run) -> impl Iterator<Item = &'a Value> {
    let proposed = run.proposals().map(|proposal| &proposal.value);
    let voted = run.acceptors.iter().flat_map(|a| &a.votes).map(|vote| &vote.value);
    let learned = run.learners.iter().flat_map(|(_, history)| &history.learned);
    proposed.chain(voted).chain(learned)
}

fn is_wanted(run: &Run, value: &Value) -> bool {
    run.wanted.iter().any(|wanted| wanted.contains(value))
}

fn explain(run: &Run) -> Option<String> {
    let value = values(run).find(|value| !is_wanted(run, value))?;
    Some(format!("{value} was proposed, voted for or learned, and no client wants it"))
}
