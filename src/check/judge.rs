//! The verdict on a model, and whether it is the one expected.

use super::asked_for::{self, Answers};
use super::expectation::{Counted, unexpected};
use super::judgement::{Bugs, Judgement, expected_violations};
use super::platform::with_threads;
use super::search::{End, Limits, Options, Progress, Survey, panic_text};
use super::store::{Storage, Store, StoreError};
use super::survey::survey;
use super::verdict::{Judged, PropertyResult, PropertyVerdict, Verdict, verdict_of_runs};
use crate::model::file::ModelFile;
use crate::model::packed::{
    About, NotPacked, Packed, PackedVisitor, Packing, Reduction, Reductions,
};
use crate::properties::{Kind, Sought};
use crate::trace::Trace;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::time::Duration;

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
    let mut first = search(file, options, options.reductions, storage, limits, progress, None)?;
    let persistent = first.reductions.contains(&Reduction::PersistentSets);
    if persistent && !first.complete {
        first.forget_unreached();
    }
    // What is asked for beside the search is looked at without persistent sets anyway.
    let in_doubt = |result: &PropertyResult| {
        matches!(result.verdict, PropertyVerdict::Violated | PropertyVerdict::Unreached)
            && matches!(result.judged, Judged::OfRuns(_))
    };
    if !persistent || !first.complete || !first.properties.iter().any(in_doubt) {
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
    // Packing shares out work, too.
    with_threads(options.threads, || {
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
                let reason = stopped.get().unwrap_or("stopped");
                Ok(Judgement::unsearched(file, Verdict::Truncated, reason))
            }
            Err(panic) => Ok(Judgement::unsearched(file, Verdict::Panicked, &panic_text(&*panic))),
        }
    })
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
        let about = system.about();
        let sought = about.sought();
        let Self { options, store, limits, progress, .. } = self;
        let begun = limits.machine.now();
        progress.begin(None);
        let mut survey = survey(&system, &sought, options, store, limits, progress)?;
        let mut properties = self.of_runs(about, &sought, &survey);
        let answers = self.asked_for(&*system, &mut survey);
        properties.extend(answers.results);
        let complete = survey.end == End::Complete;
        let violated = properties.iter().any(PropertyResult::is_wrong);
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
        let time =
            limits.machine.since(begun) + earlier.map_or(Duration::ZERO, |earlier| earlier.time);
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
                &self.file.must_be_reached().collect::<Vec<_>>(),
                &survey,
                &counted,
                &properties,
                missing,
            ),
            expected_violations: expected_violations(self.file),
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
            outlook: answers.outlook,
            bounds: about.bounds().into_iter().chain(mutant).collect(),
            unheeded,
            unseen: coverage.unseen(),
            bugs: Bugs::of(self.file),
            cases: coverage.counts(),
        })
    }
}

impl Check<'_> {
    /// What became of all that was sought in runs; and of what would have been, if not only agreement had been
    /// looked at.
    fn of_runs(
        &self,
        about: &dyn About,
        sought: &[Arc<dyn Sought>],
        survey: &Survey,
    ) -> Vec<PropertyResult> {
        let complete = survey.end == End::Complete;
        let looked_at = sought.iter().zip(&survey.hits).map(|(sought, hit)| PropertyResult {
            verdict: verdict_of_runs(sought.kind(), hit.is_some(), complete),
            trace: match (sought.kind(), hit) {
                (Kind::Always, Some(run)) => {
                    Some(Trace::new(self.file, sought.name(), about.story(run)))
                }
                _ => None,
            },
            judged: Judged::OfRuns(Arc::clone(sought)),
        });
        let is_left_out = |other: &Arc<dyn Sought>| sought.iter().all(|s| s.name() != other.name());
        let left_out = self.file.sought().into_iter().filter(is_left_out);
        let left_out = left_out.map(|sought| PropertyResult::unknown(Judged::OfRuns(sought)));
        looked_at.chain(left_out).collect()
    }

    /// What became of the properties that the model file asks for. A search that was stopped, or that looks at
    /// agreement alone, knows nothing of them; and if theirs is stopped, so is the whole.
    fn asked_for<const N: usize>(&self, system: &dyn Packed<N>, survey: &mut Survey) -> Answers {
        if let Some(known) = self.known {
            let is_asked_for =
                |result: &&PropertyResult| matches!(result.judged, Judged::AskedFor(_));
            let results = known.properties.iter().filter(is_asked_for).cloned().collect();
            return Answers { outlook: known.outlook, results, stopped: None };
        }
        let settled = system.about().reductions().contains(&Reduction::Settled);
        if settled || survey.end != End::Complete {
            return Answers::unknown(self.file);
        }
        let threads = self.options.threads;
        let look = || asked_for::look(self.file, system, threads, self.limits, self.progress);
        let answers = panic::catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|panic| {
            survey.end = End::Panicked(panic_text(&*panic));
            Answers::unknown(self.file)
        });
        if let Some(reason) = &answers.stopped {
            survey.end = End::Truncated(reason.clone());
        }
        answers
    }
}

#[cfg(test)]
mod tests;
