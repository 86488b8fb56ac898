//! The invariant of the proof for any size holds in every state.
//!
//! The proof shows that no step of the abstract algorithm breaks it. Here it is looked at in the states that
//! the actors reach, so that a reader sees each of its conjuncts hold, and fail where a rule is broken.

use super::Property;

/// See the module.
pub const PROPERTY: Property = Property::of_steps("keeps the invariant");
