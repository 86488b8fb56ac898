//! How fast the checker is, against baselines in the same run: `make bench-check`.
//!
//! Every pair is run in turn, several times, and the medians and their ratio are printed: absolute
//! times differ from machine to machine. `--short` runs each once, on small instances, and asserts
//! the counts and no times. Tables of states and seconds against bounds follow. `--pass` prints the table of
//! what models ask for beside the search alone, and `--moonshot` that of bounds that take minutes and gigabytes.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod baseline;
mod pass;
mod reductions;
mod scale;

use baseline::{example, hand_packed};
use stateright::{Checker, Model};
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Instant;
use synod::check::{self, Engine, Judgement, Limits, Options, Progress};
use synod::model::file::ModelFile;
use synod::model::packed::Reductions;

/// How often each side of a pair is run.
const RUNS: usize = 3;

/// Seconds that TLC took for the abstract model at four ballots with symmetry, agreement alone, with
/// two workers on a machine such as this one. TLC is not run here.
const TLC: f64 = 155.0;

/// One side of a pair: what was counted, and how long it took.
#[derive(Clone, Copy)]
struct Run {
    unique: u64,
    generated: u64,
    seconds: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let asked = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if asked("--short") {
        return short();
    }
    if asked("--pass") {
        return pass::table();
    }
    if asked("--moonshot") {
        return scale::moonshots();
    }
    println!("medians of {RUNS} runs in turn; ratios are ours to the baseline's\n");
    abstract_model();
    network();
    verdict();
    engines();
    pass::table();
    scale::table();
}

/// Counts alone, for continuous integration.
fn short() {
    for (ballots, unique) in [(2, 3_921), (3, 185_369)] {
        let ours = ours(&message_set(ballots), Engine::Synod, Reductions::NONE, 2);
        let stateright = ours_of(ballots, Engine::StaterightDfs);
        let packed = under_stateright(ballots);
        for (name, run) in [("ours", ours), ("ours, stateright", stateright), ("packed", packed)] {
            assert_eq!(run.unique, unique, "{name} at {ballots} ballots");
            assert_eq!(run.generated, packed.generated, "{name} at {ballots} ballots");
        }
        for threads in [1, 2] {
            let bare = hand_packed::bare_loop(ballots, threads);
            assert_eq!((bare.unique, bare.generated), (unique, packed.generated));
            assert_eq!(bare.disagreeing, 0);
        }
        println!("{ballots} ballots: {unique} states, however they are counted");
    }
    let three = ours_of_three(Engine::StaterightDfs, Reductions::NONE, 1);
    let example = theirs(2);
    println!("three proposers: {} states, {} in the example", three.unique, example.unique);
    pass::short();
    for (path, run) in scale::short() {
        println!("{path}: {} states after reductions", run.unique);
    }
}

/// The abstract model at four ballots: the packed form against one packed by hand.
fn abstract_model() {
    println!("abstract model, 3 acceptors, 2 values, 4 ballots, 8,220,065 states");
    pair(
        "stateright's DFS, 1 thread: ours / packed by hand",
        || ours_of(4, Engine::StaterightDfs),
        || under_stateright(4),
        Figure::Seconds,
    );
    pair(
        "our engine, 2 threads / a bare loop over it, 2 threads",
        || ours(&message_set(4), Engine::Synod, Reductions::NONE, 2),
        || bare(4, 2),
        Figure::Seconds,
    );
    let mut seconds: Vec<f64> = (0..RUNS)
        .map(|_| {
            let run = ours(&message_set(4), Engine::Synod, Reductions::ALL, 2);
            assert_eq!(run.unique, 710_709);
            run.seconds
        })
        .collect();
    let ours = median(&mut seconds);
    println!(
        "  with symmetry, 710,709 states: {ours:.2} s; TLC took {TLC} s, {:.0} times\n",
        TLC / ours
    );
}

/// Three proposers over three acceptors, against stateright's example with three clients.
fn network() {
    println!("three proposals over three servers, unreduced, stateright's DFS, 1 thread");
    let ours = || ours_of_three(Engine::StaterightDfs, Reductions::NONE, 1);
    let figures = [
        ("unique states a second: ours / stateright's example", Figure::Unique),
        ("generated states a second: ours / stateright's example", Figure::Generated),
    ];
    pairs(&figures, ours, || theirs(1));
    println!();
}

/// The time to a verdict on the same question.
fn verdict() {
    println!("time to a verdict, 2 threads; ours also covers loss and duplication");
    pair(
        "three proposers: ours / stateright's example, 3 clients",
        || ours_of_three(Engine::Synod, Reductions::ALL, 2),
        || theirs(2),
        Figure::Seconds,
    );
    println!();
}

