//! Two-phase commit in words, for data and for people.

use super::state::TwoPhaseAction::{self, Abort, ChooseToAbort, Commit, Hear, Note, Prepare, Stop};
use super::state::{Coordinator, TwoPhaseState};
use crate::model::story::{Act, Actor, View};
use std::fmt;

const COORDINATOR: &str = "coordinator";

impl fmt::Display for Coordinator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Waiting => "waiting",
            Self::Committed => "committed",
            Self::Aborted => "aborted",
        })
    }
}

fn manager(number: usize) -> String {
    format!("manager {}", number + 1)
}

/// Whose an action is.
fn actor(action: TwoPhaseAction) -> String {
    match action {
        Prepare(number) | ChooseToAbort(number) | Hear(number) => manager(number),
        Note(_) | Commit | Abort | Stop => COORDINATOR.to_string(),
    }
}

/// An action by its stable name.
pub(super) fn act(action: TwoPhaseAction) -> Act {
    let does = match action {
        Prepare(_) => "prepare".to_string(),
        ChooseToAbort(_) => "choose to abort".to_string(),
        Note(number) => format!("note that {} has prepared", manager(number)),
        Commit => "commit".to_string(),
        Abort => "abort".to_string(),
        Hear(_) => "hear the outcome".to_string(),
        Stop => "stop for ever".to_string(),
    };
    Act::Does { actor: Some(actor(action)), ballot: None, does }
}

/// An action in a few words.
pub(super) fn does(action: TwoPhaseAction) -> String {
    let who = actor(action);
    match action {
        Prepare(_) => format!("{who} prepares"),
        ChooseToAbort(_) => format!("{who} chooses to abort"),
        Note(number) => format!("the {who} notes that {} has prepared", manager(number)),
        Commit => format!("the {who} commits the transaction"),
        Abort => format!("the {who} aborts the transaction"),
        Hear(_) => format!("{who} hears the outcome"),
        Stop => format!("the {who} stops for ever"),
    }
}

/// What an action means, by which it came to a state.
pub(super) fn sentence(action: TwoPhaseAction, after: &TwoPhaseState) -> String {
    match action {
        Hear(number) => {
            format!("{} hears that the transaction is {}", manager(number), after.coordinator)
        }
        _ => does(action),
    }
}

/// The managers and the coordinator of a state.
pub(super) fn actors(state: &TwoPhaseState) -> Vec<Actor> {
    let managers = state.managers.iter().enumerate().map(|(number, of)| Actor {
        name: manager(number),
        state: View::Manager { is: of.to_string(), noted: Vec::new(), stopped: false },
    });
    let noted = state.noted.iter().enumerate().filter(|(_, noted)| **noted);
    let coordinator = View::Manager {
        is: state.coordinator.to_string(),
        noted: noted.map(|(number, _)| manager(number)).collect(),
        stopped: state.stopped,
    };
    managers.chain([Actor { name: COORDINATOR.to_string(), state: coordinator }]).collect()
}
