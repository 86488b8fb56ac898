//! The actors of a log over a network, as a finite system.
//!
//! What [`network`](super::network) is for one decree, [`NetworkLog`] is for a log: it is written to be read, it is
//! what the explorer walks, and for a search it is closed and packed (`src/model/closed`). Messages, timeouts and
//! crashes mean what they mean there. A model bounds the slots by what clients want: one value for each slot, and nobody
//! wants anything in a later one.
//!
//! What is history is told by saves and by what is said: votes, promises with their reports, proposals, and what a
//! learner has learned and carried out, each with its slot. From that each slot has a run of its own, which is what
//! the properties look at.

mod abstracted;
mod bounds;
mod broken;
mod cases;
mod closing;
mod fact;
mod history;
mod local;
mod readable;
mod steps;
mod subject;
mod system;
mod word;
mod words;

pub use bounds::Bounds;
pub use broken::{Broken, BrokenActor};
pub use fact::Fact;
pub use local::{Event, Local, Reaction};
pub use subject::Subject;
pub use system::{Action, Envelope, NetworkLog, NetworkLogState};
pub use word::Word;
