//! Lamport's abstract Paxos as a log: acceptors with one promise for all slots, and the set of all messages ever sent.
//!
//! As in [`message_set`](super::message_set) leaders have no state: any ballot may begin at any time, and in each
//! slot whatever the promises show to be safe there may be proposed; each slot may use another quorum of them. What
//! is safe in a slot is asked of the model of a single decree, which is shown what the messages say of that
//! slot; and the acceptors are [`LogAcceptor`](crate::paxos::LogAcceptor)s, which run those of a single decree. With
//! one slot it has the states of `message_set`.

mod broken;
pub(super) mod cases;
mod closing;
mod model;
mod rules;
mod state;
mod system;
mod tla;
pub(super) mod words;

pub use broken::Broken;
pub use model::{MessageSetLog, Order};
pub use state::{LogAction, LogState};
