//! The states of two-phase commit as rows of numbers.

use super::model::TwoPhase;
use super::state::{Coordinator, TwoPhaseAction, TwoPhaseState};
use crate::model::commit::Manager;
use crate::model::numbered::{self, Alike, Name, Number, Numbered, Place};
use crate::model::packed::{NotPacked, Packing, Reduction};
use crate::model::question::Question;
use crate::model::width::AnyWidth;

const COORDINATORS: [Coordinator; 3] =
    [Coordinator::Waiting, Coordinator::Committed, Coordinator::Aborted];

/// How many places a manager has.
const EACH: usize = 3;

impl TwoPhase {
    /// The packed form of the system, of which this is asked.
    ///
    /// # Errors
    /// If it is too large.
    pub fn pack(self, packing: &Packing, questions: &[Question]) -> Result<AnyWidth, NotPacked> {
        numbered::pack(self, packing, questions)
    }
}

/// First the managers, each with whether it has said that it has prepared, and whether that is noted; then the
/// coordinator.
impl Numbered for TwoPhase {
    fn places(&self) -> Vec<Place> {
        let of_managers = (0..self.managers).flat_map(|number| {
            let places = [("state", Manager::ALL.len()), ("said", 2), ("noted", 2)];
            let name = Name { kind: 0, number };
            places.map(|(what, bound)| Place::new((what, 0), Number::plain(bound)).of(name))
        });
        let coordinator = [
            ("coordinator", COORDINATORS.len()),
            ("stopped", 1 + usize::from(self.coordinator_stops)),
        ];
        let coordinator =
            coordinator.map(|(what, bound)| Place::new((what, 0), Number::plain(bound)));
        of_managers.chain(coordinator).collect()
    }

    fn write(&self, state: &TwoPhaseState, row: &mut Vec<usize>) {
        for (number, manager) in state.managers.iter().enumerate() {
            row.extend(Manager::ALL.iter().position(|other| other == manager));
            row.extend([state.said[number], state.noted[number]].map(usize::from));
        }
        row.extend(COORDINATORS.iter().position(|other| *other == state.coordinator));
        row.push(usize::from(state.stopped));
    }

    fn read(&self, row: &[usize]) -> TwoPhaseState {
        let (managers, coordinator) = row.split_at(EACH * self.managers);
        let flags = |at: usize| managers.chunks(EACH).map(move |each| each[at] == 1).collect();
        TwoPhaseState {
            managers: managers.chunks(EACH).map(|each| Manager::ALL[each[0]]).collect(),
            said: flags(1),
            noted: flags(2),
            coordinator: COORDINATORS[coordinator[0]],
            stopped: coordinator[1] == 1,
        }
    }

    fn every_action(&self) -> Vec<TwoPhaseAction> {
        self.all_actions()
    }

    fn alike(&self, _: &[Question]) -> Vec<Alike> {
        vec![Alike::all(Reduction::ManagerSymmetry, self.managers)]
    }

    /// The managers, and the coordinator.
    fn crew(&self) -> usize {
        self.managers + 1
    }
}
