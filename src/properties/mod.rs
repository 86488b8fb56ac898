//! What must always hold, and what must be possible so that nothing holds vacuously.
//!
//! A property is a predicate over [`History`]: what has happened so far, in one decree (a [`Run`]) or in several. It
//! does not know whether that comes from a model or from somewhere else.
//!
//! | always | paper | TLA+ | source text |
//! |---|---|---|---|
//! | [`agreement`] | PMS 2, "only a single value is chosen" | `Consensus!Inv` | claim 3, deviation 5 |
//! | [`validity`] | PMS 2, "only a value that has been proposed may be chosen" | `TypeOK` of `chosen` | claim 5 |
//! | [`one_value_per_ballot`] | PMS 2.2, "different proposals have different numbers" | `OneValuePerBallot` | R2 |
//! | [`votes_safe`] | PMS 2.2, P2c | `VotesSafe` | |
//! | [`leaders_keep`] | Raft 5.4, leader completeness | | |
//! | [`logs_match`] | Raft 5.3, log matching | | |
//! | [`never_back`] | PMS 2.5, stable storage | `maxBal`, `maxVBal` grow | claim 2 |
//! | [`learned_is_chosen`] | PMS 2, "never learns that a value has been chosen unless it actually has been" | | claim 4 |
//! | [`learners_agree`] | PMS 2.3 | | claim 4 |
//! | [`reads`] | PMS 2.3, asking what was accepted | | |
//! | [`promises_kept`] | PMS 2.2, "a promise not to accept any more proposals numbered less than n" | J1, J3 of the proof | claim 2 |
//! | [`slots`] | PMS 3, "slots" of a log and their gaps | | |
//! | [`no_ops`] | PMS 3, "a special no-op command" | | |
//! | [`applied`] | PMS 3, commands executed one after the other | | |
//! | [`fresh_ballots`] | PMS 2.5, "no two proposals are ever issued with the same number" | one 1a and 2a a ballot | claim 1 |
//!
//! The properties that must be *possible* stand in [`witness`]. What no run can tell, but only all of them
//! together or the abstract algorithm, is [`AskedFor`].

pub mod agreement;
mod all;
pub mod applied;
mod asked_for;
pub mod fresh_ballots;
mod history;
pub mod leaders_keep;
pub mod learned_is_chosen;
pub mod learners_agree;
pub mod logs_match;
pub mod never_back;
pub mod no_ops;
pub mod one_value_per_ballot;
pub mod promises_kept;
mod property;
pub mod reads;
pub mod slots;
mod sought;
pub mod stays_reachable;
pub mod transaction;
pub mod validity;
pub mod votes_safe;
pub mod witness;

pub use all::ALL;
pub use asked_for::AskedFor;
pub(crate) use history::in_slot;
pub use history::{
    AcceptorHistory, History, LearnerHistory, Logs, ManagerHistory, Outcome, ProposerHistory, Run,
    Transaction,
};
pub use property::Property;
pub use sought::{Kind, Sought};
