//! Addressing: from datagrams to actors, and from actors to datagrams.

use super::core::Core;
use super::decree::Decree;
use super::mail::{Datagram, Heard, Local, Outgoing};
use super::store::Store;
use super::wire::{Body, Envelope, Party, Unheard};
use stateright::actor::Id;

impl<S: Store> Core<S> {
    /// Who says it, to whom, and whether that can be.
    pub(super) fn check(&self, envelope: Envelope) -> Result<(Decree, Heard), Unheard> {
        let Envelope { decree, sender, receiver, body } = envelope;
        match receiver {
            Party::Actor(dst) if self.hosts(actor(dst)) => match (sender, body) {
                (Party::Actor(src), Body::Actor(msg))
                    if self.roster().role(actor(src)).is_some() =>
                {
                    Ok((decree, Heard::Message { src: actor(src), dst: actor(dst), msg }))
                }
                _ => Err(Unheard::Sender),
            },
            Party::Node(node) if node == self.me.id.0 => match (sender, body) {
                (Party::Client(number), Body::Request(request)) => {
                    Ok((decree, Heard::Request { number, request }))
                }
                _ => Err(Unheard::Sender),
            },
            Party::Actor(_) | Party::Node(_) | Party::Client(_) => Err(Unheard::Receiver),
        }
    }

    fn hosts(&self, actor: Id) -> bool {
        self.cluster.home(actor).is_some_and(|member| member.id == self.me.id)
    }

    /// Puts what goes to this node into the inbox, and makes a datagram of everything else.
    pub(super) fn dispatch(&mut self, message: Outgoing) -> Option<Datagram> {
        let (to, envelope) = match message {
            Outgoing::ToActor(local) if self.hosts(local.dst) => {
                self.inbox.push(local);
                return None;
            }
            Outgoing::ToActor(Local { decree, src, dst, msg }) => {
                let [sender, receiver] = [src, dst].map(|id| Party::Actor(number(id)));
                let to = self.cluster.home(dst)?.address;
                (to, Envelope { decree, sender, receiver, body: Body::Actor(msg) })
            }
            Outgoing::ToClient { decree, to, request, answer } => {
                let (sender, receiver) = (Party::Node(self.me.id.0), Party::Client(request));
                (to, Envelope { decree, sender, receiver, body: Body::Answer(answer) })
            }
        };
        Some(Datagram { to, bytes: self.codec.encode(&envelope) })
    }
}

fn actor(number: u16) -> Id {
    Id::from(usize::from(number))
}

fn number(actor: Id) -> u16 {
    u16::try_from(usize::from(actor)).expect("a roster has fewer than 65536 actors")
}
