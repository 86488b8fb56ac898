//! What is reported.

use crate::check::judgement::Judgement;
use std::path::PathBuf;

/// A judgement, with where its traces were written.
pub struct Reported<'a> {
    /// The judgement.
    pub judgement: &'a Judgement,
    /// For each property, the file with its trace, if it has one.
    pub traces: Vec<Option<PathBuf>>,
}
