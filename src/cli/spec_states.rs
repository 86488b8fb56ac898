//! `synod spec-states`: the states of the abstract model, in the words of the TLA+ spec.

use super::say::say;
use super::{Exit, Failure};
use crate::model::file::ModelFile;
use clap::Args;
use std::path::{Path, PathBuf};

/// Print all reachable states of a message-set model, in the words of specs/Paxos.tla.
///
/// Each line is one state, as a TLA+ formula that holds in it alone; lines are sorted. So the states can be
/// compared, as text, with those that a checker of the spec finds.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  synod spec-states models/holds/message_set_2_ballots.toml > states.txt")]
pub(super) struct SpecStatesArgs {
    /// The model file.
    model: PathBuf,
}

/// Prints the states.
pub(super) fn run(args: &SpecStatesArgs) -> Result<Exit, Failure> {
    let file = ModelFile::read(&args.model).map_err(Failure::usage)?;
    let system = file.message_set().ok_or_else(|| no_spec(&args.model))?;
    for state in system.reachable() {
        say(state)?;
    }
    Ok(Exit::AsExpected)
}

/// What is said of a model that is not of the spec.
pub(super) fn no_spec(path: &Path) -> Failure {
    Failure::usage(format!(
        "{}: system: specs/Paxos.tla is of system = \"message-set\"; name such a model",
        path.display()
    ))
}
