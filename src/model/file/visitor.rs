//! What can be done with the system of a model, whatever its type.

use crate::model::System;
use crate::properties::Property;

/// Something to be done with a system, whatever its type.
pub trait Visitor {
    /// What comes of it.
    type Output;

    /// Does it.
    fn visit<S: System>(self, system: S) -> Self::Output;
}

/// Asks for the properties that a system has.
pub(super) struct Relevant;

impl Visitor for Relevant {
    type Output = Vec<Property>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        system.relevant()
    }
}
