//! What can happen in two-phase commit.

use super::state::TwoPhaseAction::{self, Abort, ChooseToAbort, Commit, Hear, Note, Prepare, Stop};
use super::state::{Coordinator, TwoPhaseState};
use super::words;
use crate::model::commit::Manager;
use crate::model::question::Cast;
use crate::model::system::stateright_properties;
use stateright::Model;

/// The abstract system, for so many managers.
#[derive(Clone, Debug)]
pub struct TwoPhase {
    pub(super) managers: usize,
    pub(super) coordinator_stops: bool,
}

impl TwoPhase {
    /// The system of so many managers; it is said whether the coordinator may stop for ever.
    pub fn new(managers: usize, coordinator_stops: bool) -> Self {
        Self { managers, coordinator_stops }
    }

    /// Whom and what a question can be about: nobody votes here.
    pub fn cast(&self) -> Cast {
        Cast::default()
    }

    /// All actions, whether or not they can be taken in some state.
    pub(super) fn all_actions(&self) -> Vec<TwoPhaseAction> {
        let of_managers = (0..self.managers)
            .flat_map(|number| [Prepare, ChooseToAbort, Note, Hear].map(|of| of(number)));
        let stop = self.coordinator_stops.then_some(Stop);
        of_managers.chain([Commit, Abort]).chain(stop).collect()
    }

    /// Whether an action can be taken in a state. "The transaction manager" is the coordinator here.
    fn allows(last: &TwoPhaseState, action: TwoPhaseAction) -> bool {
        let decides = !last.stopped && last.coordinator == Coordinator::Waiting;
        match action {
            Prepare(number) | ChooseToAbort(number) => last.managers[number] == Manager::Working,
            Note(number) => decides && last.said[number],
            Commit => decides && last.noted.iter().all(|noted| *noted),
            Abort => decides,
            Hear(_) => last.coordinator != Coordinator::Waiting,
            Stop => !last.stopped,
        }
    }
}

impl Model for TwoPhase {
    type State = TwoPhaseState;
    type Action = TwoPhaseAction;

    fn init_states(&self) -> Vec<TwoPhaseState> {
        vec![TwoPhaseState {
            managers: vec![Manager::default(); self.managers],
            said: vec![false; self.managers],
            noted: vec![false; self.managers],
            coordinator: Coordinator::default(),
            stopped: false,
        }]
    }

    fn actions(&self, _: &TwoPhaseState, actions: &mut Vec<TwoPhaseAction>) {
        actions.extend(self.all_actions());
    }

    fn next_state(&self, last: &TwoPhaseState, action: TwoPhaseAction) -> Option<TwoPhaseState> {
        if !Self::allows(last, action) {
            return None;
        }
        let mut state = last.clone();
        match action {
            Prepare(number) => {
                state.managers[number] = Manager::Prepared;
                state.said[number] = true;
            }
            ChooseToAbort(number) => state.managers[number] = Manager::Aborted,
            Note(number) => state.noted[number] = true,
            Commit => state.coordinator = Coordinator::Committed,
            Abort => state.coordinator = Coordinator::Aborted,
            Hear(number) => {
                let commits = last.coordinator == Coordinator::Committed;
                state.managers[number] =
                    if commits { Manager::Committed } else { Manager::Aborted };
            }
            Stop => state.stopped = true,
        }
        (state != *last).then_some(state)
    }

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        stateright_properties(self)
    }

    fn format_action(&self, action: &TwoPhaseAction) -> String {
        words::does(*action)
    }

    fn format_step(&self, last: &TwoPhaseState, action: TwoPhaseAction) -> Option<String> {
        self.next_state(last, action).map(|after| words::sentence(action, &after))
    }
}
