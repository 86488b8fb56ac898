//! What the commands that ask a cluster have in common.

use super::Failure;
use super::cluster_file::ClientFile;
use crate::client::{Client, ClientError, Options};
use crate::node::{Access, NodeId};
use clap::Args;
use std::time::Duration;

/// Whom to ask.
#[derive(Debug, Args)]
pub(super) struct Whom {
    #[command(flatten)]
    file: ClientFile,
    /// Ask this node alone [default: one after the other, until one answers]
    #[arg(long, value_name = "N")]
    node: Option<u16>,
}

impl Whom {
    /// What the client's file says.
    pub(super) fn access(&self) -> Result<Access, Failure> {
        self.file.load()
    }

    /// How to ask, for so long.
    pub(super) fn options(&self, timeout: Option<Duration>) -> Options {
        Options { timeout, only: self.node.map(NodeId) }
    }
}

/// Whom to ask, and for how long.
#[derive(Debug, Args)]
pub(super) struct Ask {
    #[command(flatten)]
    whom: Whom,
    /// How long to wait for an answer
    #[arg(long, value_name = "DURATION", default_value = "5s", value_parser = timeout)]
    timeout: Duration,
}

impl Ask {
    /// The client of this file.
    pub(super) fn client(&self) -> Result<Client, Failure> {
        Client::new(&self.access()?, self.options()).map_err(failure)
    }

    /// What the client's file says.
    pub(super) fn access(&self) -> Result<Access, Failure> {
        self.whom.access()
    }

    /// How to ask.
    pub(super) fn options(&self) -> Options {
        self.whom.options(Some(self.timeout))
    }
}

/// Does what waits for many answers at once.
pub(super) fn on_runtime<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::unexpected)?.block_on(work)
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
pub(super) fn timeout(text: &str) -> Result<Duration, String> {
    let longest = Duration::from_secs(24 * 60 * 60);
    match humantime::parse_duration(text) {
        Ok(time) if (Duration::from_millis(1)..=longest).contains(&time) => Ok(time),
        Ok(_) => Err("give between 1ms and 1day".to_owned()),
        Err(e) => Err(format!("{e}; give, say, 5s or 500ms")),
    }
}
