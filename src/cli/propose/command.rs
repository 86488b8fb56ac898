//! The command.

use super::many::many;
use crate::cli::ask::{Ask, failure};
use crate::cli::exit::{Exit, Failure};
use crate::cli::say::{complain, say_value};
use clap::Args;
use std::num::NonZeroU16;

/// Have a value chosen for a decree, and print the chosen value.
///
/// A decree is a register that is written once: the first value chosen stays, and every later
/// proposal is answered with it. The answer goes to stdout; a note on stderr tells when it is
/// another's value. If no quorum answers in time, exit code 1: the value may yet be chosen, and
/// proposing again is safe.
///
/// With `-` in the place of the decree, decrees and values come from the standard input, one decree and its value a
/// line: the name up to the first space, and the rest of the line. Many are proposed at a time; what is
/// chosen is printed in the same form, in the order of the input, as it comes. A line that cannot be used, and one
/// that gets no answer, is told on stderr with its number, and the rest goes on; at the end, exit code 2 if there was a
/// line of the first kind, else 1 if there was one of the second.
#[derive(Debug, Args)]
pub(crate) struct ProposeArgs {
    /// The name of the decree, of 1 to 128 bytes; `-` for lines from the standard input
    decree: String,
    /// The value to propose, of up to 900 bytes
    #[arg(allow_negative_numbers = true)]
    value: Option<String>,
    /// With `-`: each line is a JSON object with `decree` and `value`; what is printed has `chosen` as well
    #[arg(long)]
    json: bool,
    /// With `-`: so many proposals are under way at a time [default: 64]
    #[arg(long, value_name = "N")]
    in_flight: Option<NonZeroU16>,
    #[command(flatten)]
    ask: Ask,
}

/// So many proposals are under way at a time, unless the user wants more or fewer.
const IN_FLIGHT: u16 = 64;

/// Proposes, and prints what is chosen.
pub(crate) fn run(args: &ProposeArgs) -> Result<Exit, Failure> {
    if args.decree == "-" {
        if args.value.is_some() {
            return Err(Failure::usage(
                "with `-` decrees and values come from the standard input; leave the value out",
            ));
        }
        let in_flight = args.in_flight.map_or(IN_FLIGHT, NonZeroU16::get);
        return many(&args.ask, args.json, in_flight.into());
    }
    let Some(value) = &args.value else {
        return Err(Failure::usage("give a value, or `-` in the place of the decree"));
    };
    if args.json || args.in_flight.is_some() {
        return Err(Failure::usage(
            "--json and --in-flight are for lines from the standard input; give `-` in the place of \
             the decree",
        ));
    }
    let decree = args.decree.parse().map_err(Failure::usage)?;
    let mut client = args.ask.client()?;
    let chosen = client.propose(&decree, value).map_err(failure)?;
    say_value(chosen.as_str())?;
    if chosen.as_str() != value {
        complain(format_args!("note: the value chosen for {decree} is another's"));
    }
    Ok(Exit::AsExpected)
}
