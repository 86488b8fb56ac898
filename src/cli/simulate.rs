//! `synod simulate`: random runs of a model that is too large to search.

use super::format::{Format, FormatArg};
use super::progress::{self, Line, Watch};
use super::say::{say, say_styled};
use super::screen::Screen;
use super::threads::threads;
use super::traces::TraceFolder;
use super::{Exit, Failure, Shipped};
use crate::check::simulate::{self, DEPTH, Order, Progress, Reported, Simulation};
use crate::check::{Limits, Machine};
use crate::model::file::ModelFile;
use crate::model::words::counted;
use clap::Args;
use indicatif::HumanCount;
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// Walk random runs of a model that has too many states to check them all.
///
/// Each step is drawn from those that are possible: first one of the actors, then something that it
/// can do; in each run some actors hear some others late. Every safety property is looked at after each
/// step. A violation comes with its run, and with the command that repeats it. That none is
/// found proves nothing; `synod check` can.
///
/// A run depends on the seed and its own number alone: with the same version of synod, the same seed
/// gives the same runs on every machine, whatever the number of threads. Machines share the work when
/// each is given runs of its own with --first-run.
///
/// Exit code: 0 if nothing unexpected was found in all the runs, 1 if a safety property was violated
/// and the model file does not expect it, 2 for bad input, 3 if it was stopped before all runs were
/// done.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  synod simulate big.toml                              a thousand runs, and the seed they came from
  synod simulate big.toml --runs 1000000 --timeout 1h  as many as an hour allows
  synod simulate big.toml --seed 7 --first-run 42 --runs 1
                                                       run 42 of seed 7 again, alone")]
pub(super) struct SimulateArgs {
    /// The model file, or the name of a model that is shipped.
    model: PathBuf,

    /// The number from which all random numbers are drawn; a random one by default, and always told.
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// How many runs to walk.
    #[arg(long, value_name = "N", default_value = "1000")]
    runs: NonZeroU64,

    /// The number of the first run.
    #[arg(long, value_name = "K", default_value_t = 0)]
    first_run: u64,

    /// How many steps a run takes at most.
    #[arg(long, value_name = "D", default_value_t = NonZeroU64::new(DEPTH).expect("it is not 0"))]
    depth: NonZeroU64,

    #[command(flatten)]
    report: FormatArg,

    /// If all is as expected, tell the seed and the verdict alone; without a line that tells how far it has come.
    #[arg(long, short)]
    quiet: bool,

    /// Where to write the runs that violate a property.
    #[arg(long, value_name = "DIR", default_value = "traces/simulate")]
    trace_dir: PathBuf,

    /// Stop after this time, such as 90s or 10m, with the runs that are done by then.
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    timeout: Option<Duration>,

    /// How many threads walk; as many as there are processors by default.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// Simulates the model, and reports.
pub(super) fn run(args: &SimulateArgs, shipped: Shipped) -> Result<Exit, Failure> {
    let file = shipped.model(&args.model)?;
    let order = args.order()?;
    let mut folder = TraceFolder::tried(&args.trace_dir)?;
    let limits = Limits {
        interrupted: progress::interrupted()?,
        deadline: args.timeout.map(|timeout| Machine::default().after(timeout)),
        memory: None,
        ..Limits::default()
    };
    let simulation = with_progress(&file, &order, &limits, args.quiet);
    let traces = folder.write(simulation.findings.iter().map(|finding| finding.trace.as_ref()));
    let reported = Reported { simulation: &simulation, traces };
    match args.report.format {
        Format::Human => {
            let mut told = simulate::human(&reported);
            if args.quiet && exit(&simulation) == Exit::AsExpected {
                told.lines.retain(|line| ["seed", "verdict"].contains(&line.label));
            }
            say_styled(Screen::new().paragraph(&told).trim_end())?;
        }
        Format::Json => say(simulate::json(&reported).map_err(Failure::unexpected)?)?,
    }
    folder.complain();
    Ok(exit(&simulation))
}

impl SimulateArgs {
    fn order(&self) -> Result<Order, Failure> {
        let (first_run, runs) = (self.first_run, self.runs.get());
        if first_run.checked_add(runs).is_none() {
            return Err(Failure::usage("--first-run: runs have numbers up to 2^64 - 2"));
        }
        let seed = self.seed.map_or_else(random_seed, Ok)?;
        let threads = threads(self.threads);
        Ok(Order { seed, first_run, runs, depth: self.depth.get(), threads })
    }
}

/// A seed that is short enough to be typed.
fn random_seed() -> Result<u64, Failure> {
    let seed = getrandom::u32().map_err(|error| {
        Failure::unexpected(format!("no random seed: {error}; choose one with --seed"))
    })?;
    Ok(u64::from(seed))
}

/// Simulates the model, with a line on the terminal that tells how far it has come.
fn with_progress(file: &ModelFile, order: &Order, limits: &Limits, quiet: bool) -> Simulation {
    let progress = Progress::default();
    let line = |elapsed: Duration| {
        let steps = progress.steps.load(Relaxed);
        format!(
            "{} of {}, {}, {}/s, {} s; {}",
            HumanCount(progress.runs.load(Relaxed)),
            counted(order.runs, "run"),
            counted(steps, "step"),
            HumanCount(progress::rate(steps, elapsed)),
            elapsed.as_secs(),
            file.path.display(),
        )
    };
    let line = if quiet { Line::None } else { Line::Told(&line) };
    Watch::default().with_line(&line, || simulate::simulate(file, order, limits, &progress))
}

fn exit(simulation: &Simulation) -> Exit {
    if simulation.is_unexpected() {
        Exit::Unexpected
    } else if simulation.is_complete() {
        Exit::AsExpected
    } else {
        Exit::Unfinished
    }
}
