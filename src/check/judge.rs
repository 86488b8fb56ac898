//! The verdict on a model, and whether it is the one expected.

use super::search::{self, End, Limits, Progress, Survey};
use crate::model::System;
use crate::model::file::{Expect, ModelFile, Visitor};
use crate::properties::{Kind, Property};
use crate::trace::Trace;
use std::any::Any;
use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::time::Instant;

/// What checking a model has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every state was visited, unless fingerprints collided, and every safety property holds in
    /// all of them.
    Holds,
    /// Some safety property is violated.
    Violated,
    /// The search was stopped before its end, and nothing was violated until then.
    Truncated,
    /// The model's own code panicked.
    Panicked,
}

/// What checking a model has shown of one property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyVerdict {
    /// It holds in every reachable state.
    Holds,
    /// It does not hold in some reachable state.
    Violated,
    /// Some state reaches it.
    Reached,
    /// No state reaches it.
    Unreached,
    /// The search was stopped before it was hit.
    Unknown,
}

/// A property and what became of it.
#[derive(Clone, Debug)]
pub struct PropertyResult {
    /// The property.
    pub property: Property,
    /// What became of it.
    pub verdict: PropertyVerdict,
    /// If it is violated: the shortest run that violates it.
    pub trace: Option<Trace>,
}

/// All that checking a model has shown.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The path of the model file.
    pub model: String,
    /// Its title.
    pub title: String,
    /// The verdict in one word.
    pub verdict: Verdict,
    /// Why the search was stopped, or what the panic said.
    pub reason: Option<String>,
    /// What is not as expected; nothing, if all is.
    pub unexpected: Vec<String>,
    /// Whether every reachable state was visited.
    pub complete: bool,
    /// Different states.
    pub unique_states: u64,
    /// States generated, the same ones again included.
    pub generated_states: u64,
    /// The breadth-first diameter in states.
    pub depth: usize,
    /// Seconds taken.
    pub seconds: f64,
    /// The properties, in the order of reports.
    pub properties: Vec<PropertyResult>,
    /// The bounds of the model in words.
    pub bounds: Vec<String>,
    /// Kinds of messages that were never heeded.
    pub unheeded: Vec<String>,
    /// The cases of the handlers that never occurred.
    pub unseen: Vec<String>,
    /// How many cases the handlers have, and how many of them occurred.
    pub cases: (usize, usize),
}

impl Judgement {
    /// Whether all is as the model file expects; without expectations, whether the search is
    /// complete and every safety property holds.
    pub fn as_expected(&self) -> bool {
        self.complete && self.unexpected.is_empty()
    }

    /// The chance that two states had the same 64-bit fingerprint, so that one was passed over.
    pub fn collision_probability(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a probability needs no 53 bits")]
        let states = self.unique_states as f64;
        states * states / 2_f64.powi(65)
    }
}

/// Checks a model.
///
/// A panic of the model's own code, wherever it happens, is a verdict and not a panic of this.
pub fn check(file: &ModelFile, limits: &Limits, progress: &Progress) -> Judgement {
    let visit = || file.visit_fast(Check { file, limits, progress });
    panic::catch_unwind(AssertUnwindSafe(visit)).unwrap_or_else(|panic| panicked(file, &*panic))
}

/// The judgement on a model of which nothing more is known than that it panicked.
fn panicked(file: &ModelFile, panic: &(dyn Any + Send)) -> Judgement {
    let text = search::panic_text(panic);
    Judgement {
        model: file.path.display().to_string(),
        title: file.title.clone(),
        verdict: Verdict::Panicked,
        unexpected: vec![format!("the model panicked: {text}")],
        reason: Some(text),
        complete: false,
        unique_states: 0,
        generated_states: 0,
        depth: 0,
        seconds: 0.0,
        properties: Vec::new(),
        bounds: Vec::new(),
        unheeded: Vec::new(),
        unseen: Vec::new(),
        cases: (0, 0),
    }
}

struct Check<'a> {
    file: &'a ModelFile,
    limits: &'a Limits,
    progress: &'a Progress,
}

impl Visitor for Check<'_> {
    type Output = Judgement;

    fn visit<S: System>(self, system: S) -> Judgement {
        let begun = Instant::now();
        let system = Arc::new(system);
        let relevant = system.relevant();
        let survey = search::survey(&system, &relevant, self.limits, self.progress);
        let complete = survey.end == End::Complete;
        let properties: Vec<_> = relevant
            .iter()
            .zip(&survey.hits)
            .map(|(property, hit)| PropertyResult {
                property: *property,
                verdict: property_verdict(property.kind, hit.is_some(), complete),
                trace: match (property.kind, hit) {
                    (Kind::Always, Some(run)) => {
                        Some(Trace::new(self.file, property.name, system.story(run)))
                    }
                    _ => None,
                },
            })
            .collect();
        let violated = properties.iter().any(|p| p.verdict == PropertyVerdict::Violated);
        let (verdict, reason) = match &survey.end {
            End::Panicked(text) => (Verdict::Panicked, Some(text.clone())),
            End::Truncated(reason) if violated => (Verdict::Violated, Some((*reason).to_string())),
            End::Truncated(reason) => (Verdict::Truncated, Some((*reason).to_string())),
            End::Complete if violated => (Verdict::Violated, None),
            End::Complete => (Verdict::Holds, None),
        };
        let coverage = system.coverage().unwrap_or_default();
        let unheeded = coverage.unheeded();
        Judgement {
            model: self.file.path.display().to_string(),
            title: self.file.title.clone(),
            verdict,
            reason,
            unexpected: unexpected(self.file.expect.as_ref(), &survey, &properties, &unheeded),
            complete,
            unique_states: survey.unique_states,
            generated_states: survey.generated_states,
            depth: survey.depth,
            seconds: begun.elapsed().as_secs_f64(),
            properties,
            bounds: system.bounds().into_iter().chain(self.file.mutant()).collect(),
            unheeded,
            unseen: coverage.unseen(),
            cases: coverage.counts(),
        }
    }
}

