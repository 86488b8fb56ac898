//! `synod check`: models are searched, and the verdicts reported.

use super::format::{Format, FormatArg};
use super::say::say;
use super::storage::StorageArgs;
use super::threads::threads;
use super::traces::write_traces;
use super::{Exit, Failure, watch};
use crate::check::{
    self, Engine, Judgement, Limits, Options, Progress, Reported, Storage, StoreError,
};
use crate::model::closed::MAX_SETTLED_ACCEPTORS;
use crate::model::file::ModelFile;
use crate::model::packed::Reductions;
use bytesize::ByteSize;
use clap::{Args, ValueEnum};
use indicatif::HumanCount;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// Search all states of models, and say whether Paxos keeps its promises in every one.
///
/// A model that is searched to its end either holds or is violated, and a violated property comes
/// with its shortest trace. A search that is stopped is never called a success.
///
/// Exit code: 0 if every model is as its file expects, 1 if some is not, 2 for bad input, 3 if some
/// search was stopped before its end and nothing unexpected was found.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  synod check                                    every model in models/ but the deep ones
  synod check models/holds                       every model in a folder
  synod check models/violates/largest_value.toml one model
  synod check --format json --timeout 60s        for a program, in at most a minute
  synod check big.toml --checkpoint big.d        one that can be stopped; the same again continues it")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct CheckArgs {
    /// Model files, or folders of them; models/ if none is given.
    models: Vec<PathBuf>,

    /// Also check the models in folders that are marked as deep, and of every model of our actors each step,
    /// whether it is one of abstract Paxos. That takes long.
    #[arg(long)]
    deep: bool,

    #[command(flatten)]
    report: FormatArg,

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

    /// How many threads search; as many as there are processors by default.
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
pub(super) fn run(args: &CheckArgs) -> Result<Exit, Failure> {
    let (files, deep) = args.files()?;
    let storage = args.storage.storage(args.engine.into(), files.len())?;
    let limits = Limits {
        interrupted: watch::interrupted()?,
        deadline: args.timeout.and_then(|timeout| Instant::now().checked_add(timeout)),
        memory: args.memory.map(|size| size.as_u64()).or_else(most_memory),
        ..Limits::default()
    };
    let mut judgements = Vec::new();
    let mut traces = Vec::new();
    let options = args.options();
    for file in &files {
        let mut judgement = with_progress(file, &options, &storage, &limits)?;
        if args.second_opinion {
            let second = Options { engine: Engine::StaterightBfs, ..options };
            let second = with_progress(file, &second, &Storage::default(), &limits)?;
            judgement.compare("stateright-bfs", &second);
        }
        // Another engine's traces need not be the shortest.
        if matches!(args.engine, EngineName::Synod) && !args.no_minimise {
            check::minimise(file, &mut judgement, options.threads, &limits);
            check::readable(file, &mut judgement);
        }
        let written = args.write_traces(&judgement)?;
        if args.report.format == Format::Human {
            let reported = Reported { judgement: &judgement, traces: written.clone() };
            say(check::human(&reported))?;
        }
        judgements.push(judgement);
        traces.push(written);
    }
    match args.report.format {
        Format::Human => {
            say(check::table(&judgements))?;
            match deep {
                0 => {}
                1 => say("1 deep model was not checked; --deep checks it too")?,
                _ => say(format_args!(
                    "{deep} deep models were not checked; --deep checks them too"
                ))?,
            }
        }
        Format::Json => {
            let reported = judgements.iter().zip(traces);
            let reported: Vec<_> =
                reported.map(|(judgement, traces)| Reported { judgement, traces }).collect();
            say(check::json(&reported).map_err(Failure::unexpected)?)?;
        }
    }
    Ok(exit(&judgements))
}

impl CheckArgs {
    fn options(&self) -> Options {
        let reductions = if self.no_reductions { Reductions::NONE } else { Reductions::ALL };
        let reductions = Reductions { settled: self.agreement_only, ..reductions };
        let threads = threads(self.threads);
        Options { engine: self.engine.into(), reductions, threads }
    }

