//! The verdict on a model, and whether it is the one expected.

use super::expectation::{Counted, unexpected, violations};
use super::search::{self, End, Limits, Options, Progress};
use super::store::{Storage, Store, StoreError};
use crate::model::file::{Expect, ModelFile};
use crate::model::packed::{NotPacked, Packed, PackedVisitor, Packing, Reduction, Reductions};
use crate::properties::{Kind, Property};
use crate::trace::Trace;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::time::{Duration, Instant};

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
    /// If it is violated: the shortest run that violates it. If the search was stopped, or was not
    /// breadth-first, there may be a shorter one.
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
    /// Different states visited.
    pub unique_states: u64,
    /// The states of the unreduced system, where they can be told.
    pub unreduced_states: Option<u64>,
    /// States generated, the same ones again included.
    pub generated_states: u64,
    /// The breadth-first diameter in states, if the search was breadth-first.
    pub depth: Option<usize>,
    /// Whether whole states were compared, and not only their hashes.
    pub exact: bool,
    /// The engine that was asked for a second opinion, if one was.
    pub second_opinion: Option<String>,
    /// The reductions that were in use.
    pub reductions: Vec<Reduction>,
    /// The states of the search that this one has continued, if it has continued one.
    pub resumed_states: Option<u64>,
    /// Seconds taken; those of a search that was continued, up to its last checkpoint, included.
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

    /// Compares this with what another engine says of the same model. What differs is not as
    /// expected; so it is if the other one did not finish.
    pub fn compare(&mut self, engine: &str, other: &Self) {
        let text = |judgement: &Self| {
            let mut text = vec![
                format!("{:?}", judgement.verdict).to_lowercase(),
                format!("{} states", judgement.unique_states),
                format!("{} generated", judgement.generated_states),
                format!("depth {}", judgement.depth.unwrap_or(0)),
            ];
            text.extend(judgement.properties.iter().map(|result| {
                let steps = result.trace.as_ref().map(|trace| trace.story.steps.len());
                let steps = steps.map_or(String::new(), |steps| format!(" in {steps} steps"));
                let verdict = format!("{:?}", result.verdict).to_lowercase();
                format!("{} {verdict}{steps}", result.property.name)
            }));
            text
        };
        let (here, there) = (text(self), text(other));
        let differences = here.iter().zip(&there).filter(|(here, there)| here != there);
        self.unexpected.extend(
            differences
                .map(|(here, there)| format!("second opinion of {engine}: {there}, not {here}")),
        );
        self.second_opinion = Some(engine.to_string());
    }

    /// Takes what this search, which was stopped, does not know from one with persistent sets that was
    /// complete: all but which witnesses are unreached. Its runs may be longer than the shortest.
    fn complete_with(&mut self, first: Self, expect: Option<&Expect>) {
        for known in first.properties {
            let same = |result: &&mut PropertyResult| result.property.name == known.property.name;
            if let Some(result) = self.properties.iter_mut().find(same)
                && result.verdict == PropertyVerdict::Unknown
                && known.verdict != PropertyVerdict::Unreached
            {
                *result = known;
            }
        }
        if self.properties.iter().any(|result| result.verdict == PropertyVerdict::Violated) {
            self.verdict = Verdict::Violated;
        }
        self.unexpected = violations(expect, &self.properties);
    }

    /// The chance that two states had the same 64-bit fingerprint, so that one was passed over; 0
    /// where whole states were compared.
    pub fn collision_probability(&self) -> f64 {
        if self.exact {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a probability needs no 53 bits")]
        let states = self.unique_states as f64;
        states * states / 2_f64.powi(65)
    }
}

/// Checks a model, in memory alone.
///
/// A panic of the model's own code, wherever it happens, is a verdict and not a panic of this.
///
/// # Panics
/// Never: memory alone causes no error of storage.
pub fn check(
    file: &ModelFile,
    options: &Options,
    limits: &Limits,
    progress: &Progress,
) -> Judgement {
    let judgement = check_stored(file, options, &Storage::default(), limits, progress);
    judgement.expect("nothing is stored")
}

