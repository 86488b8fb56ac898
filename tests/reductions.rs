//! Reductions leave states out and nothing else: every shipped model has the same verdict for every
//! property, and equally short traces, with each reduction alone, with all, and with none.

#[path = "support/parallel.rs"]
mod parallel;
#[path = "support/searched.rs"]
mod searched;

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use synod::check::{self, Engine, Judgement, Limits, Options, Progress, PropertyVerdict};
use synod::model::file::ModelFile;
use synod::model::packed::{Packed, PackedVisitor, Packing, Reduction, Reductions};

const NONE: Reductions = Reductions::NONE;
const ALL: Reductions = Reductions::ALL;

/// No abstract model, and no network of a log, with more states than these is searched without reductions. Smaller ones are,
/// which differ in nothing else.
const MOST_STATES: u64 = 300_000;

/// The shipped models, but for the deep ones and large ones of these.
fn models() -> Vec<ModelFile> {
    let files = ["models/holds", "models/violates"].into_iter().flat_map(|folder| {
        let entries = fs::read_dir(folder).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.into_iter().map(|path| searched::model(&path))
    });
    let states = |file: &ModelFile| file.expect.as_ref().and_then(|expect| expect.unique_states);
    let is_large =
        |file: &ModelFile| file.system_name() != "network" && states(file) > Some(MOST_STATES);
    files.filter(|file| !file.deep && !is_large(file)).collect()
}

/// Models that are too large without reductions, or whose counts without them are not pinned yet: they are
/// searched with all of them, or with all but one, and what they show is pinned by golden traces.
const TOO_LARGE: [&str; 24] = [
    "models/holds/raft_four_terms.toml",
    "models/holds/reads.toml",
    "models/holds/refusals_and_a_crash.toml",
    "models/holds/refusals_two_ballots_each.toml",
    "models/holds/remembers_reports.toml",
    "models/holds/sequence_paxos_three_ballots.toml",
    "models/holds/five_acceptors_three_ballots.toml",
    "models/holds/two_ballots_each.toml",
    "models/violates/accept_quorum_finds_nothing.toml",
    "models/violates/adopts_from_refusal.toml",
    "models/violates/counts_any_read.toml",
    "models/violates/counts_over_ballots.toml",
    "models/violates/most_reported.toml",
    "models/violates/one_finds_nothing.toml",
    "models/violates/prepare_clears_vote.toml",
    "models/violates/prepare_lowers_promise.toml",
    "models/violates/raft_counts_older_terms.toml",
    "models/violates/raft_length_only.toml",
    "models/violates/raft_no_predecessor_check.toml",
    "models/violates/refusal_is_a_promise.toml",
    "models/violates/reports_promised_ballot.toml",
    "models/violates/sequence_paxos_part_adopted.toml",
    "models/violates/vote_keeps_its_ballot.toml",
    "models/violates/vote_keeps_promise.toml",
];

/// Whether it is of a system that stands on Paxos: these know no reduction but symmetry, and not all ask for agreement.
fn stands_on_paxos(file: &ModelFile) -> bool {
    ["sequence-paxos", "raft", "commit", "two-phase"].contains(&file.system_name())
}

/// Here a promise goes up and down for ever, as prepares come again.
const NEVER_ENDS: &str = "models/violates/prepare_lowers_promise.toml";

fn check(file: &ModelFile, engine: Engine, reductions: Reductions, threads: usize) -> Judgement {
    let threads = NonZeroUsize::new(threads).unwrap();
    let options = Options { engine, reductions, threads };
    check::check(file, &options, &Limits::default(), &Progress::default())
}

/// Every property, what became of it, and how long its trace is.
fn verdicts(judgement: &Judgement) -> Vec<String> {
    let verdict = |result: &check::PropertyResult| {
        let steps = result.trace.as_ref().map(|trace| trace.story.steps.len());
        format!("{}: {:?} {steps:?}", result.name(), result.verdict)
    };
    judgement.properties.iter().map(verdict).collect()
}

