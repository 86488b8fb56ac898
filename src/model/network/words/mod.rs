//! How a network is told: steps in sentences, actions and bounds in a few words, and which guard of the
//! handlers a step brings into play.

pub(super) mod bounds;
mod debug;
pub(super) mod guards;
pub(super) mod hindered;
pub(super) mod narrate;
pub(super) mod phrases;
pub(super) mod sentence;