    /// The models to check, read and checked before the first search begins; and how many deep ones
    /// are left out.
    fn files(&self) -> Result<(Vec<ModelFile>, usize), Failure> {
        let default = [PathBuf::from("models")];
        let paths = if self.models.is_empty() { &default[..] } else { &self.models[..] };
        let (mut files, mut deep) = (Vec::new(), 0);
        for path in paths {
            if path.is_dir() {
                let all = model_files(path)?;
                let found = all.len();
                let mut inside: Vec<_> =
                    all.into_iter().filter(|file| self.deep || !file.deep).collect();
                if inside.is_empty() {
                    let what = if found == 0 {
                        "no model file in this folder"
                    } else {
                        "only deep models; add --deep"
                    };
                    return Err(Failure::usage(format!("{}: {what}", path.display())));
                }
                deep += found - inside.len();
                files.append(&mut inside);
            } else if self.models.is_empty() {
                let message = "there is no folder models/ here; name the model files to check";
                return Err(Failure::usage(message));
            } else {
                files.push(ModelFile::read(path).map_err(Failure::usage)?);
            }
        }
        if self.deep {
            files.iter_mut().for_each(ModelFile::ask_whether_it_refines);
        }
        let whole = files.iter().find(|file| !file.agreement_can_be_settled());
        if let Some(file) = whole.filter(|_| self.agreement_only) {
            return Err(Failure::usage(format!(
                "{}: --agreement-only is for networks of at most {MAX_SETTLED_ACCEPTORS} acceptors; \
                 leave it out",
                file.path.display()
            )));
        }
        Ok((files, deep))
    }

    fn write_traces(&self, judgement: &Judgement) -> Result<Vec<Option<PathBuf>>, Failure> {
        let traces = judgement.properties.iter().map(|property| property.trace.as_ref());
        write_traces(traces, &self.trace_dir)
    }
}

/// Every model file below a folder, in order of their paths.
fn model_files(folder: &Path) -> Result<Vec<ModelFile>, Failure> {
    let failure = |error| Failure::usage(format!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(failure)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(failure)?;
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.append(&mut model_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(ModelFile::read(&path).map_err(Failure::usage)?);
        }
    }
    Ok(files)
}

/// Four fifths of the machine's memory, so that a search ends with a verdict and not with a kill.
fn most_memory() -> Option<u64> {
    check::memory::of_machine().map(|bytes| bytes / 5 * 4)
}

/// Checks one model, with a line on the terminal that tells how far the search has come.
fn with_progress(
    file: &ModelFile,
    options: &Options,
    storage: &Storage,
    limits: &Limits,
) -> Result<Judgement, Failure> {
    let progress = Progress::default();
    let line = |elapsed: Duration| {
        let unique = progress.unique_states.load(Relaxed);
        let new = unique.saturating_sub(progress.resumed_states.load(Relaxed));
        let queue = unique.saturating_sub(progress.expanded_states.load(Relaxed));
        let (path, states, queue) = (file.path.display(), HumanCount(unique), HumanCount(queue));
        if let Some(task) = progress.task() {
            return format!("{path}: {task}: {states} states, {queue} in the queue");
        }
        let rate = HumanCount(watch::rate(new, elapsed));
        format!("{path}: {states} states, {rate} states/s, {queue} in the queue")
    };
    let check = || check::check_stored(file, options, storage, limits, &progress);
    watch::with_line(line, check).map_err(|error| match error {
        StoreError::Refused { .. } => Failure::usage(error),
        StoreError::Io { .. } => Failure::unexpected(error),
    })
}

fn exit(judgements: &[Judgement]) -> Exit {
    if judgements.iter().any(|judgement| !judgement.unexpected.is_empty()) {
        Exit::Unexpected
    } else if judgements.iter().all(|judgement| judgement.complete) {
        Exit::AsExpected
    } else {
        Exit::Unfinished
    }
}
