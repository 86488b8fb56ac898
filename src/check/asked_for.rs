//! What a model file asks for beside the search.

use super::dead_ends::{self, DeadEnds, Outlook};
use super::refinement::{self, Claim};
use super::search::{Limits, Progress};
use super::verdict::{Judged, PropertyResult, PropertyVerdict};
use crate::model::file::ModelFile;
use crate::model::packed::Packed;
use crate::model::story::Story;
use crate::properties::AskedFor;
use crate::trace::Trace;
use std::num::NonZeroUsize;

/// What became of it.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub(super) outlook: Option<Outlook>,
    /// Each property that is asked for.
    pub(super) results: Vec<PropertyResult>,
    /// Why not all was looked at, if it was not.
    pub(super) stopped: Option<String>,
}

impl Answers {
    /// Nothing is known of what a file asks for.
    pub(super) fn unknown(file: &ModelFile) -> Self {
        let asked_for = file.asked_for().into_iter().map(Judged::AskedFor);
        Self { results: asked_for.map(PropertyResult::unknown).collect(), ..Self::default() }
    }

    /// A property is violated by this run, or by none.
    fn settle(&mut self, file: &ModelFile, property: AskedFor, run: Option<Story>) {
        let is_this = |judged: &Judged| matches!(judged, Judged::AskedFor(it) if *it == property);
        if let Some(result) = self.results.iter_mut().find(|result| is_this(&result.judged)) {
            result.verdict = match &run {
                Some(_) => PropertyVerdict::Violated,
                None => PropertyVerdict::Holds,
            };
            result.trace = run.map(|story| Trace::new(file, property.name(), story));
        }
    }
}

/// Looks at what a model file asks for, in a system that the search is through with.
pub(super) fn look<const N: usize>(
    file: &ModelFile,
    system: &dyn Packed<N>,
    threads: NonZeroUsize,
    limits: &Limits,
    progress: &Progress,
) -> Answers {
    let mut answers = Answers::unknown(file);
    let mut of_steps = Vec::new();
    for property in file.asked_for() {
        match property {
            AskedFor::DecisionStaysReachable => {
                match dead_ends::search(system, threads, limits, progress) {
                    Ok(DeadEnds { outlook, run }) => {
                        let run = run.map(|run| system.about().story(&run));
                        answers.settle(file, property, run);
                        answers.outlook = Some(outlook);
                    }
                    Err(reason) => answers.stopped = Some(reason.to_string()),
                }
            }
            AskedFor::RefinesPaxos => of_steps.push((property, Claim::Refines)),
            AskedFor::KeepsTheInvariant => of_steps.push((property, Claim::KeepsTheInvariant)),
        }
    }
    if of_steps.is_empty() || answers.stopped.is_some() {
        return answers;
    }
    let claims: Vec<Claim> = of_steps.iter().map(|(_, claim)| *claim).collect();
    let steps = refinement::search(file, &claims, threads, limits, progress);
    for ((property, _), wrong) in of_steps.iter().zip(steps.wrong) {
        if wrong.is_some() || steps.stopped.is_none() {
            answers.settle(file, *property, wrong);
        }
    }
    answers.stopped = steps.stopped;
    answers
}
