//! What is chosen in a run.

use crate::model::story::Cast;
use crate::properties::Run;
use serde::Serialize;

/// The votes by which a value is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Chosen {
    pub(super) vote: Cast,
    pub(super) voters: Vec<String>,
}

/// The votes by which values are chosen.
pub(super) fn chosen(run: &Run) -> Vec<Chosen> {
    let chosen = run.chosen().map(|(vote, voters)| Chosen {
        vote: Cast::from(vote),
        voters: voters.iter().map(|voter| format!("acceptor {voter}")).collect(),
    });
    chosen.collect()
}
