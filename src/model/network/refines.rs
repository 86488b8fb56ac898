//! The steps of a network as steps of the abstract model.

use super::Subject;
use super::fact::Fact;
use super::local::Local;
use super::system::{Envelope, Network};
use crate::model::message_set::{MessageSet, MessageSetState};
use crate::model::refinement::abstracted;
use stateright::actor::Id;
use std::collections::BTreeSet;
use std::sync::Arc;

impl<A: Subject> Network<A> {
    /// The abstract state that a state of the network stands for.
    pub(super) fn abstracted<'a>(
        &self,
        locals: &[Arc<Local>],
        facts: &BTreeSet<(Id, Fact)>,
        on_their_way: impl Iterator<Item = &'a Envelope>,
    ) -> MessageSetState {
        abstracted(&self.roster, locals, facts, on_their_way)
    }

    /// The abstract model of this network. Its ballots are named by proposers here, and it has no bound to keep.
    pub(super) fn spec(&self) -> MessageSet {
        let values = self.wanted.iter().flatten().cloned().collect();
        MessageSet::new(self.roster.quorums().clone(), 0, values)
    }
}
