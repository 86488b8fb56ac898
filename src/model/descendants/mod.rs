//! What descends from Paxos: protocols for a log that share its two phases, its quorums and its ballots, and change one
//! rule. Each is here in the smallest form that shows it, as an abstract model without messages that could be late: what
//! has been said stays said.
//!
//! # One hole, three repairs
//!
//! Paxos for a log is one decree for each slot, and phase 1 is for all of them: a promise reports the last vote of every
//! slot, and the value rule is applied slot by slot. The hole that this leaves is no error, but work: the leader may find
//! a value in slot 5 and none in slot 4, of a ballot that is long past, and must fill and repeat slot by slot before its log
//! is one. Systems that want a log without holes repair that in one of two other ways, and each has to change what makes a
//! vote count.
//!
//! * [`sequence_paxos`] (ZAB, Viewstamped Replication, Sequence Paxos): *adopt the log whole*. It is one decree, whose
//!   value is a log that grows. A promise reports the ballot and the length of the last vote, and the leader adopts the
//!   whole log of the highest. What Paxos says of one value, it says of the log: whoever votes in the new ballot votes
//!   for all that was adopted, at once.
//! * [`raft`]: *keep the terms, and count only your own*. A promise reports nothing; instead whoever has more refuses it,
//!   so that only a candidate leads whose log is up to date already. Nothing is voted for again in a new ballot: entries
//!   keep the ballot in which they were first proposed. So an old entry that reaches a majority late has not the votes of
//!   one ballot, and counts only below an entry of the leader's own.
//!
//! Mixed, they break: to compare logs as Raft does and yet vote again in new ballots
//! ([`ComparesLikeRaft`](super::message_set_log::Broken::ComparesLikeRaft)), to adopt a part
//! ([`PartAdopted`](sequence_paxos::Broken::PartAdopted)), or to count what kept an old term
//! ([`CountsOlderTerms`](raft::Broken::CountsOlderTerms)). Each is made by replacing one function of the rules.
//!
//! # What they have in common
//!
//! A *ballot* is what the others call epoch, view or term; each is led by one, whoever that is. A *vote* is what makes all
//! of them the same for properties, pictures and explorer: an acceptor votes in a slot, for a value, in a ballot; and a
//! quorum of votes for a value in one ballot chooses it. Each system says what of its own doing is a vote. So agreement,
//! one value per ballot, and that votes are safe mean the same everywhere, and that these hold in each slot is to say
//! that each slot is [`voting`](super::voting).

mod bounds;
mod past;
pub mod raft;
pub mod sequence_paxos;
mod told;
