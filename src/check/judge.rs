//! The verdict on a model, and whether it is the one expected.

use super::dead_ends::{self, Outlook};
use super::expectation::{Counted, unexpected};
use super::judgement::{
    Bugs, Judgement, PropertyResult, PropertyVerdict, Verdict, property_verdict,
};
use super::refinement;
use super::search::{self, End, Limits, Options, Progress, Survey};
use super::store::{Storage, Store, StoreError};
use crate::model::file::ModelFile;
use crate::model::packed::{NotPacked, Packed, PackedVisitor, Packing, Reduction, Reductions};
use crate::model::story::Story;
use crate::properties::{ASKED_FOR, Kind};
use crate::trace::Trace;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::time::{Duration, Instant};

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
    let first = search(file, options, options.reductions, storage, limits, progress, None)?;
    // What is asked for beside the search is looked at without persistent sets anyway.
    let as_wished = |result: &PropertyResult| {
        matches!(result.verdict, PropertyVerdict::Holds | PropertyVerdict::Reached)
            || is_asked_for(result.property.kind)
    };
    if !first.reductions.contains(&Reduction::PersistentSets)
        || !first.complete
        || first.properties.iter().all(as_wished)
    {
        return Ok(first);
    }
    let reductions = Reductions { persistent: false, ..options.reductions };
    let storage = &storage.again();
    let known = Some(&first);
    let mut second = search(file, options, reductions, storage, limits, progress, known)?;
    second.searched_again = true;
    second.seconds += first.seconds;
    if !second.complete && second.verdict != Verdict::Panicked {
        second.complete_with(first, file.expect.as_ref());
    }
    Ok(second)
}

/// Searches a model with some of the reductions that were asked for. If it has been searched before, what the
/// file asks for beside the search is known.
fn search(
    file: &ModelFile,
    options: &Options,
    reductions: Reductions,
    storage: &Storage,
    limits: &Limits,
    progress: &Progress,
    known: Option<&Judgement>,
) -> Result<Judgement, StoreError> {
    let store = &Store::open(storage, &file.digest, reductions)?;
    let stopped = Cell::new(None);
    let stop = || {
        stopped.set(limits.reached());
        stopped.get().is_some()
    };
    let packing = Packing { reductions, stop: &stop };
    let check = || file.pack(&packing, Check { file, options, store, limits, progress, known });
    match panic::catch_unwind(AssertUnwindSafe(check)) {
        Ok(Ok(judgement)) => judgement,
        Ok(Err(NotPacked::TooLarge(reason))) => {
            Ok(Judgement::unsearched(file, Verdict::Truncated, &reason))
        }
        Ok(Err(NotPacked::Stopped)) => {
            Ok(Judgement::unsearched(file, Verdict::Truncated, stopped.get().unwrap_or("stopped")))
        }
        Err(panic) => {
            Ok(Judgement::unsearched(file, Verdict::Panicked, &search::panic_text(&*panic)))
        }
    }
}

struct Check<'a> {
    file: &'a ModelFile,
    options: &'a Options,
    store: &'a Store,
    limits: &'a Limits,
    progress: &'a Progress,
    known: Option<&'a Judgement>,
}

