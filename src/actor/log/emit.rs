//! Durability of a log, in one place.

use super::{Durable, Output};
use crate::paxos::LogMessage;
use stateright::actor::{Actor, Id, Out};

/// Saves, then sends: the only way in which an outcome becomes commands. Whoever runs the actor makes the save
/// durable before the message leaves.
pub fn emit<A>(output: Output, recipients: impl IntoIterator<Item = Id>, out: &mut Out<A>)
where
    A: Actor<Msg = LogMessage, Storage = Durable>,
{
    let (save, message) = output.take();
    if let Some(state) = save {
        out.save(state);
    }
    for recipient in recipients {
        out.send(recipient, message.clone());
    }
}
