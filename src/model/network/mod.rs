//! The real actors over a network, as a finite system.
//!
//! [`Network`] is the meaning of a model: actors that react to messages, timeouts and crashes, over
//! a network that is a set or a multiset of messages, within bounds. It is written to be read, and
//! it is what the explorer walks. [`Network::pack`] makes the same system fast: it asks an actor only
//! once what it does with each message in each of its states, and packs a state of the whole system
//! into a few words. A test compares the two, transition by transition.
//!
//! **Messages.** On a duplicating network a message once sent can be delivered at any time, any
//! number of times, or never: delay, reordering, duplication and loss are all in that. On one that
//! does not duplicate a delivery uses a copy up, and a message may stay undelivered for ever, which
//! is loss for all that safety can tell.
//!
//! **Timeouts.** A timer that is set may fire at any time, or never. A proposer's next ballot is
//! bounded by its number of ballots. To send the same again changes nothing on a duplicating
//! network, which delivers old messages for ever; so `resends` are counted, and none by default.
//!
//! **Crashes.** A crash takes all actors of a process and their volatile state at once, and the
//! process starts again from what it has saved, with the proposer's next client behind it. Crash
//! and restart are one step: a process that stays down for a while is one that is slow, and one
//! that never comes back is one that never acts again; both are runs of the model anyway. A step
//! that leaves actors and messages as they were is none: the crash of an acceptor, all of which is
//! durable, shows only when it is a broken one.
//!
//! **Save and send** of one handler are one step too, because whoever runs the actors makes saves
//! durable before anything leaves.

mod about;
mod abstraction;
mod ahead;
mod closed;
mod debug;
mod fact;
mod guards;
mod layout;
mod local;
mod narrate;
mod observer;
mod outside;
mod persistent;
mod readable;
mod refines;
mod rows;
mod sentence;
mod settled;
mod source;
mod stale;
mod symmetry;
mod system;
mod tables;
mod unobstructed;

pub use fact::Fact;
pub use local::{Event, Local, Reaction};
pub(super) use narrate::message_text;
pub use outside::Alteration;
pub use settled::MAX_ACCEPTORS as MAX_SETTLED_ACCEPTORS;
pub use system::{Action, Bounds, Envelope, Network, NetworkState};

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
