//! What a node hears and sends.

use super::decree::Decree;
use super::wire::{Answer, Request};
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

/// What a turn sends, before it is known whether it leaves the node.
pub(super) enum Outgoing {
    ToActor(Local),
    ToClient { decree: Decree, to: SocketAddr, request: u64, answer: Answer },
}

/// What a datagram can be to a node.
pub(super) enum Heard {
    Message { src: Id, dst: Id, msg: Msg },
    Request { number: u64, request: Request },
}
