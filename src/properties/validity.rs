//! Nothing is chosen that nobody wanted.

use super::{Property, Run};

/// "Only a value that has been proposed may be chosen" (PMS 2). We ask for more: nothing that no
/// client wants is ever proposed, voted for or learned.
pub const PROPERTY: Property = Property::always("validity", holds);

fn holds(run: &Run) -> bool {
    let proposed = run.proposals().map(|proposal| &proposal.value);
    let voted = run.acceptors.iter().flat_map(|a| &a.votes).map(|vote| &vote.value);
    let learned = run.learners.iter().flat_map(|(_, history)| &history.learned);
    proposed
        .chain(voted)
        .chain(learned)
        .all(|value| run.wanted.iter().any(|wanted| wanted.contains(value)))
}
