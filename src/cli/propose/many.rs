//! Proposals from the standard input, many at a time.

use super::input::{Proposal, line, proposal};
use crate::cli::ask::{Ask, failure, on_runtime};
use crate::cli::exit::{Exit, Failure};
use crate::cli::say::{complain, say, say_value};
use crate::client::{AsyncClient, ClientError};
use crate::paxos::Value;
use serde::Serialize;
use std::collections::VecDeque;
use std::io;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// A line that was read, with its number; or that nothing more can be.
type Read = Result<(u64, Result<Proposal, String>), io::Error>;

/// What comes of a proposal.
type Chosen = (Proposal, Result<Value, ClientError>);

/// What is chosen, in JSON.
#[derive(Serialize)]
struct Line<'a> {
    decree: &'a str,
    value: &'a str,
    chosen: &'a str,
}

/// Lines that came to nothing.
#[derive(Default)]
struct Outcome {
    unusable: bool,
    unanswered: bool,
}

/// Proposes what the lines of the input say, at most so many at a time.
pub(super) fn many(ask: &Ask, json: bool, in_flight: usize) -> Result<Exit, Failure> {
    let access = ask.access()?;
    on_runtime(async {
        let client = AsyncClient::new(&access, ask.options()).map_err(failure)?;
        let mut lines = read(json, in_flight);
        let (mut open, mut outcome, mut at_end) = (VecDeque::new(), Outcome::default(), false);
        let mut broken = None;
        // In the order of the input: what is behind the first waits for it, and is under way. What was read before
        // the input failed is answered all the same.
        while !(at_end && open.is_empty()) {
            tokio::select! {
                read = lines.recv(), if !at_end && open.len() < in_flight => match read {
                    None => at_end = true,
                    Some(Err(error)) => broken = Some(error),
                    Some(Ok((number, said))) => {
                        open.push_back((number, said.map(|said| propose(&client, said))));
                    }
                },
                told = first(&mut open), if !open.is_empty() => tell(told, json, &mut outcome)?,
            }
        }
        if let Some(error) = broken {
            let message = format!("the standard input cannot be read any further: {error}");
            return Err(Failure::unexpected(message));
        }
        Ok(match outcome {
            Outcome { unusable: true, .. } => Exit::Usage,
            Outcome { unanswered: true, .. } => Exit::Unexpected,
            Outcome { .. } => Exit::AsExpected,
        })
    })
}

/// Reads the input in a thread of its own, since there is no other way to wait for it beside something else.
fn read(json: bool, ahead: usize) -> mpsc::Receiver<Read> {
    let (sender, receiver) = mpsc::channel(ahead);
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        for number in 1.. {
            let read = match line(&mut input) {
                Ok(None) => return,
                Ok(Some(line)) => Ok((number, line.and_then(|line| proposal(&line, json)))),
                Err(error) => Err(error),
            };
            let is_last = read.is_err();
            // Nobody takes it any more if the command is ending.
            if sender.blocking_send(read).is_err() || is_last {
                return;
            }
        }
    });
    receiver
}

fn propose(client: &AsyncClient, said: Proposal) -> JoinHandle<Chosen> {
    let client = client.clone();
    tokio::spawn(async move {
        let chosen = client.propose(&said.decree, &said.value).await;
        (said, chosen)
    })
}

/// What has come of the first line that is under way.
async fn first(
    open: &mut VecDeque<(u64, Result<JoinHandle<Chosen>, String>)>,
) -> (u64, Result<Chosen, String>) {
    let told = match open.front_mut() {
        Some((number, Ok(proposed))) => {
            let chosen = proposed.await.map_err(|error| error.to_string());
            (*number, chosen)
        }
        Some((number, Err(what))) => (*number, Err(std::mem::take(what))),
        None => std::future::pending().await,
    };
    open.pop_front();
    told
}

fn tell(
    (number, told): (u64, Result<Chosen, String>),
    json: bool,
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    match told {
        Err(what) => {
            outcome.unusable = true;
            complain(format_args!("line {number}: {what}"));
        }
        Ok((_, Err(error))) => {
            outcome.unanswered = true;
            complain(format_args!("line {number}: {error}"));
        }
        Ok((Proposal { decree, value }, Ok(chosen))) if json => {
            let (decree, chosen) = (decree.as_str(), chosen.as_str());
            let line = Line { decree, value: &value, chosen };
            say(serde_json::to_string(&line).map_err(Failure::unexpected)?)?;
        }
        Ok((Proposal { decree, .. }, Ok(chosen))) => {
            say_value(&format!("{decree} {chosen}"))?;
        }
    }
    Ok(())
}
