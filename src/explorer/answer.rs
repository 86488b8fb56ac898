//! What is answered.

use super::causes::{TwinTold, WhyTold};
use super::exports::{File, Opened};
use super::library::Models;
use super::onward::{Nearer, Way};
use super::place::Place;
use super::quiz::Exercise;
use super::reveal::Revealed;
use super::source::Source;
use super::whole::Checked;
use crate::trace::Language;
use serde::Serialize;

/// The answer to a request.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The models that there are.
    Models(Models),
    /// A file of the source.
    Source(Source),
    /// Where a run has come to.
    Place(Box<Place>),
    /// A trace that was opened.
    Opened(Opened),
    /// A way on.
    Way(Way),
    /// How near something is.
    Nearer(Nearer),
    /// The verdict on the model.
    Checked(Checked),
    /// A run beside the reference.
    Twin(TwinTold),
    /// The causes of a violation.
    Why(Box<WhyTold>),
    /// A file.
    File(File),
    /// An exercise.
    Quiz(Box<Exercise>),
    /// What a level hid.
    Revealed(Revealed),
}

impl Answer {
    /// The same with the words of a search in a language; what is told of a run is in it already.
    pub(super) fn told(mut self, language: Language) -> Self {
        match &mut self {
            Self::Way(way) => way.tell(language),
            Self::Nearer(nearer) => nearer.tell(language),
            Self::Checked(checked) => checked.tell(language),
            _ => {}
        }
        self
    }
}