/// With each reduction alone, and with all, a model has the verdicts, the traces and the counts that it has with none.
fn no_reduction_changes_anything_of(file: &ModelFile) {
    let name = file.path.display();
    let whole = check(file, Engine::Synod, NONE, 2);
    assert!(whole.as_expected(), "{name}: {:?}", whole.unexpected);
    assert_eq!(whole.unreduced_states, Some(whole.unique_states), "{name}");
    let alone = [
        Reductions { symmetry: true, ..NONE },
        Reductions { stale: true, ..NONE },
        Reductions { observers: true, ..NONE },
        Reductions { persistent: true, ..NONE },
    ];
    // The other reductions are about learners, or about actors that have one decree to do with.
    let alone = match file.system_name() {
        "network-log" => &alone[..2],
        _ if stands_on_paxos(file) => &alone[..1],
        _ => &alone[..],
    };
    for reductions in alone.iter().copied().chain([ALL]) {
        let reduced = check(file, Engine::Synod, reductions, 2);
        assert!(reduced.as_expected(), "{name}, {reductions:?}: {:?}", reduced.unexpected);
        assert_eq!(verdicts(&reduced), verdicts(&whole), "{name}, {reductions:?}");
        assert!(whole.unseen.iter().all(|case| reduced.unseen.contains(case)), "{name}");
        let passes_over = reductions.stale || reductions.persistent || reductions.observers;
        assert!(whole.unseen.len() == reduced.unseen.len() || passes_over, "{name}");
        assert!(reduced.unique_states <= whole.unique_states, "{name}, {reductions:?}");
        if !passes_over {
            assert_eq!(reduced.unreduced_states, Some(whole.unique_states), "{name}: orbits");
            assert_eq!(reduced.depth, whole.depth, "{name}");
        }
    }
}

#[test]
fn no_reduction_changes_a_verdict_or_a_count_of_what_is_left() {
    let mut models = models();
    for file in &models {
        let name = file.path.display();
        let expect = file.expect.as_ref().unwrap();
        assert!(expect.reduced_states.is_some(), "{name}");
        let too_large = TOO_LARGE.iter().any(|path| file.path == Path::new(path));
        assert_eq!(expect.unique_states.is_none(), too_large, "{name}");
    }
    models.retain(|file| file.expect.as_ref().unwrap().unique_states.is_some());
    // Several models at a time, since there is much in a check that one core does alone.
    parallel::for_each(&models, no_reduction_changes_anything_of);
}

/// The states of a model in which nothing can happen any more, and how many states there are in all:
/// by all steps, and by persistent sets.
struct Ends {
    persistent: bool,
}

impl PackedVisitor for Ends {
    type Output = (BTreeSet<Vec<u64>>, usize);

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Self::Output {
        let mut ends = BTreeSet::new();
        let mut seen = BTreeSet::from([system.initial()]);
        let mut stack = vec![system.initial()];
        while let Some(state) = stack.pop() {
            let mut steps = Vec::new();
            if self.persistent {
                system.persistent_set(&state, &mut steps);
            } else {
                system.successors(&state, &mut steps);
            }
            if steps.is_empty() {
                ends.insert(state.to_vec());
            }
            for (_, mut next) in steps {
                system.canonical(&mut next);
                if seen.insert(next) {
                    stack.push(next);
                }
            }
        }
        (ends, seen.len())
    }
}

#[test]
fn persistent_sets_lead_wherever_all_steps_lead_in_the_end() {
    let mut fewer = 0;
    for file in models() {
        let packing = Packing { reductions: ALL, stop: &|| false };
        let [(all, states), (persistent, states_left)] =
            [false, true].map(|persistent| file.pack(&packing, Ends { persistent }).unwrap());
        assert_eq!(all.is_empty(), file.path == Path::new(NEVER_ENDS), "{}", file.path.display());
        assert_eq!(all, persistent, "{}", file.path.display());
        fewer += usize::from(states_left < states);
    }
    assert!(fewer >= 10, "persistent sets were used in {fewer} models only");
}

/// A network model of these fields.
fn model(fields: &str) -> ModelFile {
    let text = format!("version = 1\ntitle = \"x\"\nsystem = \"network\"\n{fields}");
    ModelFile::parse(Path::new("x.toml"), &text).unwrap_or_else(|e| panic!("{e}"))
}

/// So they do in the model of these fields.
#[track_caller]
fn leads_wherever_all_steps_lead(fields: &str) {
    let file = model(fields);
    let packing = Packing { reductions: ALL, stop: &|| false };
    let [all, persistent] =
        [false, true].map(|persistent| file.pack(&packing, Ends { persistent }).unwrap().0);
    assert!(all.len() > 1, "it always ends the same");
    assert_eq!(all, persistent);
}

#[test]
fn and_where_all_together_send_again_only_so_often() {
    leads_wherever_all_steps_lead(
        r#"
        [roles]
        proposers = ["8", "5"]
        acceptors = 2
        learners = 0
        [bounds]
        ballots_per_proposer = 1
        resends = 1
        [faults]
        duplicate = false
        "#,
    );
}

