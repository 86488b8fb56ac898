//! A decision stays reachable: whatever has happened, a value can still be chosen.
//!
//! "We won't try to specify precise liveness requirements. However, the goal is to ensure that some
//! proposed value is eventually chosen" (PMS 2.1). That it is chosen nobody can promise: two proposers can
//! duel for ever, and in an asynchronous network no protocol can do better (Fischer, Lynch, Paterson). That
//! it *can* be is a property of the graph of all states, and of no single run: no state is a dead end, but
//! for those in which the bound of the model leaves nobody to go on.

use super::{History, Run};

/// Whether a run so far has come to what should stay reachable: something is chosen in every decree.
pub fn is_reached(history: &History) -> bool {
    history.decrees.iter().all(is_chosen)
}

/// What a run that ends where nothing can be chosen any more has come to.
pub fn explain(history: &History) -> String {
    let open = |run: &Run| (!is_chosen(run)).then(|| so_far(run));
    history.first(open).unwrap_or_default()
}

fn is_chosen(run: &Run) -> bool {
    run.chosen().next().is_some()
}

fn so_far(run: &Run) -> String {
    let votes = run
        .votes()
        .map(|(vote, voters)| format!("{voters} voted for {} at {}", vote.value, vote.ballot));
    let votes: Vec<String> = votes.collect();
    let so_far = if votes.is_empty() { "nobody has voted".to_string() } else { votes.join(", ") };
    format!("nothing is chosen, and nothing can be any more, whatever comes next: {so_far}")
}
