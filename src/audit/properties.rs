//! The properties, over what has happened to each decree.

use super::history::History;
use super::problem::Problem;
use crate::actor::Roster;
use crate::node::Decree;
use crate::properties::{
    Property, Sought, agreement, fresh_ballots, learned_is_chosen, learners_agree, never_back,
    one_value_per_ballot, validity, votes_safe,
};

/// What holds of any part of a run, if it holds of the whole.
const OF_PARTS: [Property; 5] = [
    agreement::PROPERTY,
    one_value_per_ballot::PROPERTY,
    never_back::PROPERTY,
    learners_agree::PROPERTY,
    fresh_ballots::PROPERTY,
];

/// What can be told of a whole run alone. (Of reads, the steps of the learners tell.)
const OF_WHOLES: [Property; 3] =
    [validity::PROPERTY, votes_safe::PROPERTY, learned_is_chosen::PROPERTY];

/// The first property that does not hold of a decree.
pub(super) fn violated(
    decree: &Decree,
    history: History,
    roster: &Roster,
    is_whole: bool,
) -> Option<Problem> {
    let at = history.last.clone();
    history.with_history(roster, |history| {
        let wholes = OF_WHOLES.iter().filter(|_| is_whole);
        let violated = OF_PARTS.iter().chain(wholes).find(|property| property.is_hit(history))?;
        let how = violated.explain(history).unwrap_or_default();
        let what = format!(
            "`{decree}`, of which this is the last line: {} is violated: {how}",
            violated.name
        );
        Some(Problem::new(&at, what))
    })
}
