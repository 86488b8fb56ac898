//! Addressing: from datagrams to actors, and from actors to datagrams.

use super::core::Core;
use super::identity::NodeId;
use super::mail::{Datagram, Heard, Local, Outgoing};
use super::standing::{Known, Unknown};
use super::store::Store;
use super::wire::{Ask, Content, Letter, Message, Numbered, Opened, Unheard};
use stateright::actor::Id;

impl<S: Store> Core<S> {
    /// Who says it, to whom, and whether that can be: an actor speaks by the node that hosts it, which has
    /// introduced itself.
    pub(super) fn check(&mut self, opened: Opened) -> Result<Heard, Unheard> {
        let (from, Letter { life, commits, content }) = match opened {
            Opened::Letter { from, letter } => (from, letter),
            Opened::Request { client, request: Numbered { number, content: request } } => {
                return Ok(Heard::Request { client, number, request });
            }
        };
        self.hears_of(from);
        match content {
            Content::Message(Message { decree, src, dst, msg }) => {
                let (src, dst) = (actor(src), actor(dst));
                if !self.hosts(dst) {
                    return Err(Unheard::Receiver);
                }
                if self.cluster.home(src).is_none_or(|home| home.id != from) {
                    return Err(Unheard::Sender);
                }
                self.standing.peers.hear(from, life, commits).map_err(|why| match why {
                    Unknown::Stranger => Unheard::Introduction,
                    Unknown::Outlived => Unheard::Life,
                })?;
                Ok(Heard::Message(Local { decree, src, dst, msg }))
            }
            Content::Ask(Ask { number, incarnation, .. }) => {
                Ok(Heard::Ask { from, says: Known { incarnation, life, commits }, number })
            }
            Content::Told(told) => Ok(Heard::Told { from, told }),
        }
    }

    pub(super) fn hosts(&self, actor: Id) -> bool {
        self.cluster.home(actor).is_some_and(|member| member.id == self.me.id)
    }

    /// Makes a datagram of what leaves this node.
    pub(super) fn dispatch(&mut self, message: Outgoing) -> Option<Datagram> {
        match message {
            Outgoing::Message(Local { decree, src, dst, msg }) => {
                let to = self.cluster.home(dst)?.id;
                let address = self.reach.address(to)?;
                // Who has not answered may know that this node must not speak.
                if !self.standing.own.is_answered_by(to) {
                    return None;
                }
                let message = Message { decree, src: number(src), dst: number(dst), msg };
                let bytes = self.letter(to, Content::Message(message))?;
                Some(Datagram { to: address, bytes })
            }
            Outgoing::Introduction { to, address, content } => {
                Some(Datagram { to: address, bytes: self.letter(to, content)? })
            }
            Outgoing::Answer { to, answer } => {
                let answer = Numbered { number: to.request, content: answer };
                let bytes = self.codec.answer(to.client, self.nonces.next(), &answer)?;
                Some(Datagram { to: to.address, bytes })
            }
        }
    }

    /// A letter of this life, after the commit of this turn.
    fn letter(&mut self, to: NodeId, content: Content) -> Option<Vec<u8>> {
        let Known { life, commits, .. } = self.standing.says(to, self.store.commits());
        self.codec.letter(to, self.nonces.next(), &Letter { life, commits, content })
    }
}

fn actor(number: u16) -> Id {
    Id::from(usize::from(number))
}

fn number(actor: Id) -> u16 {
    u16::try_from(usize::from(actor)).expect("a roster has fewer than 65536 actors")
}
