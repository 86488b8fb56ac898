//! The voting model in the form that is searched. It has few states, so each is unpacked to ask the readable
//! form what can happen in it.

use super::layout::Layout;
use super::model::Voting;
use super::state::VotingAction;
use super::state::VotingAction::{IncreaseMaxBal, VoteFor};
use crate::model::columns::quorums_allow;
use crate::model::coverage::Coverage;
use crate::model::orders::orders;
use crate::model::packed::{About, NotPacked, Packed, Packing, Reduction, Step};
use crate::model::question::{Question, sought};
use crate::model::story::Story;
use crate::model::system::System;
use crate::model::width::{AnyWidth, Pack};
use crate::properties::{History, Sought};
use stateright::Model;
use std::sync::Arc;

/// The voting model, packed.
#[derive(Debug)]
struct PackedVoting {
    model: Voting,
    questions: Vec<Question>,
    layout: Layout,
    /// All actions; their places are the numbers of the steps.
    actions: Vec<VotingAction>,
    /// Whether acceptors can change places.
    alike: bool,
    /// The orders of values under which states are the same, but for the one in which they are
    /// listed; empty without symmetry.
    orders: Vec<Vec<usize>>,
}

impl Voting {
    /// The packed form of the system, of which this is asked.
    ///
    /// # Errors
    /// If it is too large.
    pub fn pack(self, packing: &Packing, questions: &[Question]) -> Result<AnyWidth, NotPacked> {
        let symmetry = packing.reductions.symmetry;
        let quorums = &self.constants.quorums;
        let layout = Layout::new(&self.constants);
        let words = layout.words;
        let allow =
            |at: usize| quorums_allow(quorums, at) && questions.iter().all(|q| q.allows_swap(at));
        let packed = PackedVoting {
            layout,
            actions: self.all_actions().collect(),
            alike: symmetry && (1..quorums.acceptors()).all(|next| allow(next - 1)),
            orders: match symmetry {
                true => orders(self.constants.values(), questions),
                false => Vec::new(),
            },
            model: self,
            questions: questions.to_vec(),
        };
        AnyWidth::pack(words, packed)
    }
}

impl Pack for PackedVoting {
    fn pack<const N: usize>(self) -> Arc<dyn Packed<N>> {
        Arc::new(self)
    }
}

impl PackedVoting {
    fn sort<const N: usize>(&self, state: &mut [u64; N]) {
        if self.alike {
            self.layout.columns.sort_as_they_are(state);
        }
    }

    fn renamed<const N: usize>(&self, state: &[u64; N], order: &[usize]) -> [u64; N] {
        let mut renamed = self.layout.renamed(state, order);
        self.sort(&mut renamed);
        renamed
    }

    fn action(&self, Step(number): Step) -> &VotingAction {
        &self.actions[number as usize]
    }
}

impl<const N: usize> Packed<N> for PackedVoting {
    fn initial(&self) -> [u64; N] {
        [0; N]
    }

    fn successors(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        let state = self.layout.unpack(state);
        for (action, number) in self.actions.iter().zip(0..) {
            if let Some(next) = self.model.next_state(&state, action.clone()) {
                found.push((Step(number), self.layout.pack(&next)));
            }
        }
    }

    fn canonical(&self, state: &mut [u64; N]) {
        self.sort(state);
        let others = self.orders.iter().map(|order| self.renamed(state, order)).min();
        *state = others.map_or(*state, |least| least.min(*state));
    }

    fn orbit(&self, state: &[u64; N]) -> u64 {
        let acceptors = if self.alike { self.layout.columns.orders_as_they_are(state) } else { 1 };
        let same = self.orders.iter().filter(|order| self.renamed(state, order) == *state).count();
        acceptors * (self.orders.len() as u64 + 1) / (same as u64 + 1)
    }

    fn glimpse(&self, state: &[u64; N], promises: bool) -> [u64; N] {
        let visible = self.layout.visible::<N>(promises);
        std::array::from_fn(|word| state[word] & visible[word])
    }

    fn with_histories(&self, state: &[u64; N], look: &mut dyn FnMut(&History, &[Step])) {
        self.model.with_history(&self.layout.unpack(state), |history| look(history, &[]));
    }

    fn about(&self) -> &dyn About {
        self
    }
}

impl About for PackedVoting {
    fn sought(&self) -> Vec<Arc<dyn Sought>> {
        sought(self.model.relevant(), &self.questions)
    }

    fn bounds(&self) -> Vec<String> {
        self.model.bounds()
    }

    fn coverage(&self) -> Coverage {
        Coverage::of(self.model.cases())
    }

    fn reductions(&self) -> Vec<Reduction> {
        let used = [
            (self.alike, Reduction::AcceptorSymmetry),
            (!self.orders.is_empty(), Reduction::ValueSymmetry),
        ];
        used.iter().filter(|(used, _)| *used).map(|(_, reduction)| *reduction).collect()
    }

    fn actors(&self) -> usize {
        self.model.constants.quorums.acceptors()
    }

    fn actor(&self, step: Step) -> Option<usize> {
        let (IncreaseMaxBal(id, _) | VoteFor(id, ..)) = self.action(step);
        Some(id.0.into())
    }

    fn describe(&self, step: Step) -> String {
        self.model.format_action(self.action(step))
    }

    fn story(&self, steps: &[Step]) -> Story {
        let actions: Vec<_> = steps.iter().map(|step| self.action(*step).clone()).collect();
        self.model.story(&actions)
    }
}
