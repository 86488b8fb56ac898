//! `synod learn`: ask for the chosen value.

use super::ask::Ask;
use super::say::{complain, say_value};
use super::{Exit, Failure};
use clap::Args;

/// Print the value chosen for a decree.
///
/// If the node that answers knows of none, exit code 3. If votes have been cast but do not show
/// whether a value is chosen, the node settles it by a new ballot before it answers.
#[derive(Debug, Args)]
pub(super) struct LearnArgs {
    /// The name of the decree, of 1 to 128 bytes
    decree: String,
    #[command(flatten)]
    ask: Ask,
}

/// Asks, and prints what is chosen.
pub(super) fn run(args: &LearnArgs) -> Result<Exit, Failure> {
    let decree = args.decree.parse().map_err(Failure::usage)?;
    let cluster = args.ask.cluster()?;
    let learned = args
        .ask
        .client(&cluster)
        .and_then(|client| client.learn(&decree))
        .map_err(super::ask::failure)?;
    let Some(value) = learned else {
        complain(format_args!("no value is known to be chosen for {decree} yet"));
        return Ok(Exit::Unfinished);
    };
    say_value(value.as_str())?;
    Ok(Exit::AsExpected)
}
