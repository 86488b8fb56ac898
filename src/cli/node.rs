//! `synod node`: one node of a cluster.

use super::cluster_file::{MemberFiles, load};
use super::private::{warn_of_readers, warn_of_visitors};
use super::say::{complain, mention};
use super::{Exit, Failure};
use crate::node::{Event, News, Node, NodeError, NodeId, StoreError, Summary};
use clap::Args;
use std::path::PathBuf;

/// Run one node of a cluster, until Ctrl-C.
///
/// The node takes its address from the cluster file and keeps its promises and votes in the data
/// directory. It may be killed at any moment and started again with the same command; nothing that
/// was answered is lost. A directory that is damaged or another node's is refused, and so is one that
/// is not there or empty, unless the first start is said (--new). The other nodes remember it: one
/// that has been emptied, or is older than what it has told them, is refused by them, and the node
/// ends and says why.
///
/// Upon SIGHUP the node reads its list of clients again, and says what has changed.
#[derive(Debug, Args)]
pub(super) struct NodeArgs {
    /// Which node of the cluster file to be
    #[arg(long, value_name = "N")]
    id: u16,
    #[command(flatten)]
    files: MemberFiles,
    /// The node's own directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Say that this may be the first start: a directory that is not there is made, and an empty one
    /// filled. Its acceptor answers once a majority of the other nodes has noted it. One that was used
    /// before is opened as always
    #[arg(long)]
    new: bool,
    /// Write down what the node does, for `synod audit`: a line of JSON for each step of an actor. A log that is
    /// there goes on. It grows by a little more than a kilobyte for each decree, and is never shortened
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Also stop when the standard input ends, so that a node does not outlive who started it, and
    /// leave to that one what is to be said of the cluster's files
    #[arg(long, hide = true)]
    stop_with_stdin: bool,
}

/// Runs the node.
pub(super) fn run(args: &NodeArgs) -> Result<Exit, Failure> {
    let path = args.files.cluster()?;
    let clients = args.files.clients(&path);
    let cluster = load(&path)?;
    let cluster_id = cluster.id();
    let log = args.log.as_deref();
    let node = Node::open(cluster, NodeId(args.id), &clients, &args.data, args.new, log);
    let node = node.map_err(failure)?;
    if !args.stop_with_stdin {
        warn_of_readers(&path);
        warn_of_readers(&clients);
    }
    warn_of_visitors(&args.data);
    mention(format_args!(
        "node {} is ready at {} in cluster {cluster_id}; decrees restored: {}",
        args.id,
        node.address(),
        node.restored()
    ));
    let waits_for: Vec<_> = node.waits_for().iter().map(NodeId::to_string).collect();
    // A whole cluster that is started by one command waits for nobody.
    if !waits_for.is_empty() && !args.stop_with_stdin {
        mention(format_args!(
            "node {} is new: its acceptor answers once most of the others have noted it; not yet: {}",
            args.id,
            waits_for.join(", ")
        ));
    }
    if args.stop_with_stdin {
        std::thread::spawn(stop_with_stdin);
    }
    let summary = node.run(|event| tell(args.id, event)).map_err(failure)?;
    mention(format_args!("node {} has stopped{}", args.id, unheard(&summary)));
    Ok(Exit::AsExpected)
}

/// Waits for the end of the input, and then tells this process what a Ctrl-C would.
fn stop_with_stdin() -> std::io::Result<()> {
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    signal_hook::low_level::raise(signal_hook::consts::SIGTERM)
}

/// What happens while it runs.
fn tell(id: u16, event: Event) {
    match event {
        Event::Reread(Ok(changes)) => {
            mention(format_args!("node {id} has read its clients again; {changes}"));
        }
        Event::Reread(Err(error)) => complain(format_args!(
            "warning: node {id} keeps the clients that it had, since their list cannot be used: {error}"
        )),
        Event::News(News::Admitted) => {
            mention(format_args!("node {id} is noted by the others, and its acceptor answers"));
        }
        Event::News(News::Doubted { node, doubt }) => complain(format_args!(
            "warning: node {id} does not hear node {node}: {doubt}; see \"Mistakes that are noticed\" in \
             docs/operating.md"
        )),
    }
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
        | NodeError::Clients(_)
        | NodeError::Log(_)
        | NodeError::Store(
            StoreError::NotADataDirectory { .. }
            | StoreError::Missing { .. }
            | StoreError::Foreign { .. },
        ) => Failure::usage(error),
        error => Failure::unexpected(error),
    }
}
