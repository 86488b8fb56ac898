//! A ballot has one value.

use super::{Property, Run};
use std::collections::BTreeMap;

/// "Different proposals have different numbers" (PMS 2.2): whatever is proposed or voted for in a
/// ballot is one value.
pub const PROPERTY: Property = Property::always("one value per ballot", holds, explain);

fn holds(run: &Run) -> bool {
    let votes = run.acceptors.iter().flat_map(|acceptor| &acceptor.votes);
    let mut values = BTreeMap::new();
    run.proposals().chain(votes).all(|vote| {
        let value = values.entry(vote.ballot).or_insert(&vote.value);
        **value == vote.value
    })
}

fn explain(run: &Run) -> Option<String> {
    let mut values = BTreeMap::new();
    let votes = run.acceptors.iter().flat_map(|acceptor| &acceptor.votes);
    run.proposals().chain(votes).find_map(|vote| {
        let first = *values.entry(vote.ballot).or_insert(&vote.value);
        let (ballot, value) = (vote.ballot, &vote.value);
        (first != value).then(|| {
            format!(
                "ballot {ballot} has two values: {first} and {value} were proposed or voted for"
            )
        })
    })
}