fn property_verdict(kind: Kind, hit: bool, complete: bool) -> PropertyVerdict {
    match (kind, hit) {
        (Kind::Always, true) => PropertyVerdict::Violated,
        (Kind::Sometimes, true) => PropertyVerdict::Reached,
        (_, false) if !complete => PropertyVerdict::Unknown,
        (Kind::Always, false) => PropertyVerdict::Holds,
        (Kind::Sometimes, false) => PropertyVerdict::Unreached,
    }
}

/// What differs from the expectations. What a stopped search does not know is no difference; that
/// it was stopped is told apart from this.
fn unexpected<A>(
    expect: Option<&Expect>,
    survey: &Survey<A>,
    properties: &[PropertyResult],
    unheeded: &[String],
) -> Vec<String> {
    let mut unexpected = Vec::new();
    if let End::Panicked(text) = &survey.end {
        unexpected.push(format!("the model panicked: {text}"));
    }
    let stated = expect.is_some();
    let default = Expect::default();
    let expect = expect.unwrap_or(&default);
    let named = |verdict| {
        let those = properties.iter().filter(move |p| p.verdict == verdict);
        those.map(|p| p.property.name).collect::<BTreeSet<_>>()
    };
    let violated = named(PropertyVerdict::Violated);
    let expected: BTreeSet<_> = expect.violates.iter().map(String::as_str).collect();
    for name in violated.difference(&expected) {
        unexpected.push(format!("{name} is violated"));
    }
    if survey.end != End::Complete {
        return unexpected;
    }
    for name in expected.difference(&violated) {
        unexpected.push(format!("{name} should be violated, and holds"));
    }
    for kind in unheeded.iter().filter(|_| stated) {
        unexpected.push(format!("no {kind} was ever heeded: the model shows little"));
    }
    let unreached = named(PropertyVerdict::Unreached);
    for name in expect.reaches.iter().filter(|name| unreached.contains(name.as_str())) {
        unexpected.push(format!("{name} should be possible, and is not"));
    }
    let counts = [
        ("states", expect.unique_states, survey.unique_states),
        ("the depth", expect.depth.map(|depth| depth as u64), survey.depth as u64),
    ];
    for (what, expected, found) in counts {
        if expected.is_some_and(|expected| expected != found) {
            unexpected.push(format!("{what}: {} expected, {found} found", expected.unwrap_or(0)));
        }
    }
    let primary = properties.iter().find(|p| Some(p.property.name) == expect.primary.as_deref());
    let found = primary.and_then(|p| p.trace.as_ref()).map(|trace| trace.story.steps.len());
    if let (Some(expected), Some(found)) = (expect.steps, found)
        && expected != found
    {
        unexpected.push(format!("steps of the shortest trace: {expected} expected, {found} found"));
    }
    unexpected
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::properties::{agreement, validity, witness};

    /// What is unexpected of a survey of 10 states that violates agreement and reaches nothing.
    fn judge(expect: Option<&Expect>, end: &End, unheeded: &[&str]) -> Vec<String> {
        let survey = Survey::<()> {
            end: end.clone(),
            unique_states: 10,
            generated_states: 20,
            depth: 5,
            hits: Vec::new(),
        };
        let properties = [agreement::PROPERTY, validity::PROPERTY, witness::VALUE_CHOSEN];
        let hits = [true, false, false];
        let result = |(property, hit): (Property, bool)| PropertyResult {
            property,
            verdict: property_verdict(property.kind, hit, *end == End::Complete),
            trace: None,
        };
        let properties: Vec<_> = properties.into_iter().zip(hits).map(result).collect();
        let unheeded: Vec<_> = unheeded.iter().map(ToString::to_string).collect();
        unexpected(expect, &survey, &properties, &unheeded)
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_as_expected_is_not_mentioned() {
        let expect = Expect {
            unique_states: Some(10),
            depth: Some(5),
            violates: names(&["agreement"]),
            holds: names(&["validity"]),
            ..Expect::default()
        };
        assert_eq!(judge(Some(&expect), &End::Complete, &[]), Vec::<String>::new());
    }

    #[test]
    fn every_difference_is_named() {
        let expect = Expect {
            unique_states: Some(11),
            depth: Some(6),
            violates: names(&["validity"]),
            reaches: names(&["value chosen"]),
            ..Expect::default()
        };
        assert_eq!(
            judge(Some(&expect), &End::Complete, &["promise"]),
            [
                "agreement is violated",
                "validity should be violated, and holds",
                "no promise was ever heeded: the model shows little",
                "value chosen should be possible, and is not",
                "states: 11 expected, 10 found",
                "the depth: 6 expected, 5 found",
            ]
        );
    }

    #[test]
    fn without_expectations_only_violations_and_panics_count() {
        assert_eq!(judge(None, &End::Complete, &["promise"]), ["agreement is violated"]);
        assert_eq!(
            judge(None, &End::Panicked("it broke".into()), &[]),
            ["the model panicked: it broke", "agreement is violated"]
        );
    }

    #[test]
    fn what_a_stopped_search_does_not_know_is_no_difference() {
        let expect = Expect {
            unique_states: Some(11),
            violates: names(&["agreement", "validity"]),
            reaches: names(&["value chosen"]),
            ..Expect::default()
        };
        let end = End::Truncated("out of time");
        assert_eq!(judge(Some(&expect), &end, &["promise"]), Vec::<String>::new());
    }
}
