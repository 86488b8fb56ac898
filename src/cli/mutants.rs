//! `synod mutants`: which of the known bugs a model would catch.

use super::format::{Format, FormatArg};
use super::progress::{self, Line, Watch};
use super::say::say;
use super::screen::Screen;
use super::threads::threads;
use super::{Exit, Failure, Shipped};
use crate::check::catalogue::{self, Known, MOST_STATES, Shown};
use crate::check::{Limits, Machine, Progress};
use crate::model::file::ModelFile;
use crate::model::words::counted;
use clap::Args;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};
use indicatif::HumanCount;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Find out which of the known ways to get Paxos wrong models would catch.
///
/// Each of them that the model can have is put into it, and its states are searched within the model's
/// bounds until a safety property is violated. That tells what a verdict on the model is worth: a bug
/// that it would not catch could be there. For each of these, the smallest model is named that would.
///
/// Without a model, the known bugs are listed, each with the rule that it breaks and the model that
/// shows it.
///
/// Exit code: 0 if it is known of every bug, 2 for bad input, 3 if for some of them the search was stopped
/// before it could tell.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  synod mutants                             the catalogue
  synod mutants two_proposers               what two proposers with one ballot each can show
  synod mutants my.toml --states 100000000  a model that takes longer")]
pub(super) struct MutantsArgs {
    /// Model files, or names of models that are shipped.
    models: Vec<PathBuf>,

    #[command(flatten)]
    report: FormatArg,

    /// How many states to search for each of them.
    #[arg(long, value_name = "N", default_value_t = MOST_STATES)]
    states: u64,

    /// Stop after this time for all models together, such as 90s or 10m, with those that are known by then.
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    timeout: Option<Duration>,

    /// How many threads search; as many as there are processors by default.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// Tries them all, and reports.
pub(super) fn run(args: &MutantsArgs, shipped: Shipped) -> Result<Exit, Failure> {
    if args.models.is_empty() {
        return list(args.report.format);
    }
    let files = args.models.iter().map(|path| shipped.model(path));
    let files = files.collect::<Result<Vec<_>, _>>()?;
    if let Some(file) = files.iter().find(|file| !file.can_be_broken()) {
        let message = "of such a model no bugs are known, or it is broken already";
        return Err(Failure::usage(format!("{}: {message}", file.path.display())));
    }
    let limits = Limits {
        interrupted: progress::interrupted()?,
        deadline: args.timeout.map(|timeout| Machine::default().after(timeout)),
        states: Some(args.states),
        ..Limits::default()
    };
    let threads = threads(args.threads);
    let begun = files.iter().take_while(|_| limits.over().is_none());
    let all: Vec<_> = begun.map(|file| with_progress(file, threads, &limits)).collect();
    match args.report.format {
        Format::Human => {
            let mut texts: Vec<_> = all.iter().map(human).collect();
            texts.extend(together(&all));
            if let (Some(why), left @ 1..) = (limits.over(), files.len() - all.len()) {
                texts.push(format!("{} not begun ({why})", counted(left, "model")));
            }
            say(texts.join("\n\n"))?;
        }
        Format::Json => say(serde_json::to_string_pretty(&all).map_err(Failure::unexpected)?)?,
    }
    let known = all.iter().all(|known| known.unknown.is_empty());
    let finished = known && all.len() == files.len();
    Ok(if finished { Exit::AsExpected } else { Exit::Unfinished })
}

/// What several models catch together.
fn together(all: &[Known]) -> Option<String> {
    let caught = all.iter().flat_map(|known| known.caught.iter().map(|catch| &catch.bug));
    let caught: BTreeSet<&String> = caught.collect();
    let others = all.iter().flat_map(|known| known.missed.iter().chain(&known.unknown));
    let missed: BTreeSet<&String> = others.filter(|bug| !caught.contains(bug)).collect();
    let sum = format!(
        "together: {} of {} known bugs would be caught",
        caught.len(),
        caught.len() + missed.len()
    );
    (all.len() > 1).then_some(sum)
}

fn with_progress(file: &ModelFile, threads: NonZeroUsize, limits: &Limits) -> Known {
    let progress = Progress::default();
    let current = Mutex::new(String::new());
    let current = || current.lock().unwrap_or_else(PoisonError::into_inner);
    let line = |_: Duration| {
        let states = HumanCount(progress.unique_states.load(Relaxed));
        format!("{}: {}, {states} states", file.path.display(), current())
    };
    Watch::default().with_line(&Line::Told(&line), || {
        catalogue::catches(file, threads, limits, &progress, |bug| *current() = bug.to_string())
    })
}

/// The known bugs.
fn list(format: Format) -> Result<Exit, Failure> {
    let bugs = catalogue::catalogue().map_or(&[][..], |catalogue| &catalogue.bugs);
    if bugs.is_empty() {
        let message = "the catalogue is of other code than this; write it anew with make catalogue";
        return Err(Failure::unexpected(message));
    }
    match format {
        Format::Json => say(serde_json::to_string_pretty(bugs).map_err(Failure::unexpected)?)?,
        Format::Human => {
            let mut table = columns(&["bug", "breaks", MODEL, "steps"]);
            for Shown { bug, breaks, model, steps, .. } in bugs {
                table.add_row([bug, breaks, name(model), &steps.to_string()]);
            }
            say(format!("{}\n\n{} known bugs", text(&table), bugs.len()))?;
        }
    }
    Ok(Exit::AsExpected)
}

fn human(known: &Known) -> String {
    let mut tables = Vec::new();
    if !known.caught.is_empty() {
        let mut table = columns(&["caught", "violates", "steps"]);
        for catch in &known.caught {
            table.add_row([&catch.bug, &catch.property, &catch.steps.to_string()]);
        }
        tables.push(text(&table));
    }
    for (title, bugs) in [("not caught", &known.missed), ("not known", &known.unknown)] {
        if !bugs.is_empty() {
            let mut table = columns(&[title, MODEL, "steps"]);
            for bug in bugs {
                let shown =
                    catalogue::catalogue().and_then(|c| c.bugs.iter().find(|b| b.bug == *bug));
                let (model, steps) = shown.map_or(("", String::new()), |shown| {
                    (name(&shown.model), shown.steps.to_string())
                });
                table.add_row([bug.as_str(), model, &steps]);
            }
            tables.push(text(&table));
        }
    }
    let sum = format!(
        "{}: {} of {} known bugs would be caught",
        known.model,
        known.caught.len(),
        known.all()
    );
    tables.push(Screen::new().text(&sum));
    tables.join("\n\n")
}

/// The column of the smallest model that catches a bug, by the name under which it is shipped.
const MODEL: &str = "shown by";

/// Who has less does without that column.
const NARROW: u16 = 80;

fn columns(names: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(names);
    if let Some(width) = Screen::new().width() {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        let model = names.iter().position(|name| *name == MODEL && width < NARROW);
        if let Some(model) = model.and_then(|model| table.column_mut(model)) {
            model.set_constraint(ColumnConstraint::Hidden);
        }
    }
    if let Some(steps) = table.column_mut(names.len() - 1) {
        steps.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// A model without its folder and its ending.
fn name(model: &str) -> &str {
    Path::new(model).file_stem().and_then(OsStr::to_str).unwrap_or(model)
}

fn text(table: &Table) -> String {
    let lines: Vec<_> = table.lines().map(|line| line.trim_end().to_string()).collect();
    lines.join("\n")
}
