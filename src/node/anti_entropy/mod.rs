//! Whatever one node has learned, all come to know.
//!
//! A learner hears of votes by datagrams, and those can all be lost: then its node does not even know that the
//! decree exists, and has nothing to ask about. So nodes compare, again and again, which decrees they have learned
//! ("anti-entropy": Demers and others, *Epidemic algorithms for replicated database maintenance*, PODC 1987), and
//! each has its own learners ask about what it lacks. What a learner then hears is what any learner can
//! hear: votes, and what another learner has [learned](crate::actor::Msg::Learned). The comparison itself
//! decides nothing, and is no part of the algorithm; at worst it names a decree about which nothing is learned.
//!
//! # How two nodes compare
//!
//! All names that a node has learned have a [`Digest`], which is kept as they come. Every few seconds a node tells
//! each other its own; where the other's is the same, that was all. If not, it goes through its names in order, a
//! *stretch* of some hundred at a time: it says where the stretch begins and ends and which digest its names
//! have, and the other answers that it is the same, or which names it has there. So ten thousand decrees on both
//! sides, and one on one side alone, take some forty datagrams each way, and one name to be told.
//!
//! Nothing of this is durable or numbered, so that nothing is to be found again after a crash, be it of either
//! side: where they were is forgotten, and they compare once more. Nor does it have to be durable before it is told:
//! what was learned is chosen, whoever forgets it.
//!
//! # How much
//!
//! One question to each member is under way at a time, and the next follows its answer after a pause; none is asked
//! while a thousand decrees are being asked about (`compare.rs` has the figures). Who is away is not asked.

mod digest;
mod names;
mod rounds;

pub use digest::Digest;
pub(super) use names::Names;
pub(super) use rounds::Rounds;
