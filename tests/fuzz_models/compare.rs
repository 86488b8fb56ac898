//! What must be equal between the searches of a model, and with the readable form walked plainly.

use super::checkpoint::broken_off;
use super::plain::{self, Plain};
use std::fmt::Debug;
use std::num::NonZeroUsize;
use synod::check::{
    self, Engine, Hunt, Judged, Judgement, Limits, Options, Progress, PropertyResult,
    PropertyVerdict, Storage,
};
use synod::model::file::ModelFile;
use synod::model::packed::{Reduction, Reductions};
use synod::properties::{Kind, agreement};
use synod::trace;

const NONE: Reductions = Reductions::NONE;
const ALL: Reductions = Reductions::ALL;

/// Each reduction alone, and what else a user can ask for.
const SINGLE: [Reductions; 4] = [
    Reductions { symmetry: true, ..NONE },
    Reductions { stale: true, ..NONE },
    Reductions { observers: true, ..NONE },
    Reductions { persistent: true, ..NONE },
];

/// What the searches of a model have shown.
pub(crate) struct Compared {
    /// What is not as it must be.
    pub(crate) wrong: Vec<String>,
    /// The search without reductions.
    pub(crate) whole: Judgement,
    /// The search with all of them.
    pub(crate) reduced: Judgement,
}

/// Searches a model in every way. `variety` tells which of the ways that are taken in turn is taken.
pub(crate) fn compare(file: &ModelFile, variety: u64) -> Compared {
    let mut wrong = Differences(Vec::new());
    let plain = plain::walk(file);
    let whole = search(file, Engine::Synod, NONE, 1);
    wrong.against_plain(&plain, &whole);
    let reduced = search(file, Engine::Synod, ALL, 1);
    for (name, judgement) in [("whole", &whole), ("reduced", &reduced)] {
        for trace in judgement.properties.iter().filter_map(|result| result.trace.as_ref()) {
            let replayed = trace::replay(trace, file).map(drop);
            wrong.unless(replayed.is_ok(), name, || {
                format!("a trace cannot be replayed: {replayed:?}")
            });
        }
    }
    for reductions in SINGLE.into_iter().chain([ALL, some_of(variety)]) {
        let other = search(file, Engine::Synod, reductions, 2);
        wrong.against_whole(&whole, &other, &format!("{reductions:?}"));
    }
    for (reductions, first) in [(NONE, &whole), (ALL, &reduced)] {
        let name = if reductions == NONE { "none" } else { "all" };
        let threads = search(file, Engine::Synod, reductions, 2);
        wrong.exactly(first, &threads, &format!("two threads, {name}"));
        let hashed = with_fingerprints(file, reductions);
        wrong.exactly(first, &hashed, &format!("fingerprints, {name}"));
        for engine in [Engine::StaterightBfs, Engine::StaterightDfs] {
            let theirs = search(file, engine, reductions, 1);
            wrong.another_engine(first, &theirs, engine, &format!("{engine:?}, {name}"));
        }
    }
    let (reductions, first) = if variety & 1 == 0 { (NONE, &whole) } else { (ALL, &reduced) };
    let options = Options { engine: Engine::Synod, reductions, threads: NonZeroUsize::MIN };
    let resumed = broken_off(file, &options, variety & 2 == 0, first.unique_states);
    wrong.exactly(first, &resumed, &format!("resumed, {reductions:?}"));
    wrong.agreement_alone(&whole, &search(file, Engine::Synod, settled(), 1));
    wrong.hunted(&whole, file);
    Compared { wrong: wrong.0, whole, reduced }
}

fn settled() -> Reductions {
    Reductions { settled: true, ..ALL }
}

/// Some reductions together.
fn some_of(variety: u64) -> Reductions {
    let [symmetry, stale, observers, persistent] = [2, 3, 4, 5].map(|bit| variety >> bit & 1 == 1);
    Reductions { symmetry, stale, observers, persistent, settled: false }
}

