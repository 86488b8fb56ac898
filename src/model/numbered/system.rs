//! What a system says of its rows.

use super::alike::Alike;
use super::place::Place;
use crate::model::message_set::MessageSet;
use crate::model::question::Question;
use crate::model::system::System;
use std::fmt::Debug;

/// A system whose states are rows of small numbers.
pub(in crate::model) trait Numbered: System + Debug {
    /// What the places of a row mean, in order. Rows are compared from the first place on.
    fn places(&self) -> Vec<Place>;

    /// Appends the numbers of a state, in the order of the places.
    fn write(&self, state: &Self::State, row: &mut Vec<usize>);

    /// The state that a row was written from.
    fn read(&self, row: &[usize]) -> Self::State;

    /// All actions, whether or not they can be taken in some state.
    fn every_action(&self) -> Vec<Self::Action>;

    /// Who is alike, by kinds, of which names speak by their numbers here.
    fn alike(&self, questions: &[Question]) -> Vec<Alike>;

    /// The abstract algorithm of each decree that a state stands for; none, if the system is none of Paxos.
    fn decree(&self) -> Option<&MessageSet> {
        None
    }

    /// How many actors have a state of their own.
    fn crew(&self) -> usize;

    /// The number of the actor whose step an action is; none, if it is of no such actor.
    fn doer(&self, action: &Self::Action) -> Option<usize> {
        Some(self.turn(action).actor).filter(|actor| *actor < self.crew())
    }
}
