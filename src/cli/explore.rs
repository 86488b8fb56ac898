//! `synod explore`: a model in the browser.

use super::say::say;
use super::{Exit, Failure, Shipped};
use crate::explorer;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Walk the states of a model in the browser, step by step.
///
/// Serves stateright's Explorer until Ctrl-C. Every state shows what can happen next; properties
/// show a counterexample or an example once the search has found one.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  synod explore two_proposers    then open the address that it prints")]
pub(super) struct ExploreArgs {
    /// The model file, or the name of a model that is shipped.
    model: PathBuf,

    /// Where to listen. The explorer has no access control: keep it on this machine.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
}

/// Serves the explorer.
pub(super) fn run(args: &ExploreArgs, shipped: Shipped) -> Result<Exit, Failure> {
    let file = shipped.model(&args.model)?;
    if args.listen.port() == 0 {
        return Err(Failure::usage("--listen: name a port, such as 127.0.0.1:3000"));
    }
    explorer::probe(args.listen).map_err(|error| {
        let remedy = "choose another with --listen, such as --listen 127.0.0.1:3001";
        Failure::unexpected(format!("cannot listen on {}: {error}; {remedy}", args.listen))
    })?;
    let (model, address) = (args.model.display(), args.listen);
    say(format_args!("exploring {model} at http://{address}/ (Ctrl-C ends it)"))?;
    explorer::serve(&file, args.listen);
    Ok(Exit::AsExpected)
}
