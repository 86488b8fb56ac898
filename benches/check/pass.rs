//! What models ask for beside the search: the pass over every step, and the search for dead ends.

use super::baseline::plain_pass::{Passed, pass};
use super::{RUNS, median};
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;
use synod::check::{self, Engine, Judged, Judgement, Limits, Options, Progress};
use synod::model::file::ModelFile;
use synod::model::packed::Reductions;
use synod::properties::AskedFor;

/// From how many seconds on a model has a line of its own.
const LONG: f64 = 0.2;

/// Models that take next to no time: all that can be asked for, with and without excused dead ends, and
/// violated.
const SHORT: [&str; 5] = [
    "models/holds/crash_and_restart.toml",
    "models/holds/message_set_2_ballots.toml",
    "models/holds/partition_heals.toml",
    "models/violates/largest_value.toml",
    "models/violates/votes_once.toml",
];

/// Seconds for the models of `make check` that ask for something, and for each that takes long: with what they
/// ask for, and without it but with the plain pass instead.
pub(crate) fn table() {
    println!("what models ask for beside the search, 2 threads / a plain pass by one\n");
    println!("| model | ours | plain | ratio |");
    println!("|---|--:|--:|--:|");
    let row = |name: &str, [ours, plain]: [f64; 2]| {
        println!("| {name} | {ours:.2} | {plain:.2} | {:.2} |", ours / plain);
    };
    let mut sum = [0.0; 2];
    for path in models() {
        let file = read(&path);
        if file.asked_for().is_empty() {
            continue;
        }
        let runs: Vec<[f64; 2]> = (0..RUNS).map(|_| compared(&file, &path)).collect();
        let median =
            |side: usize| median(&mut runs.iter().map(|run| run[side]).collect::<Vec<_>>());
        let seconds = [median(0), median(1)];
        if seconds[1] >= LONG {
            row(&path.display().to_string(), seconds);
        }
        sum = [sum[0] + seconds[0], sum[1] + seconds[1]];
    }
    row("all that ask", sum);
    println!();
}

/// That both find the same, where that takes no time.
pub(crate) fn short() {
    for path in SHORT.map(Path::new) {
        compared(&read(path), path);
        println!("{}: the plain pass finds the same", path.display());
    }
}

/// The seconds that a whole check takes, and one with the plain pass in the place of ours.
fn compared(file: &ModelFile, path: &Path) -> [f64; 2] {
    let begun = Instant::now();
    let judgement = searched(file);
    let ours = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    searched(&without_questions(path));
    let plain = pass(file);
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(passed(&judgement), plain, "{}", path.display());
    [ours, seconds]
}

fn searched(file: &ModelFile) -> Judgement {
    let threads = NonZeroUsize::new(2).expect("2 is not 0");
    let options = Options { engine: Engine::Synod, reductions: Reductions::ALL, threads };
    let judgement = check::check(file, &options, &Limits::default(), &Progress::default());
    assert!(judgement.as_expected(), "{}: {:?}", judgement.model, judgement.unexpected);
    judgement
}

/// What a judgement says of what was asked for.
fn passed(judgement: &Judgement) -> Passed {
    let count = |count| usize::try_from(count).expect("few states");
    let outlook = judgement.outlook;
    let outlook =
        outlook.map(|outlook| [outlook.pending, outlook.dead, outlook.unexcused].map(count));
    let violated = judgement.properties.iter().filter_map(|result| match result.judged {
        Judged::AskedFor(property) => Some((property, result.trace.as_ref()?.story.steps.len())),
        Judged::OfRuns(_) => None,
    });
    Passed { outlook, violated: violated.collect() }
}

/// The models of `make check`.
fn models() -> Vec<PathBuf> {
    let folders = ["models/holds", "models/violates"].into_iter();
    let entries = folders.flat_map(|folder| fs::read_dir(folder).expect("there are models"));
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.retain(|path| !read(path).deep);
    paths.sort();
    paths
}

fn read(path: &Path) -> ModelFile {
    ModelFile::read(path).unwrap_or_else(|error| panic!("{error}"))
}

/// The model, without what it asks for beside the search.
fn without_questions(path: &Path) -> ModelFile {
    let mut file = read(path);
    if let Some(expect) = &mut file.expect {
        let of_runs = |name: &String| AskedFor::named(name).is_none();
        expect.holds.retain(of_runs);
        expect.violates.retain(of_runs);
    }
    file
}
