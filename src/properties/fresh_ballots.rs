//! A ballot is begun once.

use super::{Property, Run};

/// "No two proposals are ever issued with the same number" (PMS 2.5): a proposer never begins a
/// ballot at or below one that it has begun before, also not after a crash, whoever its client
/// then is.
pub const PROPERTY: Property = Property::always("ballots never reused", holds);

fn holds(run: &Run) -> bool {
    run.proposers.iter().all(|proposer| !proposer.reused)
}
