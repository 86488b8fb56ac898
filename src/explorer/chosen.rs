//! What is chosen in a run.

use crate::model::story::Cast;
use crate::properties::History;
use serde::Serialize;

/// The votes by which a value is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Chosen {
    pub(super) vote: Cast,
    pub(super) voters: Vec<String>,
}

/// The votes by which values are chosen.
pub(super) fn chosen(history: &History) -> Vec<Chosen> {
    let chosen = history.slots().flat_map(|(slot, run)| {
        run.chosen().map(move |(vote, voters)| Chosen {
            vote: Cast::from(vote).in_slot(slot),
            voters: voters.iter().map(|voter| format!("acceptor {voter}")).collect(),
        })
    });
    chosen.collect()
}
