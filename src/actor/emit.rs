//! Durability, in one place.

use super::Msg;
use crate::paxos::{Durable, Output};
use stateright::actor::{Actor, Id, Out};

/// Saves, then sends: the only way in which an outcome of [`crate::paxos`] becomes commands. (What rests on no
/// new state, and is no message of the algorithm, needs no outcome: a refusal, or that it has not voted.)
///
/// Whoever runs the actor makes the save durable before the message leaves. The model treats both
/// as one step for that reason, and the nodes sync before they send.
pub fn emit<A>(output: Output, recipients: impl IntoIterator<Item = Id>, out: &mut Out<A>)
where
    A: Actor<Msg = Msg, Storage = Durable>,
{
    let (save, message) = output.take();
    if let Some(state) = save {
        out.save(state);
    }
    for recipient in recipients {
        out.send(recipient, Msg::Paxos(message.clone()));
    }
}
