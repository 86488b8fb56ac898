//! `synod node`: one node of a cluster.

use super::cluster_file::{MemberFiles, load};
use super::console::Console;
use super::http::HttpArgs;
use super::journal::{tell, tell_http, tell_new, tell_ready, tell_secrets, tell_stopped};
use super::private::{open_to_readers, open_to_visitors};
use super::{Exit, Failure, notify};
use crate::node::http::{self, Server};
use crate::node::{Event, News, Node, NodeError, NodeId, StoreError};
use clap::Args;
use std::path::PathBuf;
use tracing::{error, warn};

/// Run one node of a cluster, until Ctrl-C.
///
/// The node takes its address from the cluster file and keeps its promises and votes in the data
/// directory. It may be killed at any moment and started again with the same command; nothing that
/// was answered is lost. A directory that is damaged or another node's is refused, and so is one that
/// is not there or empty, unless the first start is said (--new). The other nodes remember it: one
/// that has been emptied, or is older than what it has told them, is refused by them, and the node
/// ends, with exit code 4, and says why.
///
/// Upon SIGHUP the node reads its list of clients again, and says what has changed; and certificate and token for HTTP. What happens is told on stderr. A
/// service manager that has set `NOTIFY_SOCKET`, as systemd does, is told when the node is ready and when it stops.
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
    /// there goes on. It grows by a little more than a kilobyte for each decree, and by some bytes for each question, and is never shortened
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// How to tell what happens, on stderr: a sentence on a line, or a JSON object
    #[arg(long, value_enum, value_name = "FORM", default_value = "text")]
    console: Console,
    /// Also stop when the standard input ends, so that a node does not outlive who started it, and
    /// leave to that one what is to be said of the cluster's files
    #[arg(long, hide = true)]
    stop_with_stdin: bool,
    #[command(flatten)]
    http: HttpArgs,
}

/// Runs the node. Why it could not is told as everything else.
pub(super) fn run(args: &NodeArgs) -> Exit {
    args.console.begin();
    tend(args).unwrap_or_else(|failure| {
        error!(event = "failed", node = args.id, "{failure}");
        failure.exit
    })
}

fn tend(args: &NodeArgs) -> Result<Exit, Failure> {
    let path = args.files.cluster()?;
    let clients = args.files.clients(&path);
    let cluster = load(&path)?;
    let cluster_id = cluster.id().to_string();
    let http = args.http.options()?;
    let log = args.log.as_deref();
    let node = Node::open(cluster, NodeId(args.id), &clients, &args.data, args.new, log);
    let node = node.map_err(failure)?;
    let http = http.map(|options| http::serve(&node, options)).transpose();
    let http = http.map_err(Failure::unexpected)?;
    let has_acceptor = node.has_acceptor();
    let files = [&path, &clients].map(|file| open_to_readers(file));
    let open =
        files.into_iter().filter(|_| !args.stop_with_stdin).chain([open_to_visitors(&args.data)]);
    for what in open.flatten() {
        warn!(event = "permissions", node = args.id, "{what}");
    }
    tell_ready(args.id, &node, &cluster_id);
    if let Some(server) = &http {
        tell_http(args.id, server.url());
    }
    let waits_for = node.waits_for();
    // A whole cluster that is started by one command waits for nobody.
    if !waits_for.is_empty() && !args.stop_with_stdin {
        tell_new(args.id, has_acceptor, &waits_for);
    }
    notify::ready(match waits_for.is_empty() {
        true => "is noted by the others",
        false => "is new, and waits for the others to note it",
    });
    if args.stop_with_stdin {
        std::thread::spawn(stop_with_stdin);
    }
    let told = |event| {
        match event {
            Event::News(News::Admitted) => notify::status("is noted by the others"),
            Event::Stopping => notify::stopping(),
            _ => {}
        }
        let is_reread = matches!(event, Event::Reread(_));
        tell(args.id, has_acceptor, event);
        if let Some(server) = http.as_ref().filter(|_| is_reread) {
            reread(args, server);
        }
    };
    let summary = node.run(told).map_err(failure);
    // The node has no answers any more; those that it has given have a moment to leave, however it has ended.
    http.into_iter().for_each(Server::end);
    let summary = summary?;
    tell_stopped(args.id, &summary);
    Ok(Exit::AsExpected)
}

/// Reads the certificate and the token again, if there are any.
fn reread(args: &NodeArgs, server: &Server) {
    match args.http.secrets() {
        Ok(secrets) if secrets.is_empty() => {}
        Ok(secrets) => {
            server.exchange(secrets);
            tell_secrets(args.id, None);
        }
        Err(failure) => tell_secrets(args.id, Some(&failure)),
    }
}

/// Waits for the end of the input, and then tells this process what a Ctrl-C would.
fn stop_with_stdin() -> std::io::Result<()> {
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    signal_hook::low_level::raise(signal_hook::consts::SIGTERM)
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
        NodeError::Disowned { .. } => Failure { exit: Exit::Disowned, message: error.to_string() },
        error => Failure::unexpected(error),
    }
}
