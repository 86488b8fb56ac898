//! The task of an asynchronous client: sockets and clock around the questions of all its clones.

use super::asks::Answered;
use super::calls::Calls;
use super::lines::{Heard, Lines};
use super::options::Options;
use crate::node::Request;
use std::collections::BTreeMap;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};

/// A question, and who waits for the answer.
pub(super) struct Job {
    pub(super) request: Request,
    pub(super) options: Options,
    pub(super) answer: oneshot::Sender<Answered>,
}

/// So many datagrams are heard before answers are given and questions are taken.
const TURN: usize = 64;

/// Asks what is to be asked, until nobody can ask any more.
pub(super) async fn drive(mut calls: Calls, mut jobs: mpsc::Receiver<Job>) {
    let (begin, mut lines) = (Instant::now(), Lines::new());
    let mut waiting: BTreeMap<u64, oneshot::Sender<Answered>> = BTreeMap::new();
    loop {
        while let Some(number) = calls.due(begin.elapsed()) {
            // Who has given up wants nothing more to be sent.
            if waiting.get(&number).is_none_or(oneshot::Sender::is_closed) {
                waiting.remove(&number);
                calls.forget(number);
            } else if let Some(sent) = calls.send(begin.elapsed(), number)
                && let Err(error) = lines.send(&sent, begin.elapsed()).await
            {
                calls.cannot_reach(begin.elapsed(), sent.to.id, &error);
            }
        }
        while let Some((number, answered)) = calls.over() {
            // Who has given it up is not there any more.
            let _ = waiting.remove(&number).map(|answer| answer.send(answered));
        }
        let due = calls.next();
        let time = async {
            match due {
                Some(due) => sleep_until(begin + due).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            job = jobs.recv() => match job {
                None => return,
                Some(Job { request, options, answer }) => {
                    match calls.begin(begin.elapsed(), request, options) {
                        Ok(number) => {
                            waiting.insert(number, answer);
                        }
                        // Who has given it up is not there any more.
                        Err(error) => drop(answer.send(Err(error))),
                    }
                }
            },
            heard = lines.hear() => {
                let (mut more, mut left) = (heard, TURN);
                while let Some(heard) = more {
                    match heard {
                        Heard::Datagram(_, datagram) => calls.receive(begin.elapsed(), &datagram),
                        Heard::Failure(node, error) => {
                            calls.cannot_reach(begin.elapsed(), node, &error);
                        }
                        Heard::Found(node, found) => {
                            if let Err(error) = lines.found(node, found).await {
                                calls.cannot_reach(begin.elapsed(), node, &error);
                            }
                        }
                    }
                    left -= 1;
                    more = if left > 0 { lines.hear_now() } else { None };
                }
            },
            () = time => {}
        }
    }
}
