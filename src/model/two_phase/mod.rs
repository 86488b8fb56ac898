//! Two-phase commit as it is published (Lamport's `TwoPhase`, after Gray and Lamport, *Consensus on Transaction Commit*,
//! 2006, section 3): resource managers, and one coordinator who decides.
//!
//! A manager that has prepared says so; when the coordinator has noted that of all, it may commit, and until then, or
//! instead, it may abort. What it decides, the others hear. Nobody votes and nothing is chosen, so no decree stands behind
//! it; [`commit`](super::commit) with one acceptor is the same protocol with the decrees seen.
//!
//! **It blocks**: as long as the coordinator is silent, a manager that has prepared can neither commit nor abort, as the
//! coordinator may have told others either.

mod model;
mod rows;
mod state;
mod system;
mod words;

pub use model::TwoPhase;
pub use state::{Coordinator, TwoPhaseAction, TwoPhaseState};
