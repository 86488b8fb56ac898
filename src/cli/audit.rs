//! `synod audit`: whether what nodes did is what the actors do.

use super::output::write;
use super::say::{complain, say};
use super::{Exit, Failure};
use crate::audit::{Recording, Report, record};
use crate::model::words::counted;
use crate::node::Decree;
use clap::Args;
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// Replay the logs of nodes through the actors that the models check.
///
/// Give the logs of all nodes of a cluster, in any order (`synod node --log`). Each step has to be one of the
/// actors', each message that was heard has to have been sent, what a node started from has to be what it had
/// committed, each answer has to have its reason, and the properties have to hold over the whole run. The nodes should have
/// stopped, or the logs be copies that were made while nothing was asked of them.
///
/// With --decree and --trace the run of that decree is written as a trace, of a model that is made for it and written
/// beside it, unless something is wrong: `synod trace` tells and draws it, and the explorer opens it.
///
/// Exit codes: 0 all is right, 1 something is wrong, or the run cannot be drawn, 2 a file is no log, 3 nothing is wrong, but
/// logs are missing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  synod audit node-1.log node-2.log node-3.log
  synod audit --decree colour --trace colour.json node-1.log node-2.log node-3.log
  synod trace colour.json --svg colour.svg
  synod explore --trace colour.json")]
pub(super) struct AuditArgs {
    /// The logs of the nodes
    #[arg(required = true, value_name = "LOG")]
    logs: Vec<PathBuf>,

    /// The decree whose run is written.
    #[arg(long, value_name = "DECREE", requires = "trace")]
    decree: Option<Decree>,

    /// Write the run of that decree to this file, which ends in .json, and its model beside it, to one that ends in
    /// .model.toml.
    #[arg(long, value_name = "FILE.json", requires = "decree")]
    trace: Option<PathBuf>,
}

/// Audits, and says what it has come to.
pub(super) fn run(args: &AuditArgs) -> Result<Exit, Failure> {
    if args.trace.as_ref().is_some_and(|path| path.extension() != Some("json".as_ref())) {
        let message =
            "--trace: a trace is a file that ends in .json; its model is written beside it";
        return Err(Failure::usage(message));
    }
    let decrees = args.decree.as_slice();
    let (report, recordings) = record(&args.logs, decrees).map_err(Failure::usage)?;
    let line = |name: &str, value: &dyn Display| say(format_args!("{name:<22}{value}"));
    let nodes: Vec<_> = report.nodes.iter().map(ToString::to_string).collect();
    line("nodes", &nodes.join(", "))?;
    for (name, count) in [
        ("starts", report.starts),
        ("turns", report.turns),
        ("steps of actors", report.steps),
        ("messages heard", report.heard),
        ("decrees", report.decrees),
        ("told what is chosen", report.chosen),
        ("told that none is", report.none),
    ] {
        line(name, &count)?;
    }
    report.notes.iter().for_each(|note| complain(format_args!("note: {note}")));
    let exit = verdict(&report)?;
    match &args.trace {
        Some(path) if exit != Exit::Unexpected => draw(recordings.first(), path)?,
        Some(_) | None => {}
    }
    Ok(exit)
}

/// Writes a run as a trace, and its model.
fn draw(recording: Option<&Recording>, path: &Path) -> Result<(), Failure> {
    let undrawn = |why: &dyn Display| Failure::unexpected(format!("no trace is written: {why}"));
    let recording = recording.ok_or_else(|| undrawn(&"the logs are empty"))?;
    let model = path.with_extension("model.toml");
    let drawing = recording.draw(&model).map_err(|why| undrawn(&why))?;
    let json = serde_json::to_string_pretty(&drawing.trace).map_err(Failure::unexpected)?;
    write(&model, &drawing.model)?;
    write(path, &(json + "\n"))?;
    let steps = counted(drawing.trace.story.steps.len(), "step");
    let (path, model) = (path.display(), model.display());
    say(format_args!("{path} is the run in {steps}, of {model}; `synod trace {path}` tells it"))
}

fn verdict(report: &Report) -> Result<Exit, Failure> {
    if !report.problems.is_empty() {
        report.problems.iter().try_for_each(say)?;
        say("something is wrong")?;
        return Ok(Exit::Unexpected);
    }
    let partial = report.partial();
    if partial.is_empty() {
        say(
            "each step is one of the actors', each message was sent, each answer has its reason, and the properties hold",
        )?;
        return Ok(Exit::AsExpected);
    }
    say("nothing is wrong, as far as the logs go:")?;
    partial.iter().try_for_each(|why| say(format_args!("  {why}")))?;
    Ok(Exit::Unfinished)
}
