//! What is known and what is not, where a search is cut off or does not look at all.

use super::*;
use crate::check::Engine;
use crate::check::refinement::{self, Claim};
use std::num::NonZeroUsize;
use std::path::Path;

const ASKED_FOR: [&str; 3] = ["decision stays reachable", "refines Paxos", "keeps the invariant"];

fn read(path: &str) -> ModelFile {
    ModelFile::read(Path::new(path)).unwrap()
}

fn options(reductions: Reductions) -> Options {
    Options { engine: Engine::Synod, reductions, threads: NonZeroUsize::new(2).unwrap() }
}

/// Checks a model that holds, and asks for all that can be asked for.
fn check_within(limits: &Limits, reductions: Reductions) -> Judgement {
    let file = read("models/holds/crash_and_restart.toml");
    check(&file, &options(reductions), limits, &Progress::default())
}

fn verdict_of(judgement: &Judgement, name: &str) -> PropertyVerdict {
    let mut all = judgement.properties.iter();
    all.find(|result| result.name() == name).expect("it is in the report").verdict
}

/// What is said of the properties that are asked for.
fn asked_for(judgement: &Judgement) -> [PropertyVerdict; 3] {
    ASKED_FOR.map(|name| verdict_of(judgement, name))
}

#[test]
fn what_a_file_asks_for_is_unknown_where_the_search_is_cut_off() {
    let limits = Limits { states: Some(100), ..Limits::default() };
    let cut = check_within(&limits, Reductions::ALL);
    assert_eq!((cut.verdict, cut.reason.as_deref()), (Verdict::Truncated, Some("too many states")));
    assert_eq!(asked_for(&cut), [PropertyVerdict::Unknown; 3]);
    assert_eq!(verdict_of(&cut, "agreement"), PropertyVerdict::Unknown);
    assert_eq!(cut.outlook, None);
}

#[test]
fn what_was_settled_before_the_cut_stays_settled() {
    use PropertyVerdict::{Holds, Unknown};
    // So many states are enough for the search and for dead ends, and not for every step.
    let limits = Limits { states: Some(500), ..Limits::default() };
    let cut = check_within(&limits, Reductions::ALL);
    assert_eq!((cut.verdict, cut.complete), (Verdict::Truncated, false));
    assert!(!cut.as_expected() && cut.unexpected.is_empty());
    assert_eq!(asked_for(&cut), [Holds, Unknown, Unknown]);
    assert_eq!(verdict_of(&cut, "agreement"), Holds);
    assert!(cut.outlook.is_some());
}

#[test]
fn a_step_that_is_wrong_is_told_also_where_the_others_were_not_looked_at() {
    let file = read("models/violates/promise_counted_twice.toml");
    let claims = [Claim::Refines, Claim::KeepsTheInvariant];
    let within = |states| {
        let limits = Limits { states: Some(states), ..Limits::default() };
        let threads = NonZeroUsize::new(2).unwrap();
        let steps = refinement::search(&file, &claims, threads, &limits, &Progress::default());
        let wrong = steps.wrong.iter().map(|run| run.as_ref().map(|story| story.steps.len()));
        (wrong.collect::<Vec<_>>(), steps.stopped)
    };
    assert_eq!(within(400), (vec![Some(4), Some(8)], None));
    assert_eq!(within(60), (vec![Some(4), None], Some("too many states".to_string())));
}

#[test]
fn what_a_file_asks_for_is_unknown_where_the_model_was_not_packed_or_panicked() {
    let file = read("models/holds/crash_and_restart.toml");
    for verdict in [Verdict::Truncated, Verdict::Panicked] {
        let unsearched = Judgement::unsearched(&file, verdict, "because");
        assert_eq!(asked_for(&unsearched), [PropertyVerdict::Unknown; 3]);
        assert_eq!(verdict_of(&unsearched, "agreement"), PropertyVerdict::Unknown);
        assert_eq!(unsearched.properties.len(), 3 + file.relevant().len());
    }
}

#[test]
fn what_is_left_out_for_agreement_alone_is_unknown_and_no_reason_to_search_again() {
    let alone = Reductions { settled: true, ..Reductions::ALL };
    let alone = check_within(&Limits::default(), alone);
    assert_eq!(verdict_of(&alone, "agreement"), PropertyVerdict::Holds);
    let unknown = |p: &&PropertyResult| p.verdict == PropertyVerdict::Unknown;
    assert_eq!(alone.properties.iter().filter(unknown).count(), alone.properties.len() - 1);
    assert_eq!(asked_for(&alone), [PropertyVerdict::Unknown; 3]);
    assert!(alone.as_expected() && !alone.searched_again, "{:?}", alone.unexpected);
    let reported =
        crate::check::Reported { judgement: &alone, traces: vec![None; alone.properties.len()] };
    let told = crate::check::human(&reported);
    let unknown = told.lines.iter().find(|line| line.label == "unknown").unwrap();
    let why = "keeps the invariant (only agreement was looked at)";
    assert!(unknown.text.ends_with(why), "{told:?}");
}

#[test]
fn what_persistent_sets_show_is_kept_when_there_is_no_time_for_a_second_search() {
    let file = read("models/violates/vote_not_durable.toml");
    let (limits, progress) = (Limits::default(), Progress::default());
    let (options, storage) = (options(Reductions::ALL), Storage::default());
    let first =
        search(&file, &options, options.reductions, &storage, &limits, &progress, None).unwrap();
    assert!(first.complete && first.reductions.contains(&Reduction::PersistentSets));
    let mut second = Judgement::unsearched(&file, Verdict::Truncated, "out of time");
    second.complete_with(first, file.expect.as_ref());
    assert_eq!((second.verdict, second.complete), (Verdict::Violated, false));
    assert_eq!(second.reason.as_deref(), Some("out of time"));
    assert_eq!(second.unexpected, Vec::<String>::new());
    let violated = |p: &&PropertyResult| p.verdict == PropertyVerdict::Violated;
    let violated: Vec<_> = second.properties.iter().filter(violated).collect();
    assert_eq!(
        violated.iter().map(|result| result.name()).collect::<Vec<_>>(),
        ["agreement", "promises and votes never go back", "refines Paxos", "keeps the invariant"]
    );
    assert!(violated.iter().all(|result| result.trace.is_some()));
    let unknown = |p: &&PropertyResult| p.verdict == PropertyVerdict::Unknown;
    assert_eq!(second.properties.iter().filter(unknown).count(), 0, "all others are settled");
}

#[test]
fn what_persistent_sets_have_not_reached_is_unknown_where_the_rest_is_cut_off() {
    let file = read("models/holds/one_proposer.toml");
    let (options, storage) = (options(Reductions::ALL), Storage::default());
    let (limits, progress) = (Limits::default(), Progress::default());
    let contend = |judgement: &Judgement| verdict_of(judgement, "two ballots contend");
    let whole = check(&file, &options, &limits, &progress);
    assert!(whole.searched_again && contend(&whole) == PropertyVerdict::Unreached);
    let first =
        search(&file, &options, options.reductions, &storage, &limits, &progress, None).unwrap();
    let limits = Limits { states: Some(first.unique_states), ..limits };
    let cut = check(&file, &options, &limits, &progress);
    assert!(!cut.complete && cut.reductions.contains(&Reduction::PersistentSets));
    assert_eq!(contend(&cut), PropertyVerdict::Unknown);
}
