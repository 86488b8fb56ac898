//! Raft, as far as it descends from Paxos: a term is a ballot, and its leader is whoever stands for it first.
//!
//! A candidate *stands* for a ballot above all that it took part in, with the log that it has then, and supports itself.
//! An acceptor *supports* it, which is its promise, if the ballot is above all that it took part in and the candidate's log
//! is up to date: the ballot of its last entry, and then its length, are no lower than those of its own. A candidate that
//! a quorum supports leads. It *appends* entries of its own ballot, which it acknowledges at once. Others *acknowledge*
//! its log entry by entry: they have the entry already, or take it, if the entry before it is of the same ballot in both
//! logs; what stood there and behind it is gone then. A leader acknowledges the log that it came with as a whole, since it
//! has it.
//!
//! *Votes.* Who has acknowledged, in ballot b, a beginning of the leader's log that ends with an entry of ballot b has voted
//! in b, in each of its slots, for what stands there. This is the rule that only entries of the leader's own term count: a
//! beginning that ends with an older entry is acknowledged, and no vote.
//!
//! *What is the rule of Paxos, and what is changed.* A promise of Paxos reports the last vote of each slot, the value rule
//! tells the leader what to propose there, and whoever votes for it votes anew, in the new ballot. Here a promise reports
//! nothing: whoever has more than the candidate gives none (`rules.rs`), so that a leader has in its log what the value rule
//! would tell it, and proposes nothing old again. So entries keep the ballot in which they were proposed, and an old one
//! that a majority has come to have is not chosen by that: another candidate, with an entry of a ballot in between, may still
//! be more up to date and overwrite it (Figure 8 of the paper; [`Broken::CountsOlderTerms`]).

mod broken;
mod model;
mod reading;
mod rows;
mod rules;
mod state;
mod system;
mod words;

pub use broken::Broken;
pub use model::Raft;
pub use state::{RaftAction, RaftState, Server, Term};
