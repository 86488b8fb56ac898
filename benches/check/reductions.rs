//! What each reduction gives: states and seconds with all of them, and without each.

use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;
use synod::check::{self, Engine, Limits, Machine, Options, Progress};
use synod::model::file::ModelFile;
use synod::model::packed::Reductions;

/// A search longer than this is stopped, and the states that it had by then are told.
const MOST: Duration = Duration::from_secs(60);

/// The most memory that a search may take.
const MEMORY: u64 = 16 << 30;

const ALL: Reductions = Reductions::ALL;

const COLUMNS: [(&str, Reductions); 7] = [
    ("all", ALL),
    ("no symmetry", Reductions { symmetry: false, ..ALL }),
    ("no stale messages", Reductions { stale: false, ..ALL }),
    ("no observers", Reductions { observers: false, ..ALL }),
    ("no persistent sets", Reductions { persistent: false, ..ALL }),
    ("none", Reductions::NONE),
    ("agreement alone", Reductions { settled: true, ..ALL }),
];

/// Prints the table of some models.
pub(crate) fn table<'a>(paths: impl Iterator<Item = &'a Path>) {
    println!("states and seconds without each reduction, 2 threads; > is where a minute ended,");
    println!("and - is where the tables of the actors are too large\n");
    let titles: Vec<_> = COLUMNS.iter().map(|(title, _)| *title).collect();
    println!("| bounds | {} |", titles.join(" | "));
    println!("|---|{}", "--:|".repeat(COLUMNS.len()));
    for path in paths {
        let file = ModelFile::read(path).unwrap_or_else(|error| panic!("{error}"));
        let cells: Vec<_> = COLUMNS.iter().map(|(_, used)| cell(&file, *used)).collect();
        println!("| {} | {} |", super::scale::title(path), cells.join(" | "));
    }
    println!();
}

fn cell(file: &ModelFile, reductions: Reductions) -> String {
    let threads = NonZeroUsize::new(2).expect("2 is not 0");
    let options = Options { engine: Engine::Synod, reductions, threads };
    let deadline = Some(Machine::default().after(MOST));
    let limits = Limits { deadline, memory: Some(MEMORY), ..Limits::default() };
    let judgement = check::check(file, &options, &limits, &Progress::default());
    if judgement.unique_states == 0 {
        return "-".to_string();
    }
    let more = if judgement.complete { "" } else { "> " };
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let millions = judgement.unique_states as f64 / 1e6;
    format!("{more}{millions:.2} M, {:.1} s", judgement.seconds)
}
