//! `synod explore`: a model in the browser.

use super::exit::{Exit, Failure};
use crate::explorer;
use crate::model::file::ModelFile;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Walk the states of a model in the browser, step by step.
///
/// Serves stateright's Explorer until Ctrl-C. Every state shows what can happen next; properties
/// show a counterexample or an example once the search has found one.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  synod explore models/holds/two_proposers.toml    then open the address that it prints")]
pub(super) struct Explore {
    /// The model file.
    model: PathBuf,

    /// Where to listen. The explorer has no access control: keep it on this machine.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
}

impl Explore {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let file = ModelFile::read(&self.model).map_err(Failure::usage)?;
        explorer::probe(self.listen).map_err(|error| {
            let remedy = "choose another with --listen, such as --listen 127.0.0.1:3001";
            Failure::unexpected(format!("cannot listen on {}: {error}; {remedy}", self.listen))
        })?;
        println!("exploring {} at http://{}/ (Ctrl-C ends it)", self.model.display(), self.listen);
        explorer::serve(&file, self.listen);
        Ok(Exit::AsExpected)
    }
}
