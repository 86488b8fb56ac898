//! What is not found again after a crash.

use super::Variant;
use super::acceptor::is_acceptor;
use super::proposer::is_proposer;
use crate::actor::Role;
use crate::paxos::{Acceptor, Durable};

/// What an acceptor finds of what it had saved, if a rule says so.
fn acceptor(saved: Durable, finds: impl FnOnce(Acceptor) -> Acceptor) -> Durable {
    match saved {
        Durable::Acceptor(acceptor) => Durable::Acceptor(finds(acceptor)),
        other @ (Durable::Proposer(_) | Durable::Learner(_)) => other,
    }
}

/// After a restart a proposer begins again with the ballot that it had begun before. Promises given
/// for that ballot when another client stood behind it still count, and so a second value is proposed
/// in it.
#[derive(Debug)]
pub(super) struct BallotReused;

impl Variant for BallotReused {
    fn changes(&self, role: Role) -> bool {
        is_proposer(role)
    }

    fn restored(&self, _: Durable) -> Option<Durable> {
        None
    }
}

/// After a restart the acceptor has promised nothing, though it knows its vote. It can then vote in a
/// ballot that it had promised to vote in no longer, behind the back of the one that it had promised.
#[derive(Debug)]
pub(super) struct PromiseNotDurable;

impl Variant for PromiseNotDurable {
    fn changes(&self, role: Role) -> bool {
        is_acceptor(role)
    }

    fn restored(&self, saved: Durable) -> Option<Durable> {
        Some(acceptor(saved, |acceptor| Acceptor { promised: None, ..acceptor }))
    }
}

/// After a restart the acceptor takes the ballot of its vote for its promise, and so forgets any that
/// it gave after it.
#[derive(Debug)]
pub(super) struct PromiseFromVote;

impl Variant for PromiseFromVote {
    fn changes(&self, role: Role) -> bool {
        is_acceptor(role)
    }

    fn restored(&self, saved: Durable) -> Option<Durable> {
        Some(acceptor(saved, |acceptor| Acceptor {
            promised: acceptor.voted.as_ref().map(|vote| vote.ballot),
            ..acceptor
        }))
    }
}

/// After a restart the acceptor reports that it has not voted. A value that its vote helped to
/// choose can then be missed by a later ballot, which is free to choose another.
#[derive(Debug)]
pub(super) struct VoteNotDurable;

impl Variant for VoteNotDurable {
    fn changes(&self, role: Role) -> bool {
        is_acceptor(role)
    }

    fn restored(&self, saved: Durable) -> Option<Durable> {
        Some(acceptor(saved, |acceptor| Acceptor { voted: None, ..acceptor }))
    }
}

/// A damaged file is taken for a fresh start: the acceptor comes back as one that has neither promised
/// nor voted.
#[derive(Debug)]
pub(super) struct FreshStart;

impl Variant for FreshStart {
    fn changes(&self, role: Role) -> bool {
        is_acceptor(role)
    }

    fn restored(&self, _: Durable) -> Option<Durable> {
        None
    }
}

/// A blank machine takes an acceptor's place under the same name: whoever talks to it cannot tell it from
/// one that has lost everything.
pub(super) use FreshStart as BlankReplacement;

/// After a restart an actor finds what it had saved before its last save, as it does on a disk that is put
/// back from a backup. What it has said since rests on nothing.
#[derive(Debug)]
pub(super) struct RestoredOneSaveBehind;

impl Variant for RestoredOneSaveBehind {
    fn changes(&self, role: Role) -> bool {
        is_acceptor(role) || is_proposer(role)
    }

    fn keeps_saves(&self) -> bool {
        true
    }

    fn finds(&self, mut saves: Vec<Durable>) -> Vec<Durable> {
        saves.pop();
        saves
    }
}

/// Messages leave before what they rest on is durable.
#[derive(Debug)]
pub(super) struct SendsBeforeItSaves;

impl Variant for SendsBeforeItSaves {
    fn changes(&self, role: Role) -> bool {
        is_acceptor(role)
    }

    fn waits_for_disk(&self, _same_process: bool) -> bool {
        false
    }
}

/// Messages to another process wait until what they rest on is durable; those to an actor of the same
/// process do not.
#[derive(Debug)]
pub(super) struct CountsOwnVoteUnsaved;

impl Variant for CountsOwnVoteUnsaved {
    fn changes(&self, role: Role) -> bool {
        is_acceptor(role)
    }

    fn waits_for_disk(&self, same_process: bool) -> bool {
        !same_process
    }
}

/// A proposer says which ballot it begins, and what it proposes, before that is on disk. After a crash it
/// begins the same ballot again, for another client, and promises given to the first count for the second.
#[derive(Debug)]
pub(super) struct BeginsBeforeItSaves;

impl Variant for BeginsBeforeItSaves {
    fn changes(&self, role: Role) -> bool {
        is_proposer(role)
    }

    fn waits_for_disk(&self, _same_process: bool) -> bool {
        false
    }
}
