//! Addressing: from datagrams to actors, and from actors to datagrams.

use super::core::Core;
use super::decree::Decree;
use super::mail::{Datagram, Heard, Local, Outgoing};
use super::store::Store;
use super::wire::{Message, Numbered, Opened, Unheard};
use stateright::actor::Id;

impl<S: Store> Core<S> {
    /// Who says it, to whom, and whether that can be: an actor speaks by the node that hosts it.
    pub(super) fn check(&self, opened: Opened) -> Result<(Decree, Heard), Unheard> {
        match opened {
            Opened::Request { client, request: Numbered { decree, number, content: request } } => {
                Ok((decree, Heard::Request { client, number, request }))
            }
            Opened::Message { from, message: Message { decree, src, dst, msg } } => {
                let (src, dst) = (actor(src), actor(dst));
                if !self.hosts(dst) {
                    return Err(Unheard::Receiver);
                }
                if self.cluster.home(src).is_none_or(|home| home.id != from) {
                    return Err(Unheard::Sender);
                }
                Ok((decree, Heard::Message { src, dst, msg }))
            }
        }
    }

    pub(super) fn hosts(&self, actor: Id) -> bool {
        self.cluster.home(actor).is_some_and(|member| member.id == self.me.id)
    }

    /// Makes a datagram of what leaves this node.
    pub(super) fn dispatch(&mut self, message: Outgoing) -> Option<Datagram> {
        match message {
            Outgoing::ToActor(Local { decree, src, dst, msg }) => {
                let home = self.cluster.home(dst)?;
                let message = Message { decree, src: number(src), dst: number(dst), msg };
                let bytes = self.codec.message(home.id, self.nonces.next(), &message)?;
                Some(Datagram { to: home.address, bytes })
            }
            Outgoing::ToClient { decree, to, answer } => {
                let answer = Numbered { decree, number: to.request, content: answer };
                let bytes = self.codec.answer(to.client, self.nonces.next(), &answer)?;
                Some(Datagram { to: to.address, bytes })
            }
        }
    }
}

fn actor(number: u16) -> Id {
    Id::from(usize::from(number))
}

fn number(actor: Id) -> u16 {
    u16::try_from(usize::from(actor)).expect("a roster has fewer than 65536 actors")
}