#[test]
fn and_where_a_partition_holds_back_what_comes_later() {
    leads_wherever_all_steps_lead(
        r#"
        [roles]
        proposers = ["8", "5"]
        acceptors = 1
        learners = 0
        [bounds]
        ballots_per_proposer = 1
        [faults]
        partition = ["proposer A"]
        [mutant]
        name = "no-prepare"
        "#,
    );
}

#[test]
fn and_where_messages_become_others_on_their_way() {
    leads_wherever_all_steps_lead(
        r#"
        [roles]
        proposers = ["8", "5"]
        acceptors = 1
        learners = 0
        [bounds]
        ballots_per_proposer = 1
        [faults]
        alterations = 1
        altered_by = "damage"
        "#,
    );
}

#[test]
fn and_where_something_is_sent_only_after_a_crash() {
    leads_wherever_all_steps_lead(
        r#"
        [roles]
        proposers = [["8", "5"]]
        acceptors = 1
        learners = 0
        [bounds]
        ballots_per_proposer = 1
        [faults]
        duplicate = false
        crashes = 1
        may_crash = ["proposer A"]
        [mutant]
        name = "ballot-reused"
        "#,
    );
}

#[test]
fn agreement_alone_has_the_verdict_and_the_trace_that_it_has_among_all_properties() {
    let agreement = |judgement: &Judgement| {
        verdicts(judgement).into_iter().find(|text| text.starts_with("agreement")).unwrap()
    };
    let mut fewer = 0;
    for file in models().iter().filter(|file| !stands_on_paxos(file)) {
        let name = file.path.display();
        let whole = check(file, Engine::Synod, ALL, 2);
        let alone = check(file, Engine::Synod, Reductions { settled: true, ..ALL }, 2);
        assert_eq!(agreement(&alone), agreement(&whole), "{name}");
        assert!(alone.unexpected.is_empty(), "{name}: {:?}", alone.unexpected);
        if alone.reductions.contains(&Reduction::Settled) {
            let known = |p: &&check::PropertyResult| p.verdict != PropertyVerdict::Unknown;
            assert_eq!(alone.properties.iter().filter(known).count(), 1, "{name}");
            fewer += usize::from(alone.unique_states < whole.unique_states);
        }
    }
    assert!(fewer >= 10, "only {fewer} models have fewer states");
}

#[test]
fn and_so_it_has_where_a_value_is_heard_that_nobody_sends() {
    let file = model(
        r#"
        [roles]
        proposers = [["8", "5"]]
        acceptors = 1
        learners = 0
        [bounds]
        ballots_per_proposer = 1
        [faults]
        alterations = 1
        altered_by = "damage"
        "#,
    );
    let alone = check(&file, Engine::Synod, Reductions { settled: true, ..ALL }, 1);
    let agreement = "agreement: Violated Some(6)".to_string();
    assert!(verdicts(&alone).contains(&agreement), "{:?}", verdicts(&alone));
}

#[test]
fn every_reduction_is_worth_its_name_somewhere() {
    let file = ModelFile::read(Path::new("models/holds/crash_and_restart.toml")).unwrap();
    let states = |reductions| check(&file, Engine::Synod, reductions, 2).unique_states;
    let all = states(ALL);
    for without in [
        Reductions { symmetry: false, ..ALL },
        Reductions { stale: false, ..ALL },
        Reductions { observers: false, ..ALL },
        Reductions { persistent: false, ..ALL },
    ] {
        assert!(states(without) > all, "{without:?}");
    }
}

#[test]
fn a_second_opinion_that_differs_is_told() {
    let file = ModelFile::read(Path::new("models/holds/crash_and_restart.toml")).unwrap();
    let mut whole = check(&file, Engine::Synod, NONE, 2);
    whole.compare("another", &check(&file, Engine::Synod, ALL, 2));
    assert!(!whole.as_expected());
    let told = "second opinion of another: 391 states, not 35,185 states";
    assert!(whole.unexpected.iter().any(|text| text == told), "{:?}", whole.unexpected);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for name in ["models/violates/largest_value.toml", "models/violates/vote_not_durable.toml"] {
        let file = ModelFile::read(Path::new(name)).unwrap();
        let [one, three] = [1, 3].map(|threads| check(&file, Engine::Synod, NONE, threads));
        assert_eq!(one.unique_states, three.unique_states);
        assert_eq!(one.generated_states, three.generated_states);
        let traces = |judgement: &Judgement| {
            let traces = judgement.properties.iter().map(|result| result.trace.clone());
            traces.collect::<Vec<_>>()
        };
        assert_eq!(traces(&one), traces(&three), "{name}: to the step");
    }
}