fn search(file: &ModelFile, engine: Engine, reductions: Reductions, threads: usize) -> Judgement {
    let threads = NonZeroUsize::new(threads).expect("some threads");
    let options = Options { engine, reductions, threads };
    check::check(file, &options, &Limits::default(), &Progress::default())
}

fn with_fingerprints(file: &ModelFile, reductions: Reductions) -> Judgement {
    let options = Options { engine: Engine::Synod, reductions, threads: NonZeroUsize::MIN };
    let storage = Storage { fingerprints: true, ..Storage::default() };
    let (limits, progress) = (Limits::default(), Progress::default());
    let judgement = check::check_stored(file, &options, &storage, &limits, &progress);
    judgement.expect("there is room for temporary files")
}

/// How long the trace of a result is.
fn steps(result: &PropertyResult) -> Option<usize> {
    result.trace.as_ref().map(|trace| trace.story.steps.len())
}

/// What became of each property, and in how many steps it is violated.
fn verdicts(judgement: &Judgement) -> Vec<String> {
    let verdict = |result: &PropertyResult| {
        let steps = steps(result);
        format!("{}: {:?} {steps:?}", result.name(), result.verdict)
    };
    judgement.properties.iter().map(verdict).collect()
}

/// The same without numbers of steps.
fn outcomes(judgement: &Judgement) -> Vec<String> {
    let verdict = |p: &PropertyResult| format!("{}: {:?}", p.name(), p.verdict);
    judgement.properties.iter().map(verdict).collect()
}

/// What is not as it must be.
struct Differences(Vec<String>);

impl Differences {
    fn unless(&mut self, is_right: bool, what: &str, why: impl FnOnce() -> String) {
        if !is_right {
            self.0.push(format!("{what}: {}", why()));
        }
    }

    fn equal<T: Debug + PartialEq>(&mut self, expected: &T, found: &T, what: &str) {
        self.unless(expected == found, what, || format!("{found:?}, not {expected:?}"));
    }

    /// Compares lists entry by entry.
    fn alike(&mut self, expected: &[String], found: &[String], what: &str) {
        self.equal(&expected.len(), &found.len(), &format!("{what}, length of {found:?}"));
        for (expected, found) in expected.iter().zip(found) {
            self.equal(expected, found, what);
        }
    }

    /// A search without reductions finds what the plain walk finds.
    fn against_plain(&mut self, plain: &Plain, whole: &Judgement) {
        let what = "against the readable form";
        self.complete(whole, what);
        let expected = |result: &PropertyResult| {
            let hit = plain.hits.get(result.name());
            let verdict = match (result.kind(), hit) {
                (Kind::Sometimes, Some(_)) => PropertyVerdict::Reached,
                (Kind::Sometimes, None) => PropertyVerdict::Unreached,
                (Kind::Always, Some(_)) => PropertyVerdict::Violated,
                (Kind::Always, None) => PropertyVerdict::Holds,
            };
            let steps = hit.filter(|_| result.kind() == Kind::Always);
            format!("{}: {verdict:?} {steps:?}", result.name())
        };
        let expected: Vec<_> = whole.properties.iter().map(expected).collect();
        self.alike(&expected, &verdicts(whole), what);
        let counts = [plain.states, plain.generated, plain.depth as u64];
        let depth = whole.depth.unwrap_or(0) as u64;
        self.equal(&counts, &[whole.unique_states, whole.generated_states, depth], what);
        self.equal(&plain.unseen, &whole.unseen, what);
        let outlook = whole.outlook.map(|found| [found.pending, found.dead, found.unexcused]);
        self.equal(&plain.outlook, &outlook, what);
    }

