//! The command.

use super::asked::Asked;
use super::table;
use crate::cli::ask::{failure, on_runtime, timeout};
use crate::cli::cluster_file::ClientFile;
use crate::cli::exit::{Exit, Failure};
use crate::cli::say::say;
use crate::client::{AsyncClient, Options};
use crate::node::{Access, Contact, NodeId, StatusDocument};
use clap::Args;
use std::time::{Duration, SystemTime};
use tokio::task::JoinSet;

/// Ask each node of the client's file how it is.
///
/// Tells of each whether it answers, its version, since when it runs, which data directory it has and how often that was
/// started, how long ago it heard each other node (they
/// speak every few seconds at least), how many decrees it keeps, has learned, and has in memory, how many
/// requests wait, how long its commits take, and how many datagrams it dropped and why. All of it is since
/// the node was started. If some node does not answer, exit code 1.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// One JSON document; docs/schemas/status.json is its schema
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    file: ClientFile,
    /// Ask this node alone [default: all]
    #[arg(long, value_name = "N")]
    node: Option<u16>,
    /// How long to wait for an answer
    #[arg(long, value_name = "DURATION", default_value = "2s", value_parser = timeout)]
    timeout: Duration,
}

/// Asks all, and prints what they say.
pub(crate) fn run(args: &StatusArgs) -> Result<Exit, Failure> {
    let access = args.file.load()?;
    let options = Options { timeout: Some(args.timeout), only: None };
    let nodes = match args.node {
        Some(node) => vec![access.node(NodeId(node)).map_err(Failure::usage)?.clone()],
        None => access.nodes().to_vec(),
    };
    let asked = on_runtime(ask(&access, &nodes, options))?;
    match args.json {
        true => {
            let document = StatusDocument::of(asked.iter().map(Asked::entry));
            say(serde_json::to_string_pretty(&document).map_err(Failure::unexpected)?)?;
        }
        false => say(table::text(&asked))?,
    }
    let all = asked.iter().all(|asked| asked.status.is_ok());
    Ok(if all { Exit::AsExpected } else { Exit::Unexpected })
}

async fn ask(access: &Access, nodes: &[Contact], options: Options) -> Result<Vec<Asked>, Failure> {
    let client = AsyncClient::new(access, options).map_err(failure)?;
    let ask = |node: &Contact| {
        let (client, node) = (client.clone(), node.clone());
        async move {
            let status = client.status(node.id).await;
            Asked { node, status, when: SystemTime::now() }
        }
    };
    let asked: JoinSet<Asked> = nodes.iter().map(ask).collect();
    let mut asked = asked.join_all().await;
    asked.sort_by_key(|asked| asked.node.id);
    Ok(asked)
}
