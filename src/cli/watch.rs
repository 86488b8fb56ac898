//! `synod watch`: wait until values are chosen.

use super::ask::{Whom, failure, on_runtime, timeout};
use super::say::{complain, say_value};
use super::{Exit, Failure};
use crate::client::{AsyncClient, ClientError};
use crate::node::Decree;
use crate::paxos::Value;
use clap::Args;
use std::time::Duration;
use tokio::task::JoinSet;

/// Wait until a value is chosen for a decree, and print it.
///
/// With several decrees, each is printed as it comes, name and value on one line. Nothing is proposed: somebody
/// else has to. Votes that do not show whether a value is chosen are settled by a new ballot, as for `learn`.
/// Ctrl-C ends it. If the time of `--timeout` is over first, exit code 3.
#[derive(Debug, Args)]
pub(super) struct WatchArgs {
    /// The names of the decrees, each of 1 to 128 bytes
    #[arg(required = true, value_name = "DECREE")]
    decrees: Vec<String>,
    #[command(flatten)]
    whom: Whom,
    /// How long to wait [default: for ever]
    #[arg(long, value_name = "DURATION", value_parser = timeout)]
    timeout: Option<Duration>,
}

/// Waits, and prints what comes.
pub(super) fn run(args: &WatchArgs) -> Result<Exit, Failure> {
    let decrees: Result<Vec<Decree>, _> = args.decrees.iter().map(|name| name.parse()).collect();
    let decrees = decrees.map_err(Failure::usage)?;
    let access = args.whom.access()?;
    let options = args.whom.options(None);
    on_runtime(async {
        let client = AsyncClient::new(&access, options).map_err(failure)?;
        let names_too = decrees.len() > 1;
        let mut watched = watch(&client, &decrees);
        let all = async {
            while let Some((decree, chosen)) =
                watched.join_next().await.transpose().map_err(Failure::unexpected)?
            {
                print(names_too, &decree, &chosen.map_err(failure)?)?;
            }
            Ok(Exit::AsExpected)
        };
        match args.timeout {
            None => all.await,
            Some(time) => tokio::time::timeout(time, all).await.unwrap_or_else(|_| {
                let time = humantime::format_duration(time);
                complain(format_args!("not everything was chosen within {time}"));
                Ok(Exit::Unfinished)
            }),
        }
    })
}

fn watch(
    client: &AsyncClient,
    decrees: &[Decree],
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

fn print(names_too: bool, decree: &Decree, value: &Value) -> Result<(), Failure> {
    match names_too {
        true => say_value(&format!("{decree} {value}")),
        false => say_value(value.as_str()),
    }
}
