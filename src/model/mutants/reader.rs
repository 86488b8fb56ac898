//! Learners that answer "none" too soon.

use super::Variant;
use super::learner::is_learner;
use crate::actor::Role;
use crate::paxos::{AcceptorId, Learner, Quorums};

/// States a mutant of learners, by what it makes of an acceptor that has not voted.
macro_rules! reader {
    ($(#[$doc:meta])* $name:ident, $on_unvoted:expr) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(super) struct $name;

        impl Variant for $name {
            fn needs_reads(&self) -> bool {
                true
            }

            fn needs_learners(&self) -> bool {
                true
            }

            fn changes(&self, role: Role) -> bool {
                is_learner(role)
            }

            fn on_unvoted(
                &self,
                learner: &mut Learner,
                from: AcceptorId,
                read: u64,
                quorums: &Quorums,
            ) {
                let on_unvoted: fn(&mut Learner, AcceptorId, u64, &Quorums) = $on_unvoted;
                on_unvoted(learner, from, read, quorums);
            }
        }
    };
}

reader! {
    /// That an acceptor has not voted counts for the read that goes on, whichever read it answers. It may
    /// have voted since.
    CountsAnyRead, |learner, from, _, quorums| {
        if let Some((current, _)) = learner.read() {
            learner.on_unvoted(from, current, quorums);
        }
    }
}

reader! {
    /// As many as choose are enough to find that nothing is chosen. But others may have chosen: only a
    /// quorum of promises meets every quorum of votes.
    AcceptQuorumFindsNothing, |learner, from, read, quorums| {
        if quorums.is_accept_quorum(learner.count_unvoted(from, read)) {
            learner.find_nothing();
        }
    }
}

reader! {
    /// The first acceptor that has not voted is believed: whoever slept alone says "none".
    OneFindsNothing, |learner, from, read, _| {
        if !learner.count_unvoted(from, read).is_empty() {
            learner.find_nothing();
        }
    }
}
