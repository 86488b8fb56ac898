//! A system of rows in the form that is searched.

use super::layout::Layout;
use super::place::Sight;
use super::renaming::Renamings;
use super::system::Numbered;
use crate::model::coverage::Coverage;
use crate::model::message_set::{MessageSet, MessageSetState};
use crate::model::packed::{About, NotPacked, Packed, Packing, Reduction, Step};
use crate::model::question::{Question, sought};
use crate::model::story::Story;
use crate::model::width::{AnyWidth, Pack};
use crate::properties::{History, Sought};
use std::sync::Arc;

/// A system of rows, packed.
#[derive(Debug)]
struct PackedRows<S: Numbered> {
    model: S,
    questions: Vec<Question>,
    layout: Layout,
    /// All actions; their places are the numbers of the steps.
    actions: Vec<S::Action>,
    renamings: Renamings,
    reductions: Vec<Reduction>,
}

/// The packed form of a system, of which this is asked.
///
/// # Errors
/// If it is too large.
pub(in crate::model) fn pack<S: Numbered>(
    model: S,
    packing: &Packing,
    questions: &[Question],
) -> Result<AnyWidth, NotPacked> {
    let places = model.places();
    let layout = Layout::new(&places);
    let words = layout.words;
    let alike = if packing.reductions.symmetry { model.alike(questions) } else { Vec::new() };
    let renamings = Renamings::of(&places, &alike);
    let mut reductions: Vec<_> =
        renamings.moved.iter().map(|kind| alike[*kind].reduction).collect();
    reductions.dedup();
    let packed = PackedRows {
        reductions,
        actions: model.every_action(),
        questions: questions.to_vec(),
        layout,
        renamings,
        model,
    };
    AnyWidth::pack(words, packed)
}

impl<S: Numbered> Pack for PackedRows<S> {
    fn pack<const N: usize>(self) -> Arc<dyn Packed<N>> {
        Arc::new(self)
    }
}

impl<S: Numbered> PackedRows<S> {
    fn write<const N: usize>(&self, state: &S::State, row: &mut Vec<usize>) -> [u64; N] {
        row.clear();
        self.model.write(state, row);
        self.layout.pack(row.iter().map(|number| *number as u64))
    }

    fn read<const N: usize>(&self, state: &[u64; N]) -> S::State {
        self.model.read(&self.layout.unpack(state))
    }

    fn action(&self, Step(number): Step) -> &S::Action {
        &self.actions[number as usize]
    }
}

impl<const N: usize, S: Numbered> Packed<N> for PackedRows<S> {
    fn initial(&self) -> [u64; N] {
        let start = self.model.init_states().pop().expect("it begins in one state");
        self.write(&start, &mut Vec::new())
    }

    fn successors(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        let state = self.read(state);
        let mut row = Vec::new();
        for (action, number) in self.actions.iter().zip(0..) {
            if let Some(next) = self.model.next_state(&state, action.clone()) {
                found.push((Step(number), self.write(&next, &mut row)));
            }
        }
    }

    fn canonical(&self, state: &mut [u64; N]) {
        let mut row = self.layout.unpack(state);
        self.renamings.least(&mut row);
        *state = self.layout.pack(row.iter().map(|number| u64::from(*number)));
    }

    fn orbit(&self, state: &[u64; N]) -> u64 {
        self.renamings.orbit(&self.layout.unpack(state))
    }

    fn glimpse(&self, state: &[u64; N], promises: bool) -> [u64; N] {
        let unseen = if promises { &[Sight::Nobody][..] } else { &[Sight::Nobody, Sight::Promise] };
        self.layout.without(state, unseen)
    }

    fn with_histories(&self, state: &[u64; N], look: &mut dyn FnMut(&History, &[Step])) {
        self.model.with_history(&self.read(state), |history| look(history, &[]));
    }

    fn is_unobstructed(&self, state: &[u64; N]) -> bool {
        self.model.is_unobstructed(&self.read(state))
    }

    fn abstract_glimpse(&self, state: &[u64; N]) -> [u64; N] {
        self.layout.without(state, &[Sight::Nobody, Sight::NoDecree])
    }

    fn abstracted(&self, glimpse: &[u64; N]) -> Vec<MessageSetState> {
        self.model.stands_for(&self.read(glimpse))
    }

    fn decree(&self) -> Option<&MessageSet> {
        self.model.decree()
    }

    fn about(&self) -> &dyn About {
        self
    }
}

impl<S: Numbered> About for PackedRows<S> {
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
        self.reductions.clone()
    }

    fn actors(&self) -> usize {
        self.model.crew()
    }

    fn actor(&self, step: Step) -> Option<usize> {
        self.model.doer(self.action(step))
    }

    fn describe(&self, step: Step) -> String {
        self.model.format_action(self.action(step))
    }

    fn story(&self, steps: &[Step]) -> Story {
        let actions: Vec<_> = steps.iter().map(|step| self.action(*step).clone()).collect();
        self.model.story(&actions)
    }
}
