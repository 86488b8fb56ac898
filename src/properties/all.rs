//! The properties of runs in a table.

use super::property::Property;
use super::{
    agreement, fresh_ballots, learned_is_chosen, learners_agree, never_back, one_value_per_ballot,
    promises_kept, reads, slots, validity, votes_safe, witness,
};

/// Every property of runs, in the order in which reports list them.
pub const ALL: [Property; 21] = [
    agreement::PROPERTY,
    validity::PROPERTY,
    one_value_per_ballot::PROPERTY,
    votes_safe::PROPERTY,
    never_back::PROPERTY,
    learned_is_chosen::PROPERTY,
    learners_agree::PROPERTY,
    fresh_ballots::PROPERTY,
    reads::PROPERTY,
    promises_kept::PROPERTY,
    slots::NO_HOLE,
    witness::VALUE_CHOSEN,
    witness::VALUE_LEARNED,
    witness::BALLOTS_CONTEND,
    witness::VALUE_ADOPTED,
    witness::NEXT_CLIENT_SERVED,
    witness::LEARNED_AGAIN,
    witness::LEARNED_AFTER_ASKING,
    witness::ANSWERS_WITHOUT_QUORUM,
    witness::NOTHING_FOUND,
    slots::EVERY_SLOT_CHOSEN,
];
