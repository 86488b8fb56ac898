//! The roles of a log as [stateright actors](stateright::actor::Actor): many decrees, in numbered slots, under one
//! promise.
//!
//! As with a single decree, what is *right* is decided in [`crate::paxos`]. An acceptor is a
//! [`LogAcceptor`](crate::paxos::LogAcceptor). A [leader](LogLeader) draws its ballots as a
//! [`Proposer`](crate::paxos::Proposer) does, and proposes in each slot what the [value
//! rule](crate::paxos::value_rule) makes of what is reported of it. A [learner](LogLearner) is in each slot a
//! [`Learner`](crate::paxos::Learner). What is decided here is when something is sent, and in which order:
//!
//! * A **leader** begins a ballot when [`Timer::NextBallot`](super::Timer::NextBallot) fires, with one prepare for all
//!   slots. Once a quorum has promised, it leads, and proposes slot after slot: first what it is bound to propose, in
//!   every slot up to the last of which a vote was reported, with a no-op where it is free; then what its own clients
//!   want. It does not wait for one slot before it goes on to the next, but keeps to its *window*: from the first slot
//!   of which it does not know that it is chosen, it has proposed in so many at most. So acceptors tell
//!   their votes to the leader too.
//! * An **acceptor** only answers.
//! * A **learner** carries out what is chosen in the order of the slots: of a slot that is chosen beyond a hole it
//!   knows, and waits.
//!
//! A leader keeps nothing over a crash but the ballot that it began last: so it never uses one twice, and what it had
//! proposed in it the acceptors report. In a single decree the proposal is kept as well, so that a proposer can
//! go on with its ballot; in a log there are many, and a new ballot is one message. That is also how it sends again what
//! was lost: its timer does not ask whether it gets on, so from time to time a leader begins a new ballot of its own,
//! and proposes again from the first slot on. Models bound how often.

mod durable;
mod emit;
mod leader;
mod learner;
mod process;
mod state;

pub use durable::{Durable, Output};
pub use emit::emit;
pub use leader::LogLeader;
pub use learner::LogLearner;
pub use process::Process;
pub use state::State;
