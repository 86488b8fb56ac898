//! The client that blocks.

use super::asks::{self, Answered};
use super::calls::{Calls, Sent};
use super::error::ClientError;
use super::line::{Silence, connect};
use super::options::Options;
use super::page::{Page, Pages};
use crate::node::{
    Access, Decree, MAX_DATAGRAM, NodeId, Question, Request, Status, SystemNonces, Time,
};
use crate::paxos::Value;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::collections::BTreeMap;
use std::io;
use std::net::{ToSocketAddrs, UdpSocket};
use std::time::{Duration, Instant};

/// A client that blocks, one question at a time. Made once, it serves many; see the [module](super). Names of nodes are
/// looked up as the system does it: while it waits for that, a timeout may be over late.
pub struct Client {
    calls: Calls,
    lines: BTreeMap<NodeId, (UdpSocket, Silence)>,
    begin: Instant,
}

impl Client {
    /// A client by this file.
    pub fn new(access: &Access, options: Options) -> Result<Self, ClientError> {
        let calls = Calls::new(access, options, Box::new(SystemNonces::new()?))?;
        Ok(Self { calls, lines: BTreeMap::new(), begin: Instant::now() })
    }

    /// Has a value chosen for the decree, this one or whichever was chosen before, and tells which. The value has
    /// at most [`MAX_VALUE`](crate::node::MAX_VALUE) bytes.
    pub fn propose(&mut self, decree: &Decree, value: &str) -> Result<Value, ClientError> {
        let request = asks::propose(decree, value)?;
        asks::chosen(self.ask(request, self.calls.options()))
    }

    /// Asks which value is chosen for the decree; none if none was at a moment between the call and its return. A
    /// node says that after it has heard a quorum of acceptors; where there is none, there is no answer.
    pub fn read(&mut self, decree: &Decree) -> Result<Option<Value>, ClientError> {
        asks::value(self.ask(asks::about(decree, Question::Learn), self.calls.options()))
    }

    /// Asks what this node, or the first that answers, has learned for the decree, at once. A value is chosen for
    /// good; that the node knows of none tells nothing.
    pub fn peek(
        &mut self,
        node: Option<NodeId>,
        decree: &Decree,
    ) -> Result<Option<Value>, ClientError> {
        let options = self.at(node);
        asks::value(self.ask(asks::about(decree, Question::Peek), options))
    }

    /// Waits until a value is chosen for the decree, and tells which; for so long, or for ever. Proposes
    /// nothing.
    pub fn watch(
        &mut self,
        decree: &Decree,
        at_most: Option<Duration>,
    ) -> Result<Value, ClientError> {
        let options = Options { timeout: at_most, ..self.calls.options() };
        asks::chosen(self.ask(asks::about(decree, Question::Watch), options))
    }

    /// Some of the decrees whose value this node, or the first that answers, has learned: those whose names begin
    /// so and come after that one, in their order. [`Page::next`] tells how to go on, at [`Page::node`].
    pub fn page(
        &mut self,
        node: Option<NodeId>,
        prefix: &str,
        after: Option<&Decree>,
    ) -> Result<Page, ClientError> {
        let options = self.at(node);
        asks::page(self.ask(asks::list(prefix, after)?, options), after)
    }

    /// All decrees whose value this node, or the first that answers, has learned and whose names begin so. Each page
    /// is a question of its own: what is learned meanwhile may or may not be there.
    pub fn list(
        &mut self,
        node: Option<NodeId>,
        prefix: &str,
    ) -> Result<Vec<(Decree, Value)>, ClientError> {
        let mut pages = Pages::at(node);
        while let Some((node, after)) = pages.next() {
            let page = self.page(node, prefix, after)?;
            pages.add(page);
        }
        Ok(pages.into_decrees())
    }

    /// Asks a node how it is.
    pub fn status(&mut self, node: NodeId) -> Result<Status, ClientError> {
        let options = self.at(Some(node));
        asks::status(self.ask(Request::Status, options))
    }

    fn at(&self, node: Option<NodeId>) -> Options {
        let options = self.calls.options();
        Options { only: node.or(options.only), ..options }
    }

    fn ask(&mut self, request: Request, options: Options) -> Answered {
        // What has come since the last question is of the past, also that somebody was not there.
        self.listen();
        let number = self.calls.begin(self.now(), request, options)?;
        loop {
            while let Some(due) = self.calls.due(self.now()) {
                if let Some(sent) = self.calls.send(self.now(), due)
                    && let Err(error) = self.send(&sent)
                {
                    self.calls.cannot_reach(self.now(), sent.to.id, &error);
                }
            }
            if let Some((_, answered)) = self.calls.over() {
                return answered;
            }
            let wait = self.calls.next().map(|time| time.saturating_sub(self.now()));
            if let Err(error) = self.wait(wait) {
                self.calls.forget(number);
                return Err(error.into());
            }
            self.listen();
        }
    }

    fn now(&self) -> Time {
        self.begin.elapsed()
    }

    /// Sends a datagram, which may then arrive. A line that cannot be sent to is made anew, once: the machine may
    /// have got another address; and so is one where nobody answers at a name.
    fn send(&mut self, sent: &Sent) -> io::Result<()> {
        let (id, now) = (sent.to.id, self.now());
        let address = &sent.to.address;
        let look_up = || Ok::<Vec<_>, io::Error>(address.to_socket_addrs()?.collect());
        let mut addresses = None;
        if let Some((line, silence)) = self.lines.get_mut(&id) {
            if silence.is_stale(address, now) {
                // Where the look-up fails, the line that is there may be good all the same.
                let found = look_up().ok();
                addresses = found.and_then(|found| silence.elsewhere(line.peer_addr(), found));
            }
            if addresses.is_none() && line.send(&sent.bytes).is_ok() {
                silence.ask(now);
                return Ok(());
            }
        }
        let before = self.lines.remove(&id).map(|(_, silence)| silence);
        let mut silence = before.unwrap_or_default().moved();
        let line = connect(&addresses.map_or_else(look_up, Ok)?)?;
        let is_sent = line.send(&sent.bytes).map(drop);
        silence.ask(now);
        self.lines.insert(id, (line, silence));
        is_sent
    }

    /// Hears all that there is to hear.
    fn listen(&mut self) {
        let now = self.now();
        let mut buffer = [0; MAX_DATAGRAM + 1];
        for (id, (line, silence)) in &mut self.lines {
            loop {
                match line.recv(&mut buffer) {
                    Ok(length) => {
                        silence.end();
                        self.calls.receive(now, &buffer[..length]);
                    }
                    Err(e) if e.kind() == io::ErrorKind::ConnectionRefused => {
                        silence.refuse();
                        self.calls.cannot_reach(now, *id, &e);
                    }
                    // Nothing more.
                    Err(_) => break,
                }
            }
        }
    }

    fn wait(&self, at_most: Option<Duration>) -> io::Result<()> {
        let timeout = at_most.map(|time| Timespec {
            tv_sec: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: time.subsec_nanos().into(),
        });
        let lines = self.lines.values();
        let mut sources: Vec<_> = lines.map(|(line, _)| PollFd::new(line, PollFlags::IN)).collect();
        match poll(&mut sources, timeout.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }
}
