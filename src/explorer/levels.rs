//! The levels of Beat Paxos.

use serde::Serialize;

/// A level of Beat Paxos, and the model that it hides.
#[derive(Debug)]
pub(super) struct Hidden {
    pub(super) model: &'static str,
    grade: Grade,
}

/// How hard a level is.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Grade {
    /// It cannot be won: these are the actors of the reference.
    Reference,
    Easy,
    Medium,
    Hard,
}

/// A level, as it is listed.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Level {
    number: usize,
    grade: Grade,
}

const fn level(model: &'static str, grade: Grade) -> Hidden {
    Hidden { model, grade }
}

/// The levels, in order. A new one is added at the end, so that a number stays the number of its level. All are
/// small: from every state of theirs all that can come is visited within a second.
pub(super) const LEVELS: [Hidden; 12] = [
    level("holds/two_proposers", Grade::Reference),
    level("violates/no_prepare", Grade::Easy),
    level("violates/trusts_one_vote", Grade::Easy),
    level("violates/skips_phase_1_again", Grade::Easy),
    level("violates/promise_counted_twice", Grade::Medium),
    level("violates/ignores_reports", Grade::Medium),
    level("violates/adopts_only_if_most_report", Grade::Medium),
    level("violates/counts_voters", Grade::Medium),
    level("violates/ballot_reused", Grade::Medium),
    level("violates/records_promise_only", Grade::Hard),
    level("violates/promise_from_vote", Grade::Hard),
    level("violates/vote_not_durable", Grade::Hard),
];

impl Level {
    /// All of them.
    pub(super) fn all() -> Vec<Self> {
        let levels = LEVELS.iter().zip(1..);
        levels.map(|(Hidden { grade, .. }, number)| Self { number, grade: *grade }).collect()
    }
}
