//! A run, as steps.

use super::{Act, Actor, Said};
use serde::{Deserialize, Serialize};

/// A run, told from its beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// Every actor as it begins.
    pub start: Vec<Actor>,
    /// What happened, in order.
    pub steps: Vec<Step>,
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What happened, precisely.
    pub action: Act,
    /// What it meant, as a sentence.
    pub text: String,
    /// What the reference would have done in its place, where that is something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The messages that are on their way since then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sent: Vec<Sent>,
    /// The actors whose state it changed, as they are now.
    pub changed: Vec<Actor>,
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The sender's name.
    pub from: String,
    /// The recipient's name.
    pub to: String,
    /// What it says.
    pub message: Said,
}
