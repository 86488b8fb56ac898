//! The actors that can be modelled.

use crate::actor::{Msg, Process, Role, State, Timer};
use crate::paxos::Durable;
use stateright::actor::{Actor, Id, Out};
use std::fmt::Debug;
use std::hash::Hash;

/// The state of an actor: that of the reference, and whatever a variant keeps beside it.
pub trait Whole: Clone + Debug + Ord + Hash + Send + Sync + 'static {
    /// The reference's part, which is all that a reader and the properties see of it.
    fn reference(&self) -> &State;
}

impl Whole for State {
    fn reference(&self) -> &State {
        self
    }
}

/// An actor that can be modelled: the reference [`Process`], or a broken
/// variant of it whose state has the reference's in it, and messages that can be read as the reference's.
pub trait Subject:
    Actor<Msg = Msg, State: Whole, Timer = Timer, Storage = Durable, Random = ()>
    + Debug
    + Send
    + Sync
    + 'static
{
    /// Whether it is a learner, and does what the reference's does: only then is it known that it need
    /// not take part in a search (`observer`).
    fn is_reference_learner(&self) -> bool;

    /// The reference in whose place it stands, to tell where it does otherwise; none if there is none.
    fn reference(&self) -> Option<&Process>;

    /// Whether whatever an acceptor saves as its vote is one. If not, only those count that it says.
    fn saved_votes_count(&self) -> bool {
        true
    }

    /// Whether a message waits until all that was saved before is durable. It may go to an actor of the
    /// same process.
    fn waits_for_disk(&self, _same_process: bool) -> bool {
        true
    }

    /// Whether it reads what other actors of its process have saved.
    fn reads_records(&self) -> bool {
        false
    }

    /// Another actor of its process has saved this, or has lost what it had saved. Only one that reads such
    /// records is told.
    fn on_record(&self, _: &mut Self::State, _of: Role, _saved: Option<&Durable>) {}

    /// Starts again after a crash, in which it was like this. What it had read of others of its process is
    /// there to be read still.
    fn on_restart(
        &self,
        id: Id,
        _was: &Self::State,
        saved: &Option<Durable>,
        out: &mut Out<Self>,
    ) -> Self::State {
        self.on_start(id, saved, out)
    }

    /// Whether its disk keeps all that it ever saved, and not only the last.
    fn keeps_saves(&self) -> bool {
        false
    }

    /// Which of all saves, in order, are still there after a crash, if its disk keeps them: a restart finds
    /// the last.
    fn finds(&self, saves: Vec<Durable>) -> Vec<Durable> {
        saves
    }
}

impl Subject for Process {
    fn is_reference_learner(&self) -> bool {
        matches!(self, Self::Learner { .. })
    }

    fn reference(&self) -> Option<&Process> {
        Some(self)
    }
}
