//! Why an actor is run.

use super::instance::Running;
use crate::actor::{Msg, Process, Timer};
use stateright::actor::{Id, Out};

/// Why an actor is run.
#[derive(Debug)]
pub(super) enum Cause {
    /// A message has come for it, from this one.
    Message(Id, Msg),
    /// A timer of it has fired.
    Timer(Timer),
}

impl Cause {
    /// Runs its handler.
    pub(super) fn run(self, actor: &mut Running) -> Out<Process> {
        match self {
            Self::Message(src, msg) => actor.on_msg(src, msg),
            Self::Timer(timer) => actor.on_timeout(timer),
        }
    }
}
