//! `synod check`: models are searched, and the verdicts reported.

use super::checked::Checked;
use super::format::{Format, FormatArg};
use super::models::Models;
use super::progress::{self, Line, Watch};
use super::say::say;
use super::storage::StorageArgs;
use super::threads::threads;
use super::traces::TraceFolder;
use super::{Exit, Failure, Shipped};
use crate::check::{
    self, Engine, Judgement, Limits, Machine, Options, Progress, Storage, StoreError,
};
use crate::model::closed::MAX_SETTLED_ACCEPTORS;
use crate::model::file::ModelFile;
use crate::model::packed::Reductions;
use crate::model::words::counted;
use bytesize::ByteSize;
use clap::{Args, ValueEnum};
use indicatif::HumanCount;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Search all states of models, and say whether Paxos keeps its promises in every one.
///
/// A model that is searched to its end either holds or is violated, and a violated property comes
/// with its shortest trace. A search that is stopped is never called a success.
///
/// Exit code: 0 if every model is as its file expects, 1 if some is not, 2 for bad input, 3 if some
/// search was stopped before its end and nothing unexpected was found.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  synod check                                    every model that is shipped but the deep ones
  synod check two_proposers                      one of them
  synod check models/holds                       every model in a folder
  synod check models/violates/largest_value.toml one model
  synod check --format json --timeout 60s        for a program, in at most a minute
  synod check big.toml --checkpoint big.d        one that can be stopped; the same again continues it")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct CheckArgs {
    /// Model files, or folders of them; or names of models that are shipped, which are all checked if none is
    /// given.
    models: Vec<PathBuf>,

    /// Write the models and docs that are shipped into this folder, and do nothing else.
    #[arg(long, value_name = "DIR", exclusive = true)]
    export_models: Option<PathBuf>,

    /// Also check the models in folders that are marked as deep, and of every model of our actors each step,
    /// whether it is one of abstract Paxos. That takes long.
    #[arg(long)]
    deep: bool,

    #[command(flatten)]
    report: FormatArg,

    /// Tell of those models alone that are not as expected, and then how many are; without a line that tells how
    /// far the search has come.
    #[arg(long, short)]
    quiet: bool,

    /// Where to write the traces of violated properties.
    #[arg(long, value_name = "DIR", default_value = "traces")]
    trace_dir: PathBuf,

    /// Stop after this time, such as 90s or 10m; what is not finished by then is truncated.
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    timeout: Option<Duration>,

    /// Stop when the program has this much memory, such as 8GiB; by default four fifths of what the
    /// machine has. What is not finished by then is truncated.
    #[arg(long, value_name = "SIZE")]
    memory: Option<ByteSize>,

    /// Take any of the shortest counterexamples, and not one in which fewest actors take part.
    #[arg(long)]
    no_minimise: bool,

    /// How many threads search; as many as there are processors by default. With more than one, and without --memory,
    /// the traces of a model are made short and readable while the next is searched.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,

    /// Visit every state, also those that tell nothing new.
    #[arg(long)]
    no_reductions: bool,

    /// Look at agreement alone, and at nothing that comes after a state from which one value at most
    /// can be chosen: for networks, of at most 12 acceptors, that are too large otherwise. Whether
    /// anything is ever chosen, or learned, such a check does not tell; never let it be the only one
    /// of a model.
    #[arg(long, conflicts_with_all = ["no_reductions", "second_opinion"])]
    agreement_only: bool,

    /// What searches. stateright's engines remember hashes of states and not the states; depth-first
    /// traces are not the shortest.
    #[arg(long, value_enum, default_value_t = EngineName::Synod)]
    engine: EngineName,

    /// Search a second time, with stateright's breadth-first engine, and compare counts, depths and
    /// verdicts; and the lengths of traces, where learners take part in the search.
    #[arg(long, conflicts_with = "engine")]
    second_opinion: bool,

    #[command(flatten)]
    storage: StorageArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum EngineName {
    /// Ours: breadth-first, parallel, exact.
    Synod,
    /// stateright's breadth-first search.
    StaterightBfs,
    /// stateright's depth-first search.
    StaterightDfs,
}

