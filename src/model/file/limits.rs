//! What a field of a model file may say.

use crate::paxos::Value;

/// The most proposers or learners of a model. No search ends with nearly so many.
pub(super) const MAX_ROLES: usize = 26;

/// The most slots of a log. No search ends with nearly so many.
pub(super) const MAX_SLOTS: u64 = 100;

/// The most slots of a log that actors keep. An acceptor is closed with votes in any of them, and each more at least doubles
/// how many states it has.
pub(super) const MAX_SLOTS_OF_ACTORS: u64 = 6;

/// The most ballots of a proposer. No search ends with nearly so many.
pub(super) const MAX_BALLOTS: u64 = 1_000;

/// The most resends, the most crashes and the most alterations of a model. No search ends with nearly so many, and
/// all of them together have fewer copies of a message in flight than a byte counts.
pub(super) const MAX_FAULTS: u8 = 32;

/// The most questions of a model.
pub(super) const MAX_QUESTIONS: usize = 32;

/// The longest name of a question, in bytes: traces are written to files that are called by it.
pub(super) const MAX_NAME: usize = 100;

/// A field and what is wrong with it.
pub(super) type Refusal = (&'static str, String);

/// A value of a model, which stands in the sentences of its traces.
pub(super) fn value(field: &'static str, text: &str) -> Result<Value, Refusal> {
    if text.trim().is_empty() || text.contains(char::is_control) {
        return Err((field, format!("{text:?} is no value; give one line of text")));
    }
    Ok(Value::from(text))
}

pub(super) fn at_most(field: &'static str, number: usize, most: usize) -> Result<(), Refusal> {
    if number <= most {
        Ok(())
    } else {
        Err((field, format!("{number}; there may be at most {most}")))
    }
}

pub(super) fn bound(field: &'static str, ballots: u64) -> Result<(), Refusal> {
    one_to(MAX_BALLOTS, field, (ballots, "ballots"))
}

/// Refuses none, and too many of something.
pub(super) fn one_to(
    most: u64,
    field: &'static str,
    (number, what): (u64, &str),
) -> Result<(), Refusal> {
    if (1..=most).contains(&number) {
        Ok(())
    } else {
        Err((field, format!("{number} {what}; there must be 1 to {most}")))
    }
}
