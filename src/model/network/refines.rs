//! The steps of a network as steps of the abstract model, in its readable and in its packed form.

use super::Subject;
use super::closed::Closed;
use super::fact::Fact;
use super::local::Local;
use super::system::{Envelope, Network};
use crate::model::message_set::{MessageSet, MessageSetState};
use crate::model::refinement::{abstracted, steps};
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

    /// Whether some abstract steps, or none, lead from one abstract state to another.
    pub(super) fn leads_to(
        &self,
        before: &MessageSetState,
        after: &MessageSetState,
    ) -> Result<(), String> {
        let values = self.wanted.iter().flatten().cloned().collect();
        // Ballots are named by proposers here, and there is no bound to be kept.
        let spec = MessageSet::new(self.roster.quorums().clone(), 0, values);
        steps(&spec, before, after).map(drop)
    }
}

impl<const N: usize> Closed<N> {
    /// Whether a step from one state to another is some steps of the abstract model.
    pub(super) fn is_refined(&self, before: &[u64; N], after: &[u64; N]) -> Result<(), String> {
        let [before, after] = [before, after].map(|state| {
            let fields = self.layout.messages.iter().enumerate();
            let there = fields.filter(|(_, field)| field.get(state) > 0);
            let there: Vec<usize> = there.map(|(message, _)| message).collect();
            self.source.abstracted(&self.locals(state), &self.facts(state), &there)
        });
        self.source.leads_to(&before, &after)
    }
}
