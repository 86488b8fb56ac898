//! The real actors over a network, as a finite system.
//!
//! [`Network`] is the meaning of a model: actors that react to messages, timeouts and crashes, over
//! a network that is a set or a multiset of messages, within bounds. It is written to be read, and
//! it is what the explorer walks. For a search it is closed and packed (`src/model/closed`). A test
//! compares the two, transition by transition. How a run is told is in `words`.
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

mod abstracted;
mod bounds;
mod closing;
mod fact;
mod history;
mod local;
mod outside;
mod readable;
mod steps;
mod subject;
mod system;
mod unobstructed;
mod word;
mod words;

pub use bounds::{Alteration, Bounds, Budget};
pub use fact::Fact;
pub use local::{Event, Local, Reaction};
pub use subject::{Subject, Whole};
pub use system::{Action, Envelope, Network, NetworkState};
