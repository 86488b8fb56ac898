//! A promise holds in every decree for which it was given.

use super::{Property, Run};
use crate::paxos::{AcceptorId, Ballot, Vote};

/// Whoever has promised a ballot has no vote below it but those up to the one that it reported (conjuncts J1 and J3 of
/// the proof). In a log one promise is for all slots, and its report for each: so a vote that it does not cover was
/// kept back, or was cast against it.
pub const PROPERTY: Property = Property {
    looks_at_promises: true,
    ..Property::always("the promise covers all slots", |run| breach(run).is_none(), explain)
};

/// Who has promised what, and a vote below that which the report does not cover.
fn breach<'a>(run: &'a Run) -> Option<(AcceptorId, Ballot, &'a Vote)> {
    (0..).map(AcceptorId).zip(&run.acceptors).find_map(|(id, acceptor)| {
        acceptor.reports.iter().find_map(|(promised, reports)| {
            // The least of them, if it was promised more than once.
            let reported = reports.first()?.as_ref().map(|vote| vote.ballot);
            let is_uncovered =
                |vote: &&Vote| vote.ballot < *promised && Some(vote.ballot) > reported;
            Some((id, *promised, acceptor.votes.iter().find(is_uncovered)?))
        })
    })
}

fn explain(run: &Run) -> Option<String> {
    let (acceptor, promised, Vote { ballot, value }) = breach(run)?;
    Some(format!(
        "acceptor {acceptor} has promised {promised}, and has a vote for {value} at {ballot} that it did not report"
    ))
}
