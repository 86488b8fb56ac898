//! The roles of Paxos as [stateright actors](stateright::actor::Actor): when to save, send, retry
//! and catch up.
//!
//! An actor is told of a start, a message or a timeout, and answers with commands: save this, send
//! that, set a timer. The model checker and the nodes run the same actors and differ only in how
//! they carry the commands out. What is *right* is decided in [`crate::paxos`]; what happens
//! *eventually* is decided here, and no delay or retry below can break safety, because a model
//! fires every timer at any time, or never.
//!
//! * A **proposer** begins a ballot when [`Timer::NextBallot`] fires: at once after its start, then
//!   after a delay that grows with the round and is random, so that two proposers that outbid each
//!   other fall out of step. Until it knows the outcome it never gives up; whoever runs it stops it
//!   when the decree's value is learned. Meanwhile [`Timer::Resend`] repeats the current message,
//!   so that a lost one does not cost a ballot.
//!   An acceptor that [refuses](Msg::Refused) its ballot tells it that a higher one has begun: when those
//!   left are too few it goes on sooner, above the highest that it was told of.
//! * An **acceptor** only answers.
//! * A **learner** that has learned nothing asks the acceptors, on [`Timer::CatchUp`], to repeat
//!   their last votes; and the other learners, where those tell what they have learned. That finds a chosen value unless votes were cast again in later ballots and
//!   acceptors are down; then only a new ballot can tell, and [`unsettled`] names the value to
//!   begin it with. A client's [read](Msg::Read) is told from older ones by its number: that nothing is
//!   chosen takes a quorum of acceptors that say so in answer to this very read.

mod emit;
pub mod log;
mod message;
mod pacing;
mod process;
mod roster;

pub use emit::emit;
pub use message::{Msg, State, Timer};
pub use process::{Process, refuse, unsettled};
pub use roster::{LearnerId, Role, Roster};