impl PackedVisitor for Check<'_> {
    type Output = Result<Judgement, StoreError>;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Self::Output {
        let begun = Instant::now();
        let about = system.about();
        let relevant = about.relevant();
        let Self { options, store, limits, progress, .. } = self;
        let mut survey = search::survey(&system, &relevant, options, store, limits, progress)?;
        let (outlook, asked_for) = self.asked_for(&*system, &mut survey);
        let complete = survey.end == End::Complete;
        let properties = relevant.iter().zip(&survey.hits).map(|(property, hit)| PropertyResult {
            property: *property,
            verdict: property_verdict(property.kind, hit.is_some(), complete),
            trace: match (property.kind, hit) {
                (Kind::Always, Some(run)) => {
                    Some(Trace::new(self.file, property.name, about.story(run)))
                }
                _ => None,
            },
        });
        let properties: Vec<_> = properties.chain(asked_for).collect();
        // Who does otherwise than Paxos need not do wrong.
        let is_wrong = |p: &PropertyResult| {
            p.verdict == PropertyVerdict::Violated && p.property.kind != Kind::EveryStep
        };
        let violated = properties.iter().any(is_wrong);
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
        // A mutant may have done away with a kind of message.
        let mutant = self.file.mutant().map(|name| format!("mutant: {name}"));
        let missing = if self.file.mutant().is_some() { &[] } else { &unheeded[..] };
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
                missing,
            ),
            complete,
            unique_states: survey.unique_states,
            generated_states: survey.generated_states,
            unreduced_states: (complete && keep_counts).then_some(survey.orbits),
            depth: survey.depth.filter(|_| keep_counts),
            exact: survey.exact,
            searched_again: false,
            second_opinion: None,
            reductions,
            resumed_states: earlier.map(|earlier| earlier.states),
            seconds: time.as_secs_f64(),
            properties,
            outlook,
            bounds: about.bounds().into_iter().chain(mutant).collect(),
            unheeded,
            unseen: coverage.unseen(),
            bugs: Bugs::of(self.file),
            cases: coverage.counts(),
        })
    }
}

/// Whether properties of this kind are looked at beside the search, if a model file asks for them.
fn is_asked_for(kind: Kind) -> bool {
    matches!(kind, Kind::StaysReachable | Kind::EveryStep)
}

impl Check<'_> {
    /// What became of the properties that the model file asks for. A search that was stopped knows nothing of
    /// them; and if theirs is stopped, so is the whole.
    fn asked_for<const N: usize>(
        &self,
        system: &dyn Packed<N>,
        survey: &mut Survey,
    ) -> (Option<Outlook>, Vec<PropertyResult>) {
        if let Some(known) = self.known {
            let results =
                known.properties.iter().filter(|result| is_asked_for(result.property.kind));
            return (known.outlook, results.cloned().collect());
        }
        let settled = system.about().reductions().contains(&Reduction::Settled);
        let asked = ASKED_FOR.iter().filter(|property| !settled && self.file.asks_for(property));
        let (of_steps, of_states): (Vec<_>, Vec<_>) =
            asked.partition(|property| property.kind == Kind::EveryStep);
        let mut outlook = None;
        let mut look = || -> Result<Vec<Option<Story>>, String> {
            let mut found = Vec::new();
            for property in &of_states {
                let dead_ends = dead_ends::search(system, property, self.limits)?;
                outlook = Some(dead_ends.outlook);
                found.push(dead_ends.run.map(|run| system.about().story(&run)));
            }
            if !of_steps.is_empty() {
                found.extend(refinement::search(self.file, &of_steps, self.limits)?);
            }
            Ok(found)
        };
        let found = if survey.end == End::Complete { Some(look()) } else { None };
        if let Some(Err(reason)) = &found {
            survey.end = End::Truncated(reason.clone());
        }
        let found = found.and_then(Result::ok);
        let properties = of_states.iter().chain(&of_steps).enumerate();
        let results = properties.map(|(number, property)| {
            let Some(found) = &found else {
                let verdict = PropertyVerdict::Unknown;
                return PropertyResult { property: *property, verdict, trace: None };
            };
            let story = found[number].clone();
            PropertyResult {
                property: *property,
                verdict: property_verdict(property.kind, story.is_some(), true),
                trace: story.map(|story| Trace::new(self.file, property.name, story)),
            }
        });
        let results = results.collect();
        (outlook, results)
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
        let first =
            search(&file, &options, reductions, &storage, &limits, &progress, None).unwrap();
        assert!(first.complete && first.reductions.contains(&Reduction::PersistentSets));
        let mut second = Judgement::unsearched(&file, Verdict::Truncated, "out of time");
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
