//! A decision stays reachable: whatever has happened, a value can still be chosen.
//!
//! "We won't try to specify precise liveness requirements. However, the goal is to ensure that some
//! proposed value is eventually chosen" (PMS 2.1). That it is chosen nobody can promise: two proposers can
//! duel for ever, and in an asynchronous network no protocol can do better (Fischer, Lynch, Paterson). That
//! it *can* be is a property of the graph of all states, and of no single run: no state is a dead end, but
//! for those in which the bound of the model leaves nobody to go on.

use super::{History, Run, Transaction};

/// Whether a run so far has come to what should stay reachable: something is chosen in every decree, or the outcome of
/// the transaction is told.
pub fn is_reached(history: &History) -> bool {
    match &history.transaction {
        Some(transaction) => !transaction.told.is_empty(),
        None => history.decrees.iter().all(is_chosen),
    }
}

/// What a run that ends where nothing can be chosen any more has come to.
pub fn explain(history: &History) -> String {
    if let Some(transaction) = &history.transaction {
        return format!(
            "nobody can tell the outcome any more, whatever comes next: {}",
            waits(transaction)
        );
    }
    let open = |run: &Run| (!is_chosen(run)).then(|| so_far(run));
    history.first(open).unwrap_or_default()
}

/// Who waits for the outcome of a transaction.
fn waits(transaction: &Transaction) -> String {
    let managers = (1..).zip(&transaction.managers);
    let waiting = managers.filter(|(_, manager)| manager.has_prepared && manager.outcome.is_none());
    let names: Vec<String> = waiting.map(|(number, _)| format!("manager {number}")).collect();
    match names.len() {
        0 => "who prepares now can neither commit nor abort".to_string(),
        1 => format!("{} has prepared, and can neither commit nor abort", names[0]),
        _ => format!("{} have prepared, and can neither commit nor abort", names.join(", ")),
    }
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