impl From<EngineName> for Engine {
    fn from(name: EngineName) -> Self {
        match name {
            EngineName::Synod => Self::Synod,
            EngineName::StaterightBfs => Self::StaterightBfs,
            EngineName::StaterightDfs => Self::StaterightDfs,
        }
    }
}

/// Checks the models, and reports.
pub(super) fn run(args: &CheckArgs, shipped: Shipped) -> Result<Exit, Failure> {
    if let Some(folder) = &args.export_models {
        shipped.export(folder)?;
        say(format_args!(
            "{}: models and docs are written; the pictures of the docs are in the repository alone",
            folder.display()
        ))?;
        return Ok(Exit::AsExpected);
    }
    let models = args.models(shipped)?;
    let folder = TraceFolder::tried(&args.trace_dir)?;
    let limits = Limits {
        interrupted: progress::interrupted()?,
        deadline: args.timeout.map(|timeout| Machine::default().after(timeout)),
        memory: args.memory.map(|size| size.as_u64()).or_else(most_memory),
        ..Limits::default()
    };
    let search = Search {
        options: args.options(),
        second_opinion: args.second_opinion,
        telling: args.telling(),
        storage: args.storage.storage(args.engine.into(), models.files.len())?,
        limits,
        quiet: args.quiet,
        models: models.files.len(),
        watch: Watch::default(),
    };
    let human = args.report.format == Format::Human;
    let checked = Checked::new(folder, human, args.quiet);
    let (checked, failure) = search.check_all(&models, human, checked)?;
    // What is known is told, whatever has ended the rest.
    let exit = checked.conclude(&models, search.limits.over())?;
    failure.map_or(Ok(exit), Err)
}

impl CheckArgs {
    fn telling(&self) -> Telling {
        // Another engine's traces need not be the shortest.
        if self.no_minimise || !matches!(self.engine, EngineName::Synod) {
            Telling::Never
        } else if self.memory.is_some() || threads(self.threads) == NonZeroUsize::MIN {
            Telling::Before
        } else {
            Telling::Beside
        }
    }

    fn options(&self) -> Options {
        let reductions = if self.no_reductions { Reductions::NONE } else { Reductions::ALL };
        let reductions = Reductions { settled: self.agreement_only, ..reductions };
        let threads = threads(self.threads);
        Options { engine: self.engine.into(), reductions, threads }
    }

    /// The models to check.
    fn models(&self, shipped: Shipped) -> Result<Models, Failure> {
        let mut models = Models::named(&self.models, self.deep, shipped)?;
        if self.deep {
            models.files.iter_mut().for_each(ModelFile::ask_whether_it_refines);
        }
        let whole = models.files.iter().find(|file| !file.agreement_can_be_settled());
        if let Some(file) = whole.filter(|_| self.agreement_only) {
            return Err(Failure::usage(format!(
                "{}: --agreement-only is for networks of at most {MAX_SETTLED_ACCEPTORS} acceptors; \
                 leave it out",
                file.path.display()
            )));
        }
        Ok(models)
    }
}

/// Four fifths of the machine's memory, so that a search ends with a verdict and not with a kill.
pub(super) fn most_memory() -> Option<u64> {
    check::memory::of_machine().map(|bytes| bytes / 5 * 4)
}

/// When the traces of a model are made easy to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Telling {
    /// Never: they are told as they are found.
    Never,
    /// Before the next model is searched, so that neither takes memory or threads from the other.
    Before,
    /// Beside the search of the next.
    Beside,
}

/// How the models are searched.
struct Search {
    options: Options,
    second_opinion: bool,
    telling: Telling,
    storage: Storage,
    limits: Limits,
    quiet: bool,
    /// How many models there are.
    models: usize,
    watch: Watch,
}

/// Ends the search when it is dropped: nobody would hear what it finds.
struct EndsSearch<'a>(&'a AtomicBool);

impl Drop for EndsSearch<'_> {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

/// How many models may be searched before those before them are told.
const UNTOLD: usize = 4;

