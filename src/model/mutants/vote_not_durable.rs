//! An acceptor that keeps its promise over a crash, but not its vote.

use super::Variant;
use crate::actor::Process;
use crate::paxos::{Acceptor, Durable};

/// After a restart the acceptor reports that it has not voted. A value that its vote helped to
/// choose can then be missed by a later ballot, which is free to choose another.
#[derive(Clone, Copy, Debug)]
pub struct VoteNotDurable;

impl Variant for VoteNotDurable {
    fn changes(self, process: &Process) -> bool {
        matches!(process, Process::Acceptor { .. })
    }

    fn restored(self, saved: Durable) -> Option<Durable> {
        Some(match saved {
            Durable::Acceptor(acceptor) => Durable::Acceptor(Acceptor { voted: None, ..acceptor }),
            proposer @ Durable::Proposer(_) => proposer,
        })
    }
}