/// Checks a model, with storage for the states of our own engine.
///
/// Persistent sets keep what holds in all states, and that some state violates it; but a run to it
/// may be longer, and a witness may be missed that a further step puts out again. So where some
/// property is violated or unreached with them, that is only a reason to search once more without.
///
/// # Errors
/// If the storage cannot be used. A search that can no longer write is truncated.
pub fn check_stored(
    file: &ModelFile,
    options: &Options,
    storage: &Storage,
    limits: &Limits,
    progress: &Progress,
) -> Result<Judgement, StoreError> {
    let first = search(file, options, options.reductions, storage, limits, progress)?;
    let as_wished = |result: &PropertyResult| {
        matches!(result.verdict, PropertyVerdict::Holds | PropertyVerdict::Reached)
    };
    if !first.reductions.contains(&Reduction::PersistentSets)
        || !first.complete
        || first.properties.iter().all(as_wished)
    {
        return Ok(first);
    }
    let reductions = Reductions { persistent: false, ..options.reductions };
    let mut second = search(file, options, reductions, &storage.again(), limits, progress)?;
    second.seconds += first.seconds;
    if !second.complete && second.verdict != Verdict::Panicked {
        second.complete_with(first, file.expect.as_ref());
    }
    Ok(second)
}

/// Searches a model with some of the reductions that were asked for.
fn search(
    file: &ModelFile,
    options: &Options,
    reductions: Reductions,
    storage: &Storage,
    limits: &Limits,
    progress: &Progress,
) -> Result<Judgement, StoreError> {
    let store = &Store::open(storage, &file.digest, reductions)?;
    let stopped = Cell::new(None);
    let stop = || {
        stopped.set(limits.reached());
        stopped.get().is_some()
    };
    let packing = Packing { reductions, stop: &stop };
    let check = || file.pack(&packing, Check { file, options, store, limits, progress });
    match panic::catch_unwind(AssertUnwindSafe(check)) {
        Ok(Ok(judgement)) => judgement,
        Ok(Err(NotPacked::TooLarge(reason))) => Ok(unsearched(file, Verdict::Truncated, &reason)),
        Ok(Err(NotPacked::Stopped)) => {
            Ok(unsearched(file, Verdict::Truncated, stopped.get().unwrap_or("stopped")))
        }
        Err(panic) => Ok(unsearched(file, Verdict::Panicked, &search::panic_text(&*panic))),
    }
}

/// The judgement on a model of which nothing more is known than why it was not searched.
fn unsearched(file: &ModelFile, verdict: Verdict, reason: &str) -> Judgement {
    let panicked = verdict == Verdict::Panicked;
    let unknown =
        |property| PropertyResult { property, verdict: PropertyVerdict::Unknown, trace: None };
    let relevant = if panicked { Vec::new() } else { file.relevant() };
    Judgement {
        model: file.path.display().to_string(),
        title: file.title.clone(),
        verdict,
        unexpected: panicked.then(|| format!("the model panicked: {reason}")).into_iter().collect(),
        reason: Some(reason.to_string()),
        complete: false,
        unique_states: 0,
        generated_states: 0,
        unreduced_states: None,
        depth: None,
        exact: true,
        second_opinion: None,
        reductions: Vec::new(),
        resumed_states: None,
        seconds: 0.0,
        properties: relevant.into_iter().map(unknown).collect(),
        bounds: Vec::new(),
        unheeded: Vec::new(),
        unseen: Vec::new(),
        cases: (0, 0),
    }
}

struct Check<'a> {
    file: &'a ModelFile,
    options: &'a Options,
    store: &'a Store,
    limits: &'a Limits,
    progress: &'a Progress,
}

