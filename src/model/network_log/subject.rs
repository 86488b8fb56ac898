//! The actors of a log that can be modelled.

use crate::actor::Timer;
use crate::actor::log::{Durable, Process, State};
use crate::paxos::LogMessage;
use stateright::actor::Actor;
use std::fmt::Debug;

/// An actor of a log that can be modelled: the reference [`Process`], or a broken variant of it.
pub trait Subject:
    Actor<Msg = LogMessage, State = State, Timer = Timer, Storage = Durable, Random = ()>
    + Debug
    + Send
    + Sync
    + 'static
{
    /// The reference in whose place it stands, to tell where it does otherwise; none if there is none.
    fn reference(&self) -> Option<&Process>;
}

impl Subject for Process {
    fn reference(&self) -> Option<&Process> {
        Some(self)
    }
}
