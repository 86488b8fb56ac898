//! The sockets of an asynchronous client, each with a task that listens.

use super::calls::Sent;
use super::line::connect;
use crate::node::{MAX_DATAGRAM, NodeId};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use tokio::io::Interest;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// So many datagrams can be heard before the first of them is looked at; then the system keeps some, and the rest
/// is lost.
const ROOM: usize = 256;

/// What is heard.
pub(super) enum Heard {
    /// A datagram.
    Datagram(Vec<u8>),
    /// That nobody is at a node.
    Nobody(NodeId),
}

/// A socket for each node that was asked.
pub(super) struct Lines {
    open: BTreeMap<NodeId, Line>,
    speaker: mpsc::Sender<Heard>,
    heard: mpsc::Receiver<Heard>,
}

struct Line {
    socket: Arc<UdpSocket>,
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
        Self { open: BTreeMap::new(), speaker, heard }
    }

    /// Sends a datagram; whether it may arrive. A line that cannot be sent to is made anew, once: the machine may
    /// have got another address. An address that cannot be sent to is like one where nobody is.
    pub(super) async fn send(&mut self, sent: &Sent) -> bool {
        let id = sent.to.id;
        if let Some(line) = self.open.get(&id)
            && line.socket.send(&sent.bytes).await.is_ok()
        {
            return true;
        }
        self.open.remove(&id);
        let Ok(socket) = connect(sent.to.address).and_then(UdpSocket::from_std) else {
            return false;
        };
        let is_sent = socket.send(&sent.bytes).await.is_ok();
        let socket = Arc::new(socket);
        let listens = tokio::spawn(listen(id, Arc::clone(&socket), self.speaker.clone()));
        self.open.insert(id, Line { socket, listens });
        is_sent
    }

    /// Waits until something is heard.
    pub(super) async fn hear(&mut self) -> Option<Heard> {
        self.heard.recv().await
    }

    /// What was heard already.
    pub(super) fn hear_now(&mut self) -> Option<Heard> {
        self.heard.try_recv().ok()
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
            return Some(Heard::Nobody(node));
        }
        Ok(_) | Err(_) => {}
    }
    match line.try_recv(buffer) {
        Ok(length) => Some(Heard::Datagram(buffer[..length].to_vec())),
        Err(e) if e.kind() == io::ErrorKind::ConnectionRefused => Some(Heard::Nobody(node)),
        Err(_) => None,
    }
}