impl Search {
    /// Checks the models, and takes down what that has shown; and why that ended early, if the search of a model
    /// failed. While a model is searched, the traces of those before it are told.
    fn check_all<'a>(
        &self,
        models: &Models,
        human: bool,
        mut checked: Checked<'a>,
    ) -> Result<(Checked<'a>, Option<Failure>), Failure> {
        thread::scope(|scope| {
            let (searched, untold) = mpsc::sync_channel(UNTOLD);
            let telling = scope.spawn(move || {
                let ends_search = EndsSearch(&self.limits.interrupted);
                for (file, mut judgement) in untold {
                    if self.telling == Telling::Beside {
                        self.tell(file, &mut judgement);
                    }
                    self.watch.above(|| checked.add(judgement))?;
                }
                std::mem::forget(ends_search);
                Ok(checked)
            });
            let mut failure = None;
            for (file, number) in models.files.iter().zip(1..) {
                // To a program each model is told; of those that are not begun that is soon done.
                if human && self.limits.over().is_some() {
                    break;
                }
                let mut judgement = match self.check(file, number) {
                    Ok(judgement) => judgement,
                    Err(why) => {
                        failure = Some(why);
                        break;
                    }
                };
                if self.telling == Telling::Before {
                    self.tell(file, &mut judgement);
                }
                if searched.send((file, judgement)).is_err() {
                    break;
                }
            }
            drop(searched);
            let line = |_: Duration| "the last traces are made easy to read".to_string();
            let line = if self.quiet { Line::None } else { Line::Told(&line) };
            let told = self.watch.with_line(&line, || telling.join());
            let checked = told.unwrap_or_else(|panic| resume_unwind(panic))?;
            Ok((checked, failure))
        })
    }

    /// Checks the model of this number, in as many ways as are wanted.
    fn check(&self, file: &ModelFile, number: usize) -> Result<Judgement, Failure> {
        let mut judgement = self.with_progress(file, number, &self.options, &self.storage)?;
        if self.second_opinion {
            let second = Options { engine: Engine::StaterightBfs, ..self.options };
            let second = self.with_progress(file, number, &second, &Storage::default())?;
            judgement.compare("stateright-bfs", &second);
        }
        Ok(judgement)
    }

    /// Makes the traces of a judgement as easy to read as can be.
    fn tell(&self, file: &ModelFile, judgement: &mut Judgement) {
        // Where that panics, traces stay as they were found; what the panic says is on the terminal.
        let _ = catch_unwind(AssertUnwindSafe(|| {
            check::minimise(file, judgement, self.options.threads, &self.limits);
            check::readable(file, judgement, &self.limits);
        }));
    }

    /// Checks one model, with a line on the terminal that tells how far the search has come.
    fn with_progress(
        &self,
        file: &ModelFile,
        number: usize,
        options: &Options,
        storage: &Storage,
    ) -> Result<Judgement, Failure> {
        let progress = Progress::default();
        let line = |elapsed: Duration| self.line(file, number, &progress, elapsed);
        let check = || check::check_stored(file, options, storage, &self.limits, &progress);
        let line = if self.quiet { Line::None } else { Line::Told(&line) };
        self.watch.with_line(&line, check).map_err(|error| match error {
            StoreError::Refused { .. } => Failure::usage(error),
            StoreError::Io { .. } => Failure::unexpected(error),
        })
    }

    /// What matters most comes first, as a narrow terminal cuts off the rest.
    fn line(
        &self,
        file: &ModelFile,
        number: usize,
        progress: &Progress,
        elapsed: Duration,
    ) -> String {
        let states = progress.unique_states.load(Relaxed);
        let new = states.saturating_sub(progress.resumed_states.load(Relaxed));
        let queue = HumanCount(states.saturating_sub(progress.expanded_states.load(Relaxed)));
        let how = progress.task().map_or_else(
            || {
                let (rate, depth) = (progress::rate(new, elapsed), progress.depth.load(Relaxed));
                format!("{}/s, depth {depth}", HumanCount(rate))
            },
            str::to_string,
        );
        let (states, models) = (counted(states, "state"), self.models);
        let (seconds, path) = (elapsed.as_secs(), file.path.display());
        format!(
            "model {number} of {models}: {states}, {how}, {seconds} s, {queue} in the queue; {path}"
        )
    }
}
