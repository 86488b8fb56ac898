//! How an actor is drawn in a step.

use super::paint::Paint;
use crate::model::story::{Entry, LeaderView, LogLearnerView};

/// How an actor is drawn in a step.
#[derive(Clone)]
pub(super) enum Sign {
    Hears,
    Begins(String),
    Proposes(String, Paint),
    Learns(String, Paint),
    /// A manager comes to something.
    Comes(String, Paint),
    Saved,
    Holds(Chip),
}

/// What an acceptor holds after a step: what it has promised, and its votes; and what of it is new.
#[derive(Clone)]
pub(super) struct Chip {
    pub(super) promised: String,
    pub(super) votes: Vec<(String, Paint)>,
    pub(super) promises: bool,
    /// Which of the votes was cast in this step.
    pub(super) new: Option<usize>,
    /// For how many votes there is room: as many as it ever holds at once.
    pub(super) room: usize,
}

impl Sign {
    /// A leader of a log that has changed: it begins a ballot, or proposes, perhaps in several slots at once.
    pub(super) fn of_leader(
        was: &LeaderView,
        is: &LeaderView,
        begins: bool,
        paint: impl Fn(&str) -> Paint,
    ) -> Self {
        let known = if was.ballot == is.ballot { was.proposed.len() } else { 0 };
        match (is.proposed.get(known..).unwrap_or_default(), &is.ballot) {
            ([cast], _) => Self::Proposes(cast.to_string(), paint(&cast.value)),
            ([first, ..], Some(ballot)) => {
                let all = is.proposed[known..].iter().map(|cast| cast.value.as_str());
                let values = all.collect::<Vec<_>>().join(", ");
                Self::Proposes(format!("{values} at {ballot}"), paint(&first.value))
            }
            ([], Some(ballot)) if begins => Self::Begins(ballot.clone()),
            _ => Self::Hears,
        }
    }

    /// A learner of a log that has changed: what it newly carries out, or has learned and keeps waiting.
    pub(super) fn of_log_learner(
        was: &LogLearnerView,
        is: &LogLearnerView,
        paint: impl Fn(&str) -> Paint,
    ) -> Self {
        let Some(new) = is.learned.iter().find(|entry| !was.learned.contains(entry)) else {
            return Self::Hears;
        };
        let applied = is.applied.get(was.applied.len()..).unwrap_or_default();
        let entry = |slot: &String| is.learned.iter().find(|entry| entry.slot == *slot);
        let carried_out = applied.iter().filter_map(entry).map(Entry::to_string);
        let carried_out: Vec<String> = carried_out.collect();
        let text = match carried_out.is_empty() {
            true => format!("({new})"),
            false => carried_out.join(", "),
        };
        Self::Learns(text, paint(&new.value))
    }
}
