//! `synod learn`: ask for the chosen value.

use super::ask::Ask;
use super::say::{complain, say_value};
use super::{Exit, Failure};
use clap::Args;

/// Print the value chosen for a decree.
///
/// If none is chosen, exit code 3: a quorum of acceptors has said so, after it was asked. If votes
/// have been cast but do not show whether a value is chosen, the node settles it by a new ballot before
/// it answers. If no quorum can be asked, exit code 1.
#[derive(Debug, Args)]
pub(super) struct LearnArgs {
    /// The name of the decree, of 1 to 128 bytes
    decree: String,
    /// Ask one node what it has learned, and nobody else: at once, and perhaps out of date
    #[arg(long)]
    stale: bool,
    #[command(flatten)]
    ask: Ask,
}

/// Asks, and prints what is chosen.
pub(super) fn run(args: &LearnArgs) -> Result<Exit, Failure> {
    let decree = args.decree.parse().map_err(Failure::usage)?;
    let mut client = args.ask.client()?;
    let learned = if args.stale { client.peek(None, &decree) } else { client.read(&decree) };
    let learned = learned.map_err(super::ask::failure)?;
    let Some(value) = learned else {
        complain(match args.stale {
            true => format!("the node that was asked knows of no value for {decree}; others may"),
            false => format!("no value is chosen for {decree} yet"),
        });
        return Ok(Exit::Unfinished);
    };
    say_value(value.as_str())?;
    Ok(Exit::AsExpected)
}
