//! A ballot is begun once.

use super::{Property, Run};
use crate::paxos::ProposerId;

/// "No two proposals are ever issued with the same number" (PMS 2.5): a proposer never begins a
/// ballot at or below one that it has begun before, also not after a crash, whoever its client
/// then is, and also if it had only said so and saved nothing.
pub const PROPERTY: Property = Property::always("ballots never reused", holds, explain);

fn holds(run: &Run) -> bool {
    run.proposers.iter().all(|proposer| !proposer.reused)
}

fn explain(run: &Run) -> Option<String> {
    let again = run.proposers.iter().zip(0..).find(|(proposer, _)| proposer.reused)?;
    let name = ProposerId(again.1);
    Some(format!(
        "proposer {name} has begun a ballot again, or one below another that it had begun"
    ))
}
