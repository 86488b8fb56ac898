//! The sockets of an asynchronous client, each with a task that listens.

use super::calls::Sent;
use super::line::{Silence, connect};
use crate::node::{Address, Contact, MAX_DATAGRAM, NodeId, Time};
use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use tokio::io::Interest;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// So many datagrams can be heard before the first of them is looked at; then the system keeps some, and the rest
/// is lost.
const ROOM: usize = 256;

/// So many datagrams wait at most for a name to be found; more are lost, and sent again.
const WAITING: usize = 64;

/// What is heard.
pub(super) enum Heard {
    /// A datagram from a node's address.
    Datagram(NodeId, Vec<u8>),
    /// Why a node cannot be reached.
    Failure(NodeId, io::Error),
    /// What a node's name stands for.
    Found(NodeId, io::Result<Vec<SocketAddr>>),
}

/// A socket for each node that was asked.
pub(super) struct Lines {
    open: BTreeMap<NodeId, Line>,
    /// The nodes whose names are being looked up, beside everything else; and what is to be sent to them then.
    sought: BTreeMap<NodeId, Vec<Vec<u8>>>,
    speaker: mpsc::Sender<Heard>,
    heard: mpsc::Receiver<Heard>,
}

struct Line {
    socket: Arc<UdpSocket>,
    silence: Silence,
    listens: JoinHandle<()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.listens.abort();
    }
}

impl Lines {
    /// None yet.
    pub(super) fn new() -> Self {
        let (speaker, heard) = mpsc::channel(ROOM);
        Self { open: BTreeMap::new(), sought: BTreeMap::new(), speaker, heard }
    }

    /// Sends a datagram, which may then arrive. A line that cannot be sent to is made anew, once: the machine may
    /// have got another address. A name is looked up first, and again where nobody answers.
    pub(super) async fn send(&mut self, sent: &Sent, now: Time) -> io::Result<()> {
        let Contact { id, address } = &sent.to;
        if let Some(line) = self.open.get_mut(id) {
            if line.silence.is_stale(address, now) {
                self.seek(*id, address);
            }
            let line = self.open.get_mut(id).expect("it was there");
            if line.socket.send(&sent.bytes).await.is_ok() {
                line.silence.ask(now);
                return Ok(());
            }
            self.open.remove(id);
        }
        if let Some(address) = address.number() {
            return self
                .open(*id, &[address], Silence::default())?
                .send(&sent.bytes)
                .await
                .map(drop);
        }
        self.seek(*id, address);
        let waiting = self.sought.entry(*id).or_default();
        if waiting.len() < WAITING {
            waiting.push(sent.bytes.clone());
        }
        Ok(())
    }

    /// Has a name looked up, unless it is already.
    fn seek(&mut self, id: NodeId, address: &Address) {
        if self.sought.contains_key(&id) {
            return;
        }
        self.sought.insert(id, Vec::new());
        let (speaker, address) = (self.speaker.clone(), address.clone());
        tokio::task::spawn_blocking(move || {
            let found = address.to_socket_addrs().map(Iterator::collect);
            // Nobody takes it any more if the client has ended.
            drop(speaker.blocking_send(Heard::Found(id, found)));
        });
    }

    /// A name was looked up. What has waited for it is sent.
    pub(super) async fn found(
        &mut self,
        id: NodeId,
        found: io::Result<Vec<SocketAddr>>,
    ) -> io::Result<()> {
        let waiting = self.sought.remove(&id).unwrap_or_default();
        let socket = match (self.open.get(&id), found) {
            (None, found) => self.open(id, &found?, Silence::default())?,
            // The line that is there may be good all the same.
            (Some(Line { socket, .. }), Err(_)) => Arc::clone(socket),
            (Some(Line { socket, silence, .. }), Ok(found)) => {
                match silence.elsewhere(socket.peer_addr(), found) {
                    None => Arc::clone(socket),
                    Some(addresses) => {
                        let silence = silence.moved();
                        self.open(id, &addresses, silence)?
                    }
                }
            }
        };
        for datagram in waiting {
            socket.send(&datagram).await?;
        }
        Ok(())
    }

    fn open(
        &mut self,
        id: NodeId,
        addresses: &[SocketAddr],
        silence: Silence,
    ) -> io::Result<Arc<UdpSocket>> {
        let socket = Arc::new(UdpSocket::from_std(connect(addresses)?)?);
        let listens = tokio::spawn(listen(id, Arc::clone(&socket), self.speaker.clone()));
        let line = Line { socket: Arc::clone(&socket), silence, listens };
        self.open.insert(id, line);
        Ok(socket)
    }

    /// Waits until something is heard.
    pub(super) async fn hear(&mut self) -> Option<Heard> {
        let heard = self.heard.recv().await;
        self.note(heard)
    }

    /// What was heard already.
    pub(super) fn hear_now(&mut self) -> Option<Heard> {
        let heard = self.heard.try_recv().ok();
        self.note(heard)
    }

    fn note(&mut self, heard: Option<Heard>) -> Option<Heard> {
        match &heard {
            Some(Heard::Datagram(id, _)) => {
                self.open.get_mut(id).into_iter().for_each(|line| line.silence.end());
            }
            Some(Heard::Failure(id, _)) => {
                self.open.get_mut(id).into_iter().for_each(|line| line.silence.refuse());
            }
            Some(Heard::Found(..)) | None => {}
        }
        heard
    }
}

/// Passes on what is heard on a line, until nobody wants to know.
async fn listen(node: NodeId, line: Arc<UdpSocket>, speaker: mpsc::Sender<Heard>) {
    let mut buffer = [0; MAX_DATAGRAM + 1];
    while line.ready(Interest::READABLE | Interest::ERROR).await.is_ok() {
        // Until the system has no more to say, of either kind: only then does `ready` wait again.
        while let Some(heard) = next(node, &line, &mut buffer) {
            if speaker.send(heard).await.is_err() {
                return;
            }
        }
    }
}

/// What can be heard without waiting.
fn next(node: NodeId, line: &UdpSocket, buffer: &mut [u8]) -> Option<Heard> {
    // A socket with an error is not readable because of it.
    let error = line.try_io(Interest::ERROR, || {
        line.take_error()?.ok_or_else(|| io::Error::from(io::ErrorKind::WouldBlock))
    });
    match error {
        Ok(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            return Some(Heard::Failure(node, error));
        }
        Ok(_) | Err(_) => {}
    }
    match line.try_recv(buffer) {
        Ok(length) => Some(Heard::Datagram(node, buffer[..length].to_vec())),
        Err(e) if e.kind() == io::ErrorKind::ConnectionRefused => Some(Heard::Failure(node, e)),
        Err(_) => None,
    }
}
