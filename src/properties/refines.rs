//! The actors refine Paxos: every step of theirs is some steps of the abstract algorithm, or none.
//!
//! So whatever is proved of the abstract algorithm for any number of acceptors, ballots and values holds for
//! the actors, as far as their steps were looked at. It is a property of steps, and of no single state: which
//! abstract state a state stands for is said in [`refinement`](crate::model).

use super::Property;

/// See the module.
pub const PROPERTY: Property = Property::of_steps("refines Paxos");
