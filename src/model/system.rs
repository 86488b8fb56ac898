//! What all finite systems have in common.

use super::coverage::Case;
use super::hindrance::Hindrance;
use super::message_set::MessageSetState;
use super::story::{Act, Actor, Step, Story};
use crate::properties::{History, Property};
use stateright::{Expectation, Model};
use std::fmt::Debug;
use std::hash::Hash;

/// The functions `nth::<S, 0>`, `nth::<S, 1>`, ...: one for each of [`crate::properties::ALL`].
macro_rules! each_number {
    ($nth:ident, $S:ident) => {
        each_number!(
            $nth, $S, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
            22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        )
    };
    ($nth:ident, $S:ident, $($number:literal),+) => { [$($nth::<$S, $number>),+] };
}

/// A finite system in the form that is read and explored: a stateright model of which one can also
/// ask what has happened so far, in the words of the properties and in those of a reader.
pub trait System:
    Model<
        State: Clone + Debug + Hash + PartialEq + Send + Sync,
        Action: Clone + Debug + PartialEq + Send + Sync,
    > + Send
    + Sync
    + Sized
    + 'static
{
    /// Shows someone what happened on the way to a state, once.
    fn show_history(&self, state: &Self::State, look: &mut dyn FnMut(&History));

    /// What someone makes of what happened on the way to a state.
    fn with_history<T>(&self, state: &Self::State, look: impl FnOnce(&History) -> T) -> T {
        let mut look = Some(look);
        let mut made = None;
        self.show_history(state, &mut |history| made = look.take().map(|look| look(history)));
        made.expect("a history is shown once")
    }

    /// The properties that mean something in this system.
    fn relevant(&self) -> Vec<Property>;

    /// What the system's bounds are, in words.
    fn bounds(&self) -> Vec<String>;

    /// Every actor as it is in a state.
    fn actors(&self, state: &Self::State) -> Vec<Actor>;

    /// Tells a step, by which an action leads from one state to another.
    fn tell(&self, before: &Self::State, action: &Self::Action, after: &Self::State) -> Step;

    /// Tells a run, given as the actions from the initial state on.
    ///
    /// # Panics
    /// If some action is not possible where the run takes it.
    fn story(&self, actions: &[Self::Action]) -> Story {
        let mut state = self.init_states().pop().expect("it begins in one state");
        let start = self.actors(&state);
        let tell = |action: &Self::Action| {
            let next = self.next_state(&state, action.clone());
            let next = next.unwrap_or_else(|| panic!("not a run of the model: {action:?}"));
            let step = self.tell(&state, action, &next);
            state = next;
            step
        };
        Story { start, steps: actions.iter().map(tell).collect() }
    }

    /// What somebody may expect to happen in a state, and cannot, or would change nothing: each with the reason.
    fn hindered(&self, _state: &Self::State) -> Vec<Hindrance> {
        Vec::new()
    }

    /// An action by its stable name, as in a [`Story`].
    fn act(&self, action: &Self::Action) -> Act;

    /// The cases of the handlers that can occur; none, where nobody handles a message.
    fn cases(&self) -> Vec<Case> {
        Vec::new()
    }

    /// The case of a handler that an action of [`Model::actions`] is in this state, if it is one. A
    /// message that is refused, or that changes nothing, is a case too.
    fn case(&self, _: &Self::State, _: &Self::Action) -> Option<Case> {
        None
    }

    /// For each decree, the state of the abstract algorithm that a state stands for; none, if the system is none of
    /// Paxos.
    fn stands_for(&self, _state: &Self::State) -> Vec<MessageSetState> {
        Vec::new()
    }

    /// Whether a step from one state to another is some steps of the abstract algorithm, or none, in each decree.
    ///
    /// # Errors
    /// If it is not: why, in words.
    fn refines(&self, _before: &Self::State, after: &Self::State) -> Result<(), String> {
        nothing_to_look_at(&self.stands_for(after))
    }

    /// Whether what a state stands for has the invariant of the proof.
    ///
    /// # Errors
    /// If it has not: which conjuncts fail, in words.
    fn keeps_invariant(&self, state: &Self::State) -> Result<(), String> {
        nothing_to_look_at(&self.stands_for(state))
    }

    /// Whether the bound of the model leaves somebody who could bring about a decision
    /// ([`Packed::is_unobstructed`](super::packed::Packed::is_unobstructed)).
    fn is_unobstructed(&self, _state: &Self::State) -> bool {
        true
    }

    /// Whose step an action of [`Model::actions`] is, and whom it hears then.
    fn turn(&self, action: &Self::Action) -> Turn;
}

/// Who has decrees has to say of which algorithm: nothing is so because nobody has looked.
pub(super) fn nothing_to_look_at(states: &[MessageSetState]) -> Result<(), String> {
    if states.is_empty() { Ok(()) } else { Err("nobody has looked at the decrees".to_string()) }
}

/// Whose step something is. What numbers stand for is the system's own affair: equal numbers are the
/// same actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Turn {
    /// The actor that does something, or to which it happens.
    pub actor: usize,
    /// The sender of the message that it receives; the actor itself, if there is no message.
    pub from: usize,
}

/// The relevant properties in the form in which stateright wants them.
pub(super) fn stateright_properties<S: System>(system: &S) -> Vec<stateright::Property<S>> {
    let conditions = conditions::<S>();
    let relevant = system.relevant();
    std::iter::zip(crate::properties::ALL, conditions)
        .filter(|(property, _)| relevant.iter().any(|p| p.name == property.name))
        .map(|(property, condition)| stateright::Property {
            name: property.name,
            expectation: match property.kind {
                crate::properties::Kind::Always => Expectation::Always,
                crate::properties::Kind::Sometimes => Expectation::Sometimes,
            },
            condition,
        })
        .collect()
}

/// One function for each property: stateright takes plain functions, which can hold no property.
fn conditions<S: System>() -> [fn(&S, &S::State) -> bool; crate::properties::ALL.len()] {
    fn nth<S: System, const N: usize>(system: &S, state: &S::State) -> bool {
        system.with_history(state, |history| crate::properties::ALL[N].holds(history))
    }
    each_number!(nth, S)
}
