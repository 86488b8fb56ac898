//! Taking steps with the actors.

use crate::model::System;
use crate::model::file::{ModelFile, Visitor};
use crate::model::story::{Act, Story};
use std::fmt;

/// Where a trace tells something else than what the actors do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Departure {
    /// In a step, counted from 1, something happens that cannot happen there.
    Impossible {
        /// Which step.
        step: usize,
        /// What it says, and what could happen instead.
        text: String,
        /// What could, in a few words each.
        possible: Vec<String>,
    },
    /// A step comes out otherwise than it says.
    Otherwise {
        /// Which step.
        step: usize,
        /// What it says, and what the actors do.
        text: String,
    },
    /// The run is possible, and does not show what it is said to show.
    ShowsNothing(String),
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Impossible { step, text, possible } => {
                write!(f, "step {step}: this cannot happen here: {text}")?;
                match &possible[..] {
                    [] => write!(f, "; nothing can"),
                    some => write!(f, "; what can:\n  {}", some.join("\n  ")),
                }
            }
            Self::Otherwise { step, text } => write!(f, "step {step}: {text}"),
            Self::ShowsNothing(why) => f.write_str(why),
        }
    }
}

/// Takes steps with the actors of a model, one after the other, and returns the run.
///
/// # Errors
/// At the first step that the actors do not take.
pub fn run(file: &ModelFile, steps: &[Act]) -> Result<Story, Departure> {
    file.visit(Steps(steps))
}

struct Steps<'a>(&'a [Act]);

impl Visitor for Steps<'_> {
    type Output = Result<Story, Departure>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        Ok(system.story(&actions(&system, self.0)?))
    }
}

/// Takes steps with the actors of a system, one after the other, and returns the actions.
///
/// # Errors
/// At the first step that the actors do not take.
pub fn actions<S: System>(system: &S, steps: &[Act]) -> Result<Vec<S::Action>, Departure> {
    Ok(take(system, steps.iter().map(|action| (action, "")))?.1)
}

/// The states on the way, the initial one first, and the actions.
pub(super) type Way<S> =
    (Vec<<S as stateright::Model>::State>, Vec<<S as stateright::Model>::Action>);

/// Takes steps, of each of which it is also known how it was told.
pub(super) fn take<'a, S: System>(
    system: &S,
    steps: impl Iterator<Item = (&'a Act, &'a str)>,
) -> Result<Way<S>, Departure> {
    let mut states = system.init_states();
    let mut actions: Vec<S::Action> = Vec::new();
    for (number, (wanted, text)) in steps.enumerate() {
        let state = states.last().expect("it begins in one state");
        let mut possible = system.next_steps(state);
        let Some(place) = possible.iter().position(|(a, _)| system.act(a) == *wanted) else {
            let possible = possible.iter().map(|(action, _)| system.format_action(action));
            return Err(Departure::Impossible {
                step: number + 1,
                text: told(wanted, text),
                possible: possible.collect(),
            });
        };
        let (action, next) = possible.swap_remove(place);
        actions.push(action);
        states.push(next);
    }
    Ok((states, actions))
}

/// What a trace says of a step.
fn told(action: &Act, text: &str) -> String {
    let action = serde_json::to_string(action).unwrap_or_default();
    if text.is_empty() { action } else { format!("{text} ({action})") }
}
