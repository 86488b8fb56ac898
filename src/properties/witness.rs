//! What must be possible. A model in which nothing happens violates nothing; these say what does
//! happen in it.

use super::Property;
use crate::paxos::AcceptorSet;
use std::collections::BTreeSet;

/// A quorum has voted for a value in one ballot.
pub const VALUE_CHOSEN: Property =
    Property::sometimes("value chosen", |run| run.chosen().next().is_some());

/// A learner has found out.
pub const VALUE_LEARNED: Property = Property::sometimes("value learned", |run| {
    run.learners.iter().any(|(_, history)| !history.learned.is_empty())
});

/// Acceptors hold promises for different ballots, and nothing is chosen yet.
pub const BALLOTS_CONTEND: Property = Property {
    looks_at_promises: true,
    ..Property::sometimes("two ballots contend", |run| {
        let promised: BTreeSet<_> = run.acceptors.iter().filter_map(|a| a.promised).collect();
        promised.len() > 1 && run.chosen().next().is_none()
    })
};

/// A proposer has proposed a value that none of its own clients wants.
pub const VALUE_ADOPTED: Property = Property::sometimes("value adopted", |run| {
    run.proposers.iter().zip(run.wanted).any(|(proposer, wanted)| {
        proposer.proposed.iter().any(|proposal| !wanted.contains(&proposal.value))
    })
});

/// After a crash a proposer has proposed what its next client wants.
pub const NEXT_CLIENT_SERVED: Property = Property::sometimes("next client served", |run| {
    run.proposers.iter().any(|proposer| proposer.served > 0)
});

/// A learner has learned a value before a crash and again after it.
pub const LEARNED_AGAIN: Property = Property::sometimes("learned again", |run| {
    run.learners.iter().any(|(learner, history)| history.forgot && learner.learned().is_some())
});

/// A learner has learned a value after it asked the acceptors.
pub const LEARNED_AFTER_ASKING: Property = Property::sometimes("learned after asking", |run| {
    run.learners.iter().any(|(learner, history)| history.asked && learner.learned().is_some())
});

/// A value is chosen and a learner has asked and heard as many acceptors as could tell, but their
/// votes are in different ballots: it has not learned, and only a new ballot can help (PMS 2.3).
pub const ANSWERS_WITHOUT_QUORUM: Property = Property::sometimes("answers without quorum", |run| {
    run.chosen().next().is_some()
        && run.learners.iter().any(|(learner, history)| {
            let heard: AcceptorSet =
                learner.heard().flat_map(|(_, voters)| voters.iter()).collect();
            history.asked && run.quorums.is_accept_quorum(heard)
        })
});

/// A read has found that nothing was chosen.
pub const NOTHING_FOUND: Property = Property::sometimes("nothing found", |run| {
    run.learners.iter().any(|(_, history)| !history.found_nothing.is_empty())
});
