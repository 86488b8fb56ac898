//! `synod propose`: have a value chosen.

use super::ask::Ask;
use super::say::{complain, say_value};
use super::{Exit, Failure};
use clap::Args;

/// Have a value chosen for a decree, and print the chosen value.
///
/// A decree is a register that is written once: the first value chosen stays, and every later
/// proposal is answered with it. The answer goes to stdout; a note on stderr tells when it is
/// another's value. If no quorum answers in time, exit code 1: the value may yet be chosen, and
/// proposing again is safe.
#[derive(Debug, Args)]
pub(super) struct ProposeArgs {
    /// The name of the decree, of 1 to 128 bytes
    decree: String,
    /// The value to propose, of up to 900 bytes
    #[arg(allow_negative_numbers = true)]
    value: String,
    #[command(flatten)]
    ask: Ask,
}

/// Proposes, and prints what is chosen.
pub(super) fn run(args: &ProposeArgs) -> Result<Exit, Failure> {
    let decree = args.decree.parse().map_err(Failure::usage)?;
    let mut client = args.ask.client()?;
    let chosen = client.propose(&decree, &args.value).map_err(super::ask::failure)?;
    say_value(chosen.as_str())?;
    if chosen.as_str() != args.value {
        complain(format_args!("note: the value chosen for {decree} is another's"));
    }
    Ok(Exit::AsExpected)
}
