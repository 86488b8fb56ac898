//! Where a node is asked from within its own process, by other threads. The node's loop waits at a [`Desk`] as it waits
//! at its socket; a [`Caller`] is what others hold.

use super::core::Core;
use super::decree::Decree;
use super::local::Vitals;
use super::mail::Ticket;
use super::store::{Store, StoreError};
use super::timers::Time;
use super::wire::{Answer, Request};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, interval_at, timeout};

/// So many orders can wait to be read. Who comes then is sent away.
const ROOM: usize = 1024;

/// So many orders are read in one turn, so that datagrams are not kept waiting.
const TURN: usize = 256;

/// How often who still waits asks again: a node forgets who has not done so for ten seconds.
const AGAIN: Duration = Duration::from_secs(4);

enum Order {
    /// Asks, or asks again.
    Ask {
        ticket: Ticket,
        request: Request,
        reply: Option<oneshot::Sender<Answer>>,
    },
    /// Nobody waits for that any more.
    Withdraw {
        ticket: Ticket,
        decree: Decree,
    },
    Vitals(oneshot::Sender<Vitals>),
}

/// The node's side.
pub(super) struct Desk {
    orders: mpsc::Receiver<Order>,
    bell: UnixStream,
    replies: BTreeMap<Ticket, oneshot::Sender<Answer>>,
    caller: Caller,
}

impl Desk {
    pub(super) fn new() -> io::Result<Self> {
        let (bell, rope) = UnixStream::pair()?;
        for end in [&bell, &rope] {
            end.set_nonblocking(true)?;
        }
        let (sender, orders) = mpsc::channel(ROOM);
        let caller = Caller { orders: sender, rope: rope.into(), tickets: Arc::default() };
        Ok(Self { orders, bell, replies: BTreeMap::new(), caller })
    }

    /// By which the node is asked.
    pub(super) fn caller(&self) -> Caller {
        self.caller.clone()
    }

    /// What becomes readable when there are orders.
    pub(super) fn bell(&self) -> &UnixStream {
        &self.bell
    }

    /// Reads orders, and has the node do them.
    pub(super) fn serve<S: Store>(
        &mut self,
        core: &mut Core<S>,
        now: Time,
    ) -> Result<(), StoreError> {
        // First the bell: who orders after that rings again.
        while matches!((&self.bell).read(&mut [0; 64]), Ok(1..)) {}
        for _ in 0..TURN {
            let Ok(order) = self.orders.try_recv() else { return Ok(()) };
            match order {
                Order::Ask { ticket, request, reply } => {
                    self.expect(ticket, reply);
                    core.ask(now, ticket, request)?;
                }
                Order::Withdraw { ticket, decree } => {
                    self.replies.remove(&ticket);
                    core.withdraw(ticket, &decree);
                }
                // Who has asked may be gone.
                Order::Vitals(reply) => drop(reply.send(core.vitals(now))),
            }
        }
        self.caller.ring();
        Ok(())
    }

    fn expect(&mut self, ticket: Ticket, reply: Option<oneshot::Sender<Answer>>) {
        // Of those that went away while nobody could be told.
        if self.replies.len() >= ROOM {
            self.replies.retain(|_, reply| !reply.is_closed());
        }
        self.replies.extend(reply.map(|reply| (ticket, reply)));
    }

    /// Gives answers to who waits for them.
    pub(super) fn hand_out(&mut self, answers: Vec<(Ticket, Answer)>) {
        for (ticket, answer) in answers {
            // Who asked may be gone, or have its answer already.
            self.replies.remove(&ticket).map(|reply| reply.send(answer));
        }
    }
}

/// By which a node is asked from within its own process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Caller {
    orders: mpsc::Sender<Order>,
    rope: Arc<UnixStream>,
    tickets: Arc<AtomicU64>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// None came in time.
    #[error("there was no answer in time")]
    Late,
    /// The node has more to do than it keeps in mind.
    #[error("the node has too much to do")]
    Busy,
    /// The node has ended.
    #[error("the node has ended")]
    Ended,
}

impl Caller {
    /// Asks, and goes on asking for so long. Whoever drops this waits no longer, and the node is told.
    pub async fn ask(&self, request: Request, within: Duration) -> Result<Answer, Unanswered> {
        let ticket = Ticket(self.tickets.fetch_add(1, Relaxed));
        let (reply, mut answer) = oneshot::channel();
        self.order(Order::Ask { ticket, request: request.clone(), reply: Some(reply) })?;
        let decree = match &request {
            Request::About(decree, _) => Some(decree.clone()),
            Request::List(_) | Request::Status => None,
        };
        let mut waiting = Waiting { caller: self, ticket, decree };
        let mut again = interval_at(Instant::now() + AGAIN, AGAIN);
        let answer = timeout(within, async {
            loop {
                tokio::select! {
                    answer = &mut answer => return answer.map_err(|_| Unanswered::Ended),
                    _ = again.tick() => {
                        // If it is busy, there is a next time.
                        let request = request.clone();
                        let _ = self.order(Order::Ask { ticket, request, reply: None });
                    }
                }
            }
        });
        let answer = answer.await.map_err(|_| Unanswered::Late)??;
        waiting.decree = None;
        Ok(answer)
    }

    /// Asks how the node is.
    pub async fn vitals(&self, within: Duration) -> Result<Vitals, Unanswered> {
        let (reply, vitals) = oneshot::channel();
        self.order(Order::Vitals(reply))?;
        let vitals = timeout(within, vitals).await.map_err(|_| Unanswered::Late)?;
        vitals.map_err(|_| Unanswered::Ended)
    }

    fn order(&self, order: Order) -> Result<(), Unanswered> {
        self.orders.try_send(order).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Unanswered::Busy,
            mpsc::error::TrySendError::Closed(_) => Unanswered::Ended,
        })?;
        self.ring();
        Ok(())
    }

    /// One that cannot be rung has been rung often enough.
    fn ring(&self) {
        let _ = (&*self.rope).write(&[0]);
    }
}

/// Somebody who waits, for as long as this is there.
struct Waiting<'a> {
    caller: &'a Caller,
    ticket: Ticket,
    /// What for, until it is answered.
    decree: Option<Decree>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(decree) = self.decree.take() {
            // A node that is too busy to be told forgets it by itself.
            let _ = self.caller.order(Order::Withdraw { ticket: self.ticket, decree });
        }
    }
}
