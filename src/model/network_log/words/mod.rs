//! How a run of a network of a log is told: in names, a few words, and sentences.

pub(super) mod bounds;
mod debug;
pub(super) mod hindered;
pub(super) mod narrate;
pub(super) mod phrases;
pub(super) mod sentence;
