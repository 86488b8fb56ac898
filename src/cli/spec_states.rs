//! `synod spec-states`: the states of the abstract model, in the words of the TLA+ spec.

use super::say::say_each;
use super::{Exit, Failure, Shipped};
use crate::model::tla::{Tla, TlaVisitor};
use clap::Args;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Print all reachable states of an abstract model, in the words of specs/Paxos.tla, or of specs/MultiPaxos.tla.
///
/// Each line is one state, as a TLA+ formula that holds in it alone; lines are sorted. So the states can be
/// compared, as text, with those that a checker of the spec finds.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  synod spec-states message_set_2_ballots > states.txt")]
pub(super) struct SpecStatesArgs {
    /// The model file, or the name of a model that is shipped.
    model: PathBuf,
}

/// Prints the states.
pub(super) fn run(args: &SpecStatesArgs, shipped: Shipped) -> Result<Exit, Failure> {
    let file = shipped.model(&args.model)?;
    say_each(file.visit_tla(Reachable).ok_or_else(|| no_spec(&args.model))?)?;
    Ok(Exit::AsExpected)
}

/// What is said of a model that is not of the spec.
pub(super) fn no_spec(path: &Path) -> Failure {
    Failure::usage(format!(
        "{}: system: specs/Paxos.tla is of system = \"message-set\", and specs/MultiPaxos.tla of system = \
         \"message-set-log\"; name such a model",
        path.display()
    ))
}

struct Reachable;

impl TlaVisitor for Reachable {
    type Output = BTreeSet<String>;

    fn visit<S: Tla>(self, system: &S) -> BTreeSet<String> {
        system.reachable()
    }
}
