//! All runs of a model: the verdict, and a run for each property that it violates.

use super::library::Subject;
use super::means::Means;
use super::route;
use crate::check::{Engine, Options, PropertyVerdict, Verdict, check, minimise, readable};
use crate::model::packed::Reductions;
use crate::trace::Language;
use serde::Serialize;

/// What checking a model has shown.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    verdict: Verdict,
    reason: Option<String>,
    /// Whether all is as the model file expects, if every state was visited.
    expected: Option<bool>,
    states: u64,
    depth: Option<usize>,
    seconds: f64,
    properties: Vec<Property>,
}

#[derive(Clone, Debug, Serialize)]
struct Property {
    name: String,
    verdict: PropertyVerdict,
    /// The shortest run that violates it, as it is read most easily.
    run: Option<Vec<String>>,
}

impl Checked {
    /// Says its words in a language.
    pub(super) fn tell(&mut self, language: Language) {
        self.reason = self.reason.take().map(|reason| language.say(&reason));
    }
}

/// Searches all states of a model.
pub(super) fn check_all(subject: &Subject, means: &Means) -> Checked {
    let Means { threads, limits, progress } = means;
    let options = Options { engine: Engine::Synod, reductions: Reductions::ALL, threads: *threads };
    let file = &subject.file;
    let mut judgement = check(file, &options, limits, progress);
    minimise(file, &mut judgement, *threads, limits);
    readable(file, &mut judgement, limits);
    let properties = judgement.properties.iter().map(|result| Property {
        name: result.name().to_string(),
        verdict: result.verdict,
        run: result.trace.as_ref().and_then(|trace| route::names(file, trace).ok()),
    });
    let properties = properties.collect();
    Checked {
        verdict: judgement.verdict,
        expected: judgement.complete.then(|| judgement.as_expected()),
        reason: judgement.reason,
        states: judgement.unreduced_states.unwrap_or(judgement.unique_states),
        depth: judgement.depth,
        seconds: judgement.seconds,
        properties,
    }
}
