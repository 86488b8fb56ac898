//! `synod node`: one node of a cluster.

use super::cluster_file::ClusterFile;
use super::say::mention;
use super::{Exit, Failure};
use crate::node::{Cluster, DiskStore, Node, NodeError, NodeId, StoreError, Summary};
use clap::Args;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Run one node of a cluster, until Ctrl-C.
///
/// The node takes its address from the cluster file and keeps its promises and votes in the data
/// directory. It may be killed at any moment and started again with the same command; nothing that
/// was answered is lost. A directory that is damaged or another node's is refused. Never start a
/// node that has voted with a new directory: it would break promises that it no longer knows of.
#[derive(Debug, Args)]
pub(super) struct NodeArgs {
    /// Which node of the cluster file to be
    #[arg(long, value_name = "N")]
    id: u16,
    #[command(flatten)]
    cluster: ClusterFile,
    /// The node's own directory: made when it does not exist, filled when it is empty
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Also stop when the standard input ends, so that a node does not outlive who started it
    #[arg(long, hide = true)]
    stop_with_stdin: bool,
    /// Verify the data directory, and do nothing else
    #[arg(long, hide = true)]
    verify_only: bool,
}

/// Runs the node.
pub(super) fn run(args: &NodeArgs) -> Result<Exit, Failure> {
    let cluster = args.cluster.load()?;
    let cluster_id = cluster.id();
    cluster.member(NodeId(args.id)).map_err(Failure::usage)?;
    if args.verify_only {
        return verify(args, &cluster);
    }
    if args.data.exists() {
        verify_apart(args)?;
    }
    let node = Node::open(cluster, NodeId(args.id), &args.data).map_err(failure)?;
    mention(format_args!(
        "node {} is ready at {} in cluster {cluster_id}; decrees restored: {}",
        args.id,
        node.address(),
        node.restored()
    ));
    if args.stop_with_stdin {
        std::thread::spawn(stop_with_stdin);
    }
    let summary = node.run().map_err(failure)?;
    mention(format_args!("node {} has stopped{}", args.id, unheard(&summary)));
    Ok(Exit::AsExpected)
}

fn verify(args: &NodeArgs, cluster: &Cluster) -> Result<Exit, Failure> {
    match DiskStore::open(&args.data, cluster, NodeId(args.id)) {
        Ok(_) => Ok(Exit::AsExpected),
        Err(e) => Err(failure(e.into())),
    }
}

/// Verifies the data directory in a process of its own. A store's files that are damaged in the
/// wrong place make the library ask for more memory than there is, which ends the process that
/// reads them; the user is to be told what that means.
fn verify_apart(args: &NodeArgs) -> Result<(), Failure> {
    let this = std::env::current_exe().map_err(Failure::unexpected)?;
    let mut arguments: Vec<_> = std::env::args_os().skip(1).collect();
    arguments.push("--verify-only".into());
    let output = Command::new(this)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(Failure::unexpected)?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    match said.split_once("error: ") {
        Some((_, error)) if output.status.code() == Some(2) => {
            Err(Failure::usage(error.trim_end()))
        }
        Some((_, error)) => Err(Failure::unexpected(error.trim_end())),
        None => Err(failure(NodeError::from(StoreError::Damaged {
            dir: args.data.clone(),
            what: format!("store: reading it ended with {}", output.status),
        }))),
    }
}

/// Waits for the end of the input, and then tells this process what a Ctrl-C would.
fn stop_with_stdin() -> std::io::Result<()> {
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    signal_hook::low_level::raise(signal_hook::consts::SIGTERM)
}

/// What it dropped, if anything.
fn unheard(summary: &Summary) -> String {
    let reasons: Vec<_> =
        summary.unheard.iter().map(|(why, count)| format!("{count} by {why}")).collect();
    if reasons.is_empty() {
        String::new()
    } else {
        format!("; datagrams not heard: {}", reasons.join(", "))
    }
}

/// Input that cannot be used can be told from a failure on the way.
fn failure(error: NodeError) -> Failure {
    match error {
        NodeError::NoSuchNode(_)
        | NodeError::Store(StoreError::NotADataDirectory { .. } | StoreError::Foreign { .. }) => {
            Failure::usage(error)
        }
        error => Failure::unexpected(error),
    }
}
