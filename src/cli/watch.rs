//! `synod watch`: wait until values are chosen.

use super::ask::{Whom, failure, on_runtime, timeout};
use super::line::Line;
use super::say::complain;
use super::{Exit, Failure};
use crate::client::{AsyncClient, ClientError};
use crate::node::{Access, Decree, NodeId};
use crate::paxos::Value;
use clap::Args;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::task::JoinSet;

/// Wait until a value is chosen for a decree, and print it.
///
/// With several decrees, each is printed as it comes, name and value on one line. Nothing is proposed: somebody
/// else has to. Votes that do not show whether a value is chosen are settled by a new ballot, as for `learn`.
/// Ctrl-C ends it. If the time of `--timeout` is over first, exit code 3, or 1 if no node has answered in all that
/// time; what is missing is told on stderr.
#[derive(Debug, Args)]
pub(super) struct WatchArgs {
    /// The names of the decrees, each of 1 to 128 bytes
    #[arg(required = true, value_name = "DECREE")]
    decrees: Vec<String>,
    /// A JSON object on each line, with `decree` and `value`
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    whom: Whom,
    /// How long to wait [default: for ever]
    #[arg(long, value_name = "DURATION", value_parser = timeout)]
    timeout: Option<Duration>,
}

/// Waits, and prints what comes.
pub(super) fn run(args: &WatchArgs) -> Result<Exit, Failure> {
    let decrees: Result<BTreeSet<Decree>, _> =
        args.decrees.iter().map(|name| name.parse()).collect();
    let mut missing = decrees.map_err(Failure::usage)?;
    let access = args.whom.access()?;
    let options = args.whom.options(None);
    on_runtime(async {
        let client = AsyncClient::new(&access, options).map_err(failure)?;
        let names_too = missing.len() > 1;
        let mut watched = watch(&client, &missing);
        let all = async {
            while let Some((decree, chosen)) =
                watched.join_next().await.transpose().map_err(Failure::unexpected)?
            {
                let value = chosen.map_err(failure)?;
                Line { decree: &decree, value: &value }.say(args.json, names_too)?;
                missing.remove(&decree);
            }
            Ok(Exit::AsExpected)
        };
        let Some(time) = args.timeout else { return all.await };
        let mut answers = answers(&client, &access, options.only);
        if let Ok(outcome) = tokio::time::timeout(time, all).await {
            return outcome;
        }
        let is_reached = answers.try_join_next().is_some();
        Ok(over(time, is_reached, &missing))
    })
}

fn watch(
    client: &AsyncClient,
    decrees: &BTreeSet<Decree>,
) -> JoinSet<(Decree, Result<Value, ClientError>)> {
    let watch = |decree: &Decree| {
        let (client, decree) = (client.clone(), decree.clone());
        async move {
            let chosen = client.watch(&decree).await;
            (decree, chosen)
        }
    };
    decrees.iter().map(watch).collect()
}

/// How long to leave a node alone at which nobody is.
const PAUSE: Duration = Duration::from_millis(200);

/// Asks each node how it is until it answers: who watches hears nothing as long as nothing is chosen.
fn answers(client: &AsyncClient, access: &Access, only: Option<NodeId>) -> JoinSet<()> {
    let nodes = access.nodes().iter().map(|node| node.id);
    let ask = |node: NodeId| {
        let client = client.clone();
        async move {
            while client.status(node).await.is_err() {
                tokio::time::sleep(PAUSE).await;
            }
        }
    };
    nodes.filter(|node| only.is_none_or(|only| only == *node)).map(ask).collect()
}

/// The time is over.
fn over(time: Duration, is_reached: bool, missing: &BTreeSet<Decree>) -> Exit {
    let time = humantime::format_duration(time);
    let missing: Vec<_> = missing.iter().map(Decree::as_str).collect();
    let missing = missing.join(", ");
    if is_reached {
        complain(format_args!("not everything was chosen within {time}; missing: {missing}"));
        return Exit::Unfinished;
    }
    complain(format_args!(
        "no node has answered within {time}; see that the nodes run, and that their list of clients has this \
         one. Nothing is known of: {missing}"
    ));
    Exit::Unexpected
}
