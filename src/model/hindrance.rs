//! What somebody may expect to happen, and does not: each with the reason.

use super::story::Act;
use serde::{Deserialize, Serialize};

/// Something that cannot happen in a state, or that would change nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindrance {
    /// What; none, if it is no step of its own, but what a step may be expected to lead to.
    pub act: Option<Act>,
    /// The names of those who would do it.
    pub actors: Vec<String>,
    /// Why not, as a sentence.
    pub why: String,
    /// What kind of reason that is.
    pub because: Because,
}

/// What kind of reason hinders something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// A rule that the actor follows.
    Rule,
    /// The bound of the model, without which it could happen.
    Bound,
    /// The network.
    Network,
    /// It would change nothing.
    Nothing,
}
