//! Sequence Paxos: one decree whose value is a log that grows. ZAB and Viewstamped Replication are this with other words,
//! and `OmniPaxos` runs it.
//!
//! A ballot *begins* at any time, and acceptors promise it as in Paxos; each reports the last ballot in which it has
//! voted, and how much of that ballot's log. When a quorum has promised it, the ballot becomes *active*: it adopts the log
//! with the highest report, by ballot and then by length, whole; that is its first log, and may be empty. From then on
//! its log only grows. An acceptor votes for a prefix of it that is no shorter than the first log, and in the same ballot
//! then only for longer ones. So votes of one ballot are for logs of which each is the beginning of the next, and a vote
//! for a log is one for each of its entries: an acceptor that has voted for the first n entries of ballot b's log has
//! voted, in each of the slots 1 to n, for what stands there, in b.
//!
//! *What is the rule of Paxos, and what is changed.* The value rule asks in each slot for the highest vote there. Here it
//! is asked once, of the whole log (`rules.rs`). That is enough, as who has voted in the highest ballot has voted for all
//! that the ballot adopted, and so for all that could be chosen below it; and it is why a vote in a new ballot must be for
//! the first log at least. An acceptor that has taken over only its beginning, and reports the new ballot for it, hides
//! what it has not taken over yet ([`Broken::PartAdopted`]): three ballots show it.

mod broken;
mod model;
mod rows;
mod rules;
mod state;
mod system;
mod words;

pub use broken::Broken;
pub use model::SequencePaxos;
pub use state::{Report, Sequence, SequenceAcceptor, SequenceAction, SequenceState};
