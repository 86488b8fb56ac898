//! What is looked for in the runs of a model.

use crate::properties::{Property, Sought};
use std::sync::Arc;

/// All of it, in the order of reports, where these properties mean something.
pub(super) fn sought(relevant: Vec<Property>) -> Vec<Arc<dyn Sought>> {
    relevant.into_iter().map(Property::sought).collect()
}
