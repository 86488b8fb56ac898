//! What an acceptor has promised and voted stands.

use super::{Property, Run};

/// An acceptor's promise and its last vote never go to a lower ballot, nor away, also not over a
/// crash: it "must remember this information even if it fails and then restarts" (PMS 2.2). What it has
/// said counts as what it has saved: whoever heard it relies on it.
pub const PROPERTY: Property = Property::always("promises and votes never go back", holds, explain);

fn holds(run: &Run) -> bool {
    run.acceptors.iter().all(|acceptor| !acceptor.went_back)
}

fn explain(run: &Run) -> Option<String> {
    let went_back = run.acceptors.iter().position(|acceptor| acceptor.went_back)?;
    let name = went_back + 1;
    Some(format!(
        "acceptor {name} has less than it had or said: a promise or a vote is lower, or is gone"
    ))
}
