//! What the commands that ask a cluster have in common.

use super::Failure;
use super::cluster_file::ClientFile;
use crate::client::{Client, ClientError, Options};
use crate::node::NodeId;
use clap::Args;
use std::time::Duration;

/// Whom to ask, and for how long.
#[derive(Debug, Args)]
pub(super) struct Ask {
    #[command(flatten)]
    file: ClientFile,
    /// Ask this node alone [default: one after the other, until one answers]
    #[arg(long, value_name = "N")]
    node: Option<u16>,
    /// How long to wait for an answer
    #[arg(long, value_name = "DURATION", default_value = "5s", value_parser = timeout)]
    timeout: Duration,
}

impl Ask {
    /// The client of this file.
    pub(super) fn client(&self) -> Result<Client, Failure> {
        let options = Options { timeout: Some(self.timeout), only: self.node.map(NodeId) };
        Client::new(&self.file.load()?, options).map_err(failure)
    }
}

/// Questions that cannot be asked can be told from those that got no answer.
pub(super) fn failure(error: ClientError) -> Failure {
    match error {
        ClientError::ValueTooLong { .. }
        | ClientError::PrefixTooLong { .. }
        | ClientError::NoSuchNode(_)
        | ClientError::NobodyCan { .. } => Failure::usage(error),
        error => Failure::unexpected(error),
    }
}

/// A wait that ends, and that begins.
fn timeout(text: &str) -> Result<Duration, String> {
    let longest = Duration::from_secs(24 * 60 * 60);
    match humantime::parse_duration(text) {
        Ok(time) if (Duration::from_millis(1)..=longest).contains(&time) => Ok(time),
        Ok(_) => Err("give between 1ms and 1day".to_owned()),
        Err(e) => Err(format!("{e}; give, say, 5s or 500ms")),
    }
}
