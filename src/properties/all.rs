//! The properties of runs in a table.

use super::property::Property;
use super::{
    agreement, applied, fresh_ballots, leaders_keep, learned_is_chosen, learners_agree, logs_match,
    never_back, no_ops, one_value_per_ballot, promises_kept, reads, slots, transaction, validity,
    votes_safe, witness,
};

/// Every property of runs, in the order in which reports list them.
pub const ALL: [Property; 32] = [
    agreement::PROPERTY,
    validity::PROPERTY,
    one_value_per_ballot::PROPERTY,
    votes_safe::PROPERTY,
    leaders_keep::PROPERTY,
    logs_match::PROPERTY,
    never_back::PROPERTY,
    learned_is_chosen::PROPERTY,
    learners_agree::PROPERTY,
    fresh_ballots::PROPERTY,
    reads::PROPERTY,
    promises_kept::PROPERTY,
    slots::NO_HOLE,
    no_ops::PROPERTY,
    applied::PROPERTY,
    transaction::CONSISTENT,
    transaction::COMMITS_PREPARED,
    transaction::ABORTS_FOR_A_REASON,
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
    no_ops::HOLE_FILLED,
    applied::PREFIX_APPLIED,
    transaction::COMMITTED,
    transaction::ABORTED,
];
