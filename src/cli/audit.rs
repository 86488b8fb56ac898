//! `synod audit`: whether what nodes did is what the actors do.

use super::say::{complain, say};
use super::{Exit, Failure};
use crate::audit::{Report, audit};
use clap::Args;
use std::fmt::Display;
use std::path::PathBuf;

/// Replay the logs of nodes through the actors that the models check.
///
/// Give the logs of all nodes of a cluster, in any order (`synod node --log`). Each step has to be one of the
/// actors', each message that was heard has to have been sent, what a node started from has to be what it had
/// committed, each answer has to have its reason, and the properties have to hold over the whole run. The nodes should have
/// stopped, or the logs be copies that were made while nothing was asked of them.
///
/// Exit codes: 0 all is right, 1 something is wrong, 2 a file is no log, 3 nothing is wrong, but logs are missing.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    /// The logs of the nodes
    #[arg(required = true, value_name = "LOG")]
    logs: Vec<PathBuf>,
}

/// Audits, and says what it has come to.
pub(super) fn run(args: &AuditArgs) -> Result<Exit, Failure> {
    let report = audit(&args.logs).map_err(Failure::usage)?;
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
    verdict(&report)
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
