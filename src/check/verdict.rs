//! Verdicts on models and on properties.

use crate::properties::{AskedFor, Kind, Sought};
use crate::trace::Trace;
use serde::Serialize;
use std::sync::Arc;

/// What checking a model has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every state was visited, unless fingerprints collided, and every safety property holds in
    /// all of them.
    Holds,
    /// Some safety property is violated.
    Violated,
    /// The search was stopped before its end, and nothing was violated until then.
    Truncated,
    /// The model's own code panicked.
    Panicked,
}

/// What checking a model has shown of one property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PropertyVerdict {
    /// It holds in every reachable state.
    Holds,
    /// It does not hold in some reachable state.
    Violated,
    /// Some state reaches it.
    Reached,
    /// No state reaches it.
    Unreached,
    /// The search was stopped before that was known, or it was not looked at.
    Unknown,
}

/// What is judged.
#[derive(Clone, Debug)]
pub enum Judged {
    /// What was sought in runs.
    OfRuns(Arc<dyn Sought>),
    /// What the model file asks for, and no run can tell.
    AskedFor(AskedFor),
}

/// A property and what became of it.
#[derive(Clone, Debug)]
pub struct PropertyResult {
    /// The property.
    pub judged: Judged,
    /// What became of it.
    pub verdict: PropertyVerdict,
    /// If it is violated: the shortest run that violates it. If the search was stopped, or was not
    /// breadth-first, there may be a shorter one.
    pub trace: Option<Trace>,
}

impl PropertyResult {
    /// That nothing is known of a property.
    pub(super) fn unknown(judged: Judged) -> Self {
        Self { judged, verdict: PropertyVerdict::Unknown, trace: None }
    }

    /// The name of the property.
    pub fn name(&self) -> &str {
        match &self.judged {
            Judged::OfRuns(sought) => sought.name(),
            Judged::AskedFor(property) => property.name(),
        }
    }

    /// How it is meant: whatever a model file asks for must hold in every state.
    pub fn kind(&self) -> Kind {
        match &self.judged {
            Judged::OfRuns(sought) => sought.kind(),
            Judged::AskedFor(_) => Kind::Always,
        }
    }

    /// Whether something is wrong. Who does otherwise than Paxos need not do wrong.
    pub(super) fn is_wrong(&self) -> bool {
        use AskedFor::{KeepsTheInvariant, RefinesPaxos};
        let otherwise = matches!(self.judged, Judged::AskedFor(RefinesPaxos | KeepsTheInvariant));
        self.verdict == PropertyVerdict::Violated && !otherwise
    }
}

/// What becomes of something that was sought, if it was hit or not.
pub(super) fn verdict_of_runs(kind: Kind, hit: bool, complete: bool) -> PropertyVerdict {
    match (kind, hit) {
        (Kind::Always, true) => PropertyVerdict::Violated,
        (Kind::Sometimes, true) => PropertyVerdict::Reached,
        (_, false) if !complete => PropertyVerdict::Unknown,
        (Kind::Always, false) => PropertyVerdict::Holds,
        (Kind::Sometimes, false) => PropertyVerdict::Unreached,
    }
}
