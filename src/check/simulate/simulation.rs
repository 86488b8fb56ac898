//! What a simulation has shown.

use super::order::Order;
use crate::model::coverage::Coverage;
use crate::properties::{Kind, Sought};
use crate::trace::Trace;
use std::sync::Arc;

/// What a simulation has seen of one property.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What was sought.
    pub sought: Arc<dyn Sought>,
    /// Whether the model file says that it is violated.
    pub expected: bool,
    /// In how many of the runs it was violated, or reached.
    pub runs: u64,
    /// The lowest number of a run that did, and after how many steps it did.
    pub first: Option<(u64, u64)>,
    /// If it is violated: that run, up to the step that violates it.
    pub trace: Option<Trace>,
}

impl Finding {
    /// Whether the property is violated.
    pub fn is_violation(&self) -> bool {
        self.sought.kind() == Kind::Always && self.first.is_some()
    }

    /// Whether the property is violated, and the model file does not say so.
    pub fn is_unexpected(&self) -> bool {
        self.is_violation() && !self.expected
    }

    /// Whether the property should be violated, and no run did it.
    pub fn is_missed(&self) -> bool {
        self.expected && self.first.is_none()
    }
}

/// What ended a simulation before all of its runs were done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// A run violated something that the model file does not expect.
    Violated,
    /// It was stopped: why.
    Stopped(&'static str),
    /// The model's own code panicked in the run of this number: what it said.
    Panicked(u64, String),
}

/// All that a simulation has shown.
#[derive(Clone, Debug)]
pub struct Simulation {
    /// The path of the model file.
    pub model: String,
    /// Its title.
    pub title: String,
    /// The bounds of the model in words.
    pub bounds: Vec<String>,
    /// What was to be simulated.
    pub order: Order,
    /// How many runs were done, counted from the first one on.
    pub runs: u64,
    /// How many of them ended because no step was left.
    pub exhausted: u64,
    /// Why there are not more.
    pub cut: Option<Cut>,
    /// The steps of all these runs.
    pub steps: u64,
    /// About how many different states were visited.
    pub distinct_states: u64,
    /// Whether there were too many to count them all.
    pub uncounted_states: bool,
    /// The properties, in the order of reports.
    pub findings: Vec<Finding>,
    /// Which cases of the handlers occurred.
    pub coverage: Coverage,
    /// Seconds taken.
    pub seconds: f64,
}

impl Simulation {
    /// Whether something happened that the model file does not expect. That nothing did is no proof.
    pub fn is_unexpected(&self) -> bool {
        matches!(self.cut, Some(Cut::Panicked(..)))
            || self.findings.iter().any(Finding::is_unexpected)
    }

    /// Whether all runs were done.
    pub fn is_complete(&self) -> bool {
        self.runs == self.order.runs
    }
}
