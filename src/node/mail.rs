//! What a node hears and sends.

use super::decree::Decree;
use super::identity::{KeyId, NodeId};
use super::standing::Says;
use super::wire::{Answer, Content, Held, Request, Stretch, Told};
use crate::actor::Msg;
use stateright::actor::Id;
use std::net::SocketAddr;

/// A datagram that may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datagram {
    /// Where to.
    pub to: SocketAddr,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// A message from actor to actor.
pub(super) struct Local {
    pub(super) decree: Decree,
    pub(super) src: Id,
    pub(super) dst: Id,
    pub(super) msg: Msg,
}

/// Who asks: what an answer needs to reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    Client {
        /// The client, by its key.
        client: KeyId,
        /// Where it is.
        address: SocketAddr,
        /// The number of its request.
        request: u64,
    },
    /// Somebody in this process.
    Local(Ticket),
}

/// A request from within the node's own process, by its number. The same request may come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// What a turn sends, before it is known whether it leaves the node.
pub(super) enum Outgoing {
    Message(Local),
    Answer {
        to: Asker,
        answer: Answer,
    },
    /// What nodes say to each other, and not their actors.
    Letter {
        to: NodeId,
        address: SocketAddr,
        content: Content,
    },
}

/// What a datagram can be to a node.
pub(super) enum Heard {
    Messages(Vec<Local>),
    Request {
        client: KeyId,
        number: u64,
        request: Request,
    },
    /// A member says this of itself, and asks.
    Ask {
        from: NodeId,
        says: Says,
        number: u64,
    },
    Told {
        from: NodeId,
        told: Told,
    },
    /// A member says which decrees it has learned, and asks.
    Compare {
        from: NodeId,
        stretch: Stretch,
    },
    Held {
        from: NodeId,
        held: Held,
    },
}
