//! The lines by which a request is answered.

use super::answer::Answer;
use super::refusal::Refusal;
use crate::check::Progress;
use serde::Serialize;
use std::fmt;
use std::sync::atomic::Ordering::Relaxed;

/// A line of an answer: how far a search has come, none or more times; and then the answer, or why there is none.
/// Displayed as JSON.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// How far it has come.
    Progress(Seen),
    /// The answer.
    Answer(Answer),
    /// Why there is none.
    Error(Refusal),
}

/// What is seen of a search.
#[derive(Clone, Debug, Serialize)]
pub struct Seen {
    states: u64,
    expanded: u64,
    depth: usize,
    task: Option<&'static str>,
}

impl From<&Progress> for Line {
    fn from(progress: &Progress) -> Self {
        Self::Progress(Seen {
            states: progress.unique_states.load(Relaxed),
            expanded: progress.expanded_states.load(Relaxed),
            depth: progress.depth.load(Relaxed),
            task: progress.task(),
        })
    }
}

impl From<Result<Answer, Refusal>> for Line {
    fn from(answered: Result<Answer, Refusal>) -> Self {
        answered.map_or_else(Self::Error, Self::Answer)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}