/// Our engine against those of stateright, over the same packed system with the same reductions.
fn engines() {
    println!(
        "3 acceptors, 2 proposers, 3 ballots each, 1 crash, all reductions: ours / stateright's"
    );
    let file = model("benches/check/models/3_acceptors_2_proposers_3_ballots_1_crash.toml");
    for (name, threads, engine) in [
        ("1 thread / breadth-first", 1, Engine::StaterightBfs),
        ("1 thread / depth-first", 1, Engine::StaterightDfs),
        ("2 threads / breadth-first", 2, Engine::StaterightBfs),
    ] {
        pair(
            name,
            || ours(&file, Engine::Synod, Reductions::ALL, threads),
            || ours(&file, engine, Reductions::ALL, 1),
            Figure::Seconds,
        );
    }
    println!();
}

/// What of two runs is compared.
#[derive(Clone, Copy)]
enum Figure {
    Seconds,
    Unique,
    Generated,
}

impl Figure {
    fn of(self, run: Run) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        match self {
            Self::Seconds => run.seconds,
            Self::Unique => run.unique as f64 / run.seconds,
            Self::Generated => run.generated as f64 / run.seconds,
        }
    }
}

fn pair(what: &str, ours: impl Fn() -> Run, theirs: impl Fn() -> Run, figure: Figure) {
    pairs(&[(what, figure)], ours, theirs);
}

/// Runs both in turn, and prints the medians of some figures and their ratios.
fn pairs(figures: &[(&str, Figure)], ours: impl Fn() -> Run, theirs: impl Fn() -> Run) {
    let runs: Vec<_> = (0..RUNS).map(|_| (ours(), theirs())).collect();
    let text = |figure: f64| match figure {
        large if large >= 1e5 => format!("{:.2} M", large / 1e6),
        small => format!("{small:.3} s"),
    };
    for (what, figure) in figures {
        let a = median(&mut runs.iter().map(|(ours, _)| figure.of(*ours)).collect::<Vec<_>>());
        let b = median(&mut runs.iter().map(|(_, theirs)| figure.of(*theirs)).collect::<Vec<_>>());
        println!("  {what}: {} / {} = {:.3}", text(a), text(b), a / b);
    }
}

fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn model(path: &str) -> ModelFile {
    let mut file = ModelFile::read(Path::new(path)).unwrap_or_else(|error| panic!("{error}"));
    // What a file asks for beside the search is no part of the question that baselines answer.
    if let Some(expect) = &mut file.expect {
        expect.holds.clear();
    }
    file
}

fn message_set(ballots: usize) -> ModelFile {
    model(&format!("models/holds/message_set_{ballots}_ballots.toml"))
}

fn ours_of(ballots: usize, engine: Engine) -> Run {
    ours(&message_set(ballots), engine, Reductions::NONE, 1)
}

/// Three proposers over three acceptors.
fn ours_of_three(engine: Engine, reductions: Reductions, threads: usize) -> Run {
    ours(&model("models/holds/three_proposers.toml"), engine, reductions, threads)
}

/// One of our searches, the closing of the tables included.
fn ours(file: &ModelFile, engine: Engine, reductions: Reductions, threads: usize) -> Run {
    let threads = NonZeroUsize::new(threads).expect("at least one");
    let options = Options { engine, reductions, threads };
    let begun = Instant::now();
    let judgement: Judgement =
        check::check(file, &options, &Limits::default(), &Progress::default());
    let seconds = begun.elapsed().as_secs_f64();
    assert!(judgement.as_expected(), "{}: {:?}", judgement.model, judgement.unexpected);
    Run { unique: judgement.unique_states, generated: judgement.generated_states, seconds }
}

fn under_stateright(ballots: usize) -> Run {
    let begun = Instant::now();
    let checker = hand_packed::model(ballots).checker().threads(1).spawn_dfs().join();
    let seconds = begun.elapsed().as_secs_f64();
    let (unique, generated) = (checker.unique_state_count(), checker.state_count());
    Run { unique: unique as u64, generated: generated as u64, seconds }
}

fn bare(ballots: usize, threads: usize) -> Run {
    let begun = Instant::now();
    let counts = hand_packed::bare_loop(ballots, threads);
    let seconds = begun.elapsed().as_secs_f64();
    Run { unique: counts.unique, generated: counts.generated, seconds }
}

fn theirs(cpus: usize) -> Run {
    let run = example::run(3, cpus).unwrap_or_else(|error| panic!("stateright's example: {error}"));
    assert_eq!(run.unique, 1_194_428, "the example with 3 clients");
    Run { unique: run.unique, generated: run.generated, seconds: run.seconds }
}
