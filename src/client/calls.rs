//! All questions of a client: what is to be sent to whom and when, and what has come of it. No socket and no clock
//! are here; time is what has passed since the client was made.

use super::asks::Answered;
use super::call::{Call, Step, Unreached};
use super::error::ClientError;
use super::options::Options;
use crate::node::{Access, ClientCodec, Contact, NodeId, Nonces, Numbered, Request, Time};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;

/// The questions of one client.
pub(super) struct Calls {
    codec: ClientCodec,
    nonces: Box<dyn Nonces + Send>,
    /// All nodes, in the order in which they are asked what is about no decree.
    nodes: Vec<Contact>,
    access: Access,
    options: Options,
    /// The number of the next request. They begin where nobody can guess, and so are others' than those of
    /// other clients with this key, and of old answers.
    number: u64,
    open: BTreeMap<u64, Call>,
    /// When each call is next due.
    due: BTreeSet<(Time, u64)>,
    over: VecDeque<(u64, Answered)>,
}

/// A datagram that is to be sent.
pub(super) struct Sent {
    pub(super) to: Contact,
    pub(super) bytes: Vec<u8>,
}

impl Calls {
    /// No questions yet.
    pub(super) fn new(
        access: &Access,
        options: Options,
        mut nonces: Box<dyn Nonces + Send>,
    ) -> Result<Self, ClientError> {
        let nodes = match options.only {
            Some(id) => vec![access.node(id)?.clone()],
            None => access.nodes().to_vec(),
        };
        let drawn = nonces.next();
        let (number, _) = drawn.split_first_chunk().expect("a nonce is longer than a number");
        Ok(Self {
            codec: ClientCodec::new(access),
            nonces,
            nodes,
            access: access.clone(),
            options,
            number: u64::from_le_bytes(*number),
            open: BTreeMap::new(),
            due: BTreeSet::new(),
            over: VecDeque::new(),
        })
    }

    /// How the client asks.
    pub(super) fn options(&self) -> Options {
        self.options
    }

    /// Begins a question, to one node or to whom the client asks; returns its number. The request keeps that
    /// number, so that it stays the same request however often it arrives and wherever; the answer to any
    /// of its copies will do.
    pub(super) fn begin(
        &mut self,
        now: Time,
        request: Request,
        options: Options,
    ) -> Result<u64, ClientError> {
        let nodes = match (options.only.or(self.options.only), &request) {
            (Some(id), _) => vec![self.access.node(id)?.clone()],
            (None, Request::About(decree, _)) => self.access.nearest(decree),
            (None, _) => self.nodes.clone(),
        };
        let number = self.number;
        self.number = number.wrapping_add(1);
        let call = Call::new(request, nodes, now, options.timeout);
        self.due.insert((call.due, number));
        self.open.insert(number, call);
        Ok(number)
    }

    /// Forgets a question.
    pub(super) fn forget(&mut self, number: u64) {
        if let Some(call) = self.open.remove(&number) {
            self.due.remove(&(call.due, number));
        }
    }

    /// A question about which something is to be done now, if there is any.
    pub(super) fn due(&self, now: Time) -> Option<u64> {
        self.due.first().filter(|(time, _)| *time <= now).map(|(_, number)| *number)
    }

    /// Does what is to be done about a question now; the datagram that is to be sent for it, if any.
    pub(super) fn send(&mut self, now: Time, number: u64) -> Option<Sent> {
        match self.change(number, |call| call.step(now))? {
            Step::Ask(id) => self.datagram(number, id),
            Step::Wait => None,
            Step::Over(error) => {
                self.end(number, Err(error));
                None
            }
        }
    }

    fn datagram(&mut self, number: u64, id: NodeId) -> Option<Sent> {
        let to = self.access.node(id).ok()?.clone();
        let content = self.open.get(&number)?.request.clone();
        let bytes = self.codec.request(id, self.nonces.next(), &Numbered { number, content })?;
        Some(Sent { to, bytes })
    }

    /// A datagram has come.
    pub(super) fn receive(&mut self, now: Time, datagram: &[u8]) {
        let Ok((from, Numbered { number, content: answer })) = self.codec.open(datagram) else {
            return;
        };
        if self.change(number, |call| call.hear(now, from, &answer)) == Some(true) {
            // Who has answered what anybody could have answered is asked first the next time, unless that is about
            // a decree: then its owner is.
            let is_anyones = self.open.get(&number).is_some_and(Call::is_anyones);
            if is_anyones && let Some(at) = self.nodes.iter().position(|node| node.id == from) {
                self.nodes.rotate_left(at);
            }
            self.end(number, Ok((from, answer)));
        }
    }

    /// A node cannot be reached: its machine says that nobody is there, or this one can send nothing.
    pub(super) fn cannot_reach(&mut self, now: Time, node: NodeId, error: &io::Error) {
        let why = match error.kind() {
            io::ErrorKind::ConnectionRefused => Unreached::Nobody,
            _ => Unreached::Unsent(error.to_string()),
        };
        let numbers: Vec<u64> = self.open.keys().copied().collect();
        for number in numbers {
            self.change(number, |call| call.cannot_reach(now, node, why.clone()));
        }
    }

    /// When something is next to be done, if nothing is heard before.
    pub(super) fn next(&self) -> Option<Time> {
        self.due.first().map(|(time, _)| *time)
    }

    /// A question that is over, and what has come of it.
    pub(super) fn over(&mut self) -> Option<(u64, Answered)> {
        self.over.pop_front()
    }

    fn end(&mut self, number: u64, answered: Answered) {
        self.forget(number);
        self.over.push_back((number, answered));
    }

    /// Changes a call, and notes when it is due then.
    fn change<T>(&mut self, number: u64, change: impl FnOnce(&mut Call) -> T) -> Option<T> {
        let call = self.open.get_mut(&number)?;
        let before = call.due;
        let changed = change(call);
        if call.due != before {
            self.due.remove(&(before, number));
            self.due.insert((call.due, number));
        }
        Some(changed)
    }
}

#[cfg(test)]
mod tests;
