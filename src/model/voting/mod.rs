//! Voting, the middle one of the specs (`specs/Voting.tla`): how acceptors may vote so that consensus comes of
//! it, with nothing said about messages.
//!
//! Each acceptor has all the votes that it has cast, and a ballot below which it casts none any more. What a
//! message would tell a proposer is looked up here in what all of a quorum have done; which value is safe then
//! says the very [`value_rule`](crate::paxos::value_rule) of the nodes. So this is Paxos without anything that
//! can be late or lost: what is left is why it is right.

mod layout;
mod model;
mod rules;
mod state;
mod system;
mod words;

pub use model::Voting;
pub use rules::LowestBallot;
pub use state::{Voter, VotingAction, VotingState};