    /// A search with reductions finds what one without finds.
    fn against_whole(&mut self, whole: &Judgement, other: &Judgement, what: &str) {
        self.complete(other, what);
        self.alike(&verdicts(whole), &verdicts(other), what);
        self.equal(&whole.verdict, &other.verdict, what);
        if other.reductions.iter().all(|reduction| reduction.keeps_counts()) {
            self.equal(&Some(whole.unique_states), &other.unreduced_states, what);
            self.equal(&whole.depth, &other.depth, what);
        }
        let fewer = other.unique_states <= whole.unique_states;
        self.unless(fewer, what, || format!("{} states", other.unique_states));
        let unseen = whole.unseen.iter().all(|case| other.unseen.contains(case));
        self.unless(unseen, what, || format!("not seen: {:?}", other.unseen));
    }

    /// Everything is the same, to the step.
    fn exactly(&mut self, first: &Judgement, other: &Judgement, what: &str) {
        self.complete(other, what);
        self.alike(&verdicts(first), &verdicts(other), what);
        let counts = |judgement: &Judgement| {
            let Judgement { unique_states, unreduced_states, generated_states, .. } = judgement;
            (*unique_states, *unreduced_states, *generated_states, judgement.depth)
        };
        self.equal(&counts(first), &counts(other), what);
        self.equal(&first.unseen, &other.unseen, what);
        self.equal(&first.outlook, &other.outlook, what);
        self.equal(&first.reductions, &other.reductions, what);
        for (first, other) in first.properties.iter().zip(&other.properties) {
            let same = first.trace == other.trace;
            self.unless(same, what, || format!("another trace for {}", first.name()));
        }
    }

    /// Another engine visits the same states, and steps are as few where it goes breadth-first and learners
    /// take part: what observers do is no step of the search, and the first state that hits a property may
    /// need more of it than another.
    fn another_engine(&mut self, first: &Judgement, other: &Judgement, engine: Engine, what: &str) {
        self.complete(other, what);
        let breadth_first = engine == Engine::StaterightBfs;
        if breadth_first {
            self.equal(&first.depth, &other.depth, what);
        }
        let shortest = breadth_first && !other.reductions.contains(&Reduction::Observers);
        let said = if shortest { verdicts } else { outcomes };
        self.alike(&said(first), &said(other), what);
        let counts = |judgement: &Judgement| {
            let Judgement { unique_states, unreduced_states, generated_states, .. } = judgement;
            (*unique_states, *unreduced_states, *generated_states)
        };
        self.equal(&counts(first), &counts(other), what);
        self.equal(&first.outlook, &other.outlook, what);
    }

    /// Where one looks at agreement alone, that is as it is among all properties.
    fn agreement_alone(&mut self, whole: &Judgement, alone: &Judgement) {
        let what = "agreement alone";
        self.complete(alone, what);
        let of = |judgement: &Judgement| {
            let is_agreement = |p: &&PropertyResult| p.name() == agreement::PROPERTY.name;
            let found = judgement.properties.iter().find(is_agreement);
            found.map(|result| (result.verdict, steps(result)))
        };
        self.equal(&of(whole), &of(alone), what);
    }

    /// A hunt finds the violation that takes fewest steps.
    fn hunted(&mut self, whole: &Judgement, file: &ModelFile) {
        let (limits, progress) = (Limits::default(), Progress::default());
        let found = check::hunt(file, NonZeroUsize::MIN, &limits, &progress);
        let of_runs = whole.properties.iter().filter(|p| matches!(p.judged, Judged::OfRuns(_)));
        let violated = of_runs.filter_map(|p| Some((p.name(), steps(p)?)));
        let expected = match violated.min_by_key(|(_, steps)| *steps) {
            Some((property, steps)) => Hunt::Caught { property: property.to_string(), steps },
            None => Hunt::Missed,
        };
        self.equal(&expected, &found, "the hunt");
    }

    /// The search has come to its end.
    fn complete(&mut self, judgement: &Judgement, what: &str) {
        let why = || format!("{:?}: {:?}", judgement.verdict, judgement.reason);
        self.unless(judgement.complete, what, why);
    }
}
