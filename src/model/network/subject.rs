//! The actors that can be modelled.

use crate::actor::{Msg, Process, State, Timer};
use crate::paxos::Durable;
use stateright::actor::Actor;
use std::fmt::Debug;

/// An actor that can be modelled: the reference [`Process`], or a broken
/// variant of it with the same kinds of state, and messages that can be read as the reference's.
pub trait Subject:
    Actor<Msg = Msg, State = State, Timer = Timer, Storage = Durable, Random = ()>
    + Debug
    + Send
    + Sync
    + 'static
{
    /// Whether it is a learner, and does what the reference's does: only then is it known that it need
    /// not take part in a search (`observer`).
    fn is_reference_learner(&self) -> bool;

    /// The reference in whose place it stands, to tell where it does otherwise; none if there is none.
    fn reference(&self) -> Option<&Process>;

    /// Whether whatever an acceptor saves as its vote is one. If not, only those count that it says.
    fn saved_votes_count(&self) -> bool {
        true
    }

    /// Whether a message waits until all that was saved before is durable. It may go to an actor of the
    /// same process.
    fn waits_for_disk(&self, _same_process: bool) -> bool {
        true
    }
}

impl Subject for Process {
    fn is_reference_learner(&self) -> bool {
        matches!(self, Self::Learner { .. })
    }

    fn reference(&self) -> Option<&Process> {
        Some(self)
    }
}
