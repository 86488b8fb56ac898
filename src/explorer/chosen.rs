//! What is chosen in a run.

use crate::model::story::Cast;
use crate::properties::History;
use serde::Serialize;

/// The votes by which a value is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Chosen {
    pub(super) vote: Cast,
    pub(super) voters: Vec<String>,
    /// The slot of the log in which it is, counted from 1; none where there is one decree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) slot: Option<usize>,
}

/// The votes by which values are chosen.
pub(super) fn chosen(history: &History) -> Vec<Chosen> {
    let is_log = history.decrees.len() > 1;
    let chosen = history.decrees.iter().zip(1..).flat_map(|(run, slot)| {
        run.chosen().map(move |(vote, voters)| Chosen {
            vote: Cast::from(vote),
            voters: voters.iter().map(|voter| format!("acceptor {voter}")).collect(),
            slot: is_log.then_some(slot),
        })
    });
    chosen.collect()
}