impl PackedVisitor for Check<'_> {
    type Output = Result<Judgement, StoreError>;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Self::Output {
        let begun = Instant::now();
        let about = system.about();
        let relevant = about.relevant();
        let Self { options, store, limits, progress, .. } = self;
        let survey = search::survey(&system, &relevant, options, store, limits, progress)?;
        let complete = survey.end == End::Complete;
        let properties: Vec<_> = relevant
            .iter()
            .zip(&survey.hits)
            .map(|(property, hit)| PropertyResult {
                property: *property,
                verdict: property_verdict(property.kind, hit.is_some(), complete),
                trace: match (property.kind, hit) {
                    (Kind::Always, Some(run)) => {
                        Some(Trace::new(self.file, property.name, about.story(run)))
                    }
                    _ => None,
                },
            })
            .collect();
        let violated = properties.iter().any(|p| p.verdict == PropertyVerdict::Violated);
        let (verdict, reason) = match &survey.end {
            End::Panicked(text) => (Verdict::Panicked, Some(text.clone())),
            End::Truncated(reason) if violated => (Verdict::Violated, Some(reason.clone())),
            End::Truncated(reason) => (Verdict::Truncated, Some(reason.clone())),
            End::Complete if violated => (Verdict::Violated, None),
            End::Complete => (Verdict::Holds, None),
        };
        let reductions = about.reductions();
        let keep_counts = reductions.iter().all(|reduction| reduction.keeps_counts());
        let all = self.options.reductions == Reductions::ALL;
        let counted = Counted { unreduced: keep_counts, reduced: all };
        let mut coverage = about.coverage();
        let earlier = survey.earlier.as_ref();
        earlier.into_iter().flat_map(|e| &e.cases).for_each(|case| coverage.see(*case));
        let time = begun.elapsed() + earlier.map_or(Duration::ZERO, |earlier| earlier.time);
        // Where agreement is settled from the beginning, nothing need ever be heeded.
        let settled = reductions.contains(&Reduction::Settled);
        let unheeded = if settled { Vec::new() } else { coverage.unheeded() };
        Ok(Judgement {
            model: self.file.path.display().to_string(),
            title: self.file.title.clone(),
            verdict,
            reason,
            unexpected: unexpected(
                self.file.expect.as_ref(),
                &survey,
                &counted,
                &properties,
                &unheeded,
            ),
            complete,
            unique_states: survey.unique_states,
            generated_states: survey.generated_states,
            unreduced_states: (complete && keep_counts).then_some(survey.orbits),
            depth: survey.depth,
            exact: survey.exact,
            second_opinion: None,
            reductions,
            resumed_states: earlier.map(|earlier| earlier.states),
            seconds: time.as_secs_f64(),
            properties,
            bounds: about.bounds().into_iter().chain(self.file.mutant()).collect(),
            unheeded,
            unseen: coverage.unseen(),
            cases: coverage.counts(),
        })
    }
}

pub(super) fn property_verdict(kind: Kind, hit: bool, complete: bool) -> PropertyVerdict {
    match (kind, hit) {
        (Kind::Always, true) => PropertyVerdict::Violated,
        (Kind::Sometimes, true) => PropertyVerdict::Reached,
        (_, false) if !complete => PropertyVerdict::Unknown,
        (Kind::Always, false) => PropertyVerdict::Holds,
        (Kind::Sometimes, false) => PropertyVerdict::Unreached,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Engine;
    use std::num::NonZeroUsize;
    use std::path::Path;

    #[test]
    fn what_persistent_sets_show_is_kept_when_there_is_no_time_for_a_second_search() {
        let path = Path::new("models/violates/vote_not_durable.toml");
        let file = ModelFile::read(path).unwrap();
        let (engine, reductions) = (Engine::Synod, Reductions::ALL);
        let options = Options { engine, reductions, threads: NonZeroUsize::MIN };
        let (limits, progress) = (Limits::default(), Progress::default());
        let storage = Storage::default();
        let first = search(&file, &options, reductions, &storage, &limits, &progress).unwrap();
        assert!(first.complete && first.reductions.contains(&Reduction::PersistentSets));
        let mut second = unsearched(&file, Verdict::Truncated, "out of time");
        second.complete_with(first, file.expect.as_ref());
        assert_eq!((second.verdict, second.complete), (Verdict::Violated, false));
        assert_eq!(second.reason.as_deref(), Some("out of time"));
        assert_eq!(second.unexpected, Vec::<String>::new());
        let violated = |p: &&PropertyResult| p.verdict == PropertyVerdict::Violated;
        let violated: Vec<_> = second.properties.iter().filter(violated).collect();
        assert_eq!(violated.len(), 2);
        assert!(violated.iter().all(|result| result.trace.is_some()));
        let unknown = |p: &&PropertyResult| p.verdict == PropertyVerdict::Unknown;
        assert_eq!(second.properties.iter().filter(unknown).count(), 0, "all others are settled");
    }
}
