//! Addressing: from datagrams to actors, and from actors to datagrams.

use super::core::Core;
use super::identity::NodeId;
use super::mail::{Asker, Datagram, Heard, Local, Outgoing};
use super::standing::{Life, Says, Unknown};
use super::store::Store;
use super::wire::{Ask, Content, FRAME, Letter, Message, Numbered, Opened, ROOM, Unheard};
use stateright::actor::Id;
use std::net::SocketAddr;

/// Messages for one member, which go into one datagram.
struct Bundle {
    to: NodeId,
    address: SocketAddr,
    messages: Vec<Message>,
    takes: usize,
}

impl<S: Store> Core<S> {
    /// Who says it, and whether it is to be heard: of each member, what its last life says that has introduced
    /// itself.
    pub(super) fn check(&mut self, opened: Opened) -> Result<Heard, Unheard> {
        let (from, Letter { life, commits, content }) = match opened {
            Opened::Letter { from, letter } => (from, letter),
            Opened::Request { client, request: Numbered { number, content: request } } => {
                return Ok(Heard::Request { client, number, request });
            }
        };
        self.meets(from);
        match content {
            Content::Messages(messages) => {
                self.hear(from, life, commits)?;
                let messages = messages.into_iter().filter_map(|it| self.check_actors(from, it));
                Ok(Heard::Messages(messages.collect()))
            }
            Content::Ask(Ask { number, incarnation, answered, .. }) => {
                Ok(Heard::Ask { from, says: Says { incarnation, life, answered, commits }, number })
            }
            Content::Told(told) => Ok(Heard::Told { from, told }),
            Content::Compare(stretch) => {
                self.hear(from, life, commits)?;
                Ok(Heard::Compare { from, stretch })
            }
            Content::Held(held) => {
                self.hear(from, life, commits)?;
                Ok(Heard::Held { from, held })
            }
        }
    }

    /// A member has said something in this life, if it has introduced itself in it and none after it.
    fn hear(&mut self, from: NodeId, life: Life, commits: u64) -> Result<(), Unheard> {
        let known = self.standing.peers.hear(from, life, commits);
        known.map_err(|why| match why {
            Unknown::Stranger => Unheard::Introduction,
            Unknown::Outlived => Unheard::Life,
        })?;
        self.reach.hear(from, self.now);
        Ok(())
    }

    /// Whether one actor can say this to the other: it speaks by the node that hosts it, and this node hosts the
    /// other.
    fn check_actors(&mut self, from: NodeId, message: Message) -> Option<Local> {
        let Message { decree, src, dst, msg } = message;
        let (src, dst) = (actor(src), actor(dst));
        if !self.hosts(dst) {
            self.drop_for(Unheard::Receiver);
        } else if self.cluster.home(src).is_none_or(|home| home.id != from) {
            self.drop_for(Unheard::Sender);
        } else {
            return Some(Local { decree, src, dst, msg });
        }
        None
    }

    pub(super) fn hosts(&self, actor: Id) -> bool {
        self.cluster.home(actor).is_some_and(|member| member.id == self.me.id)
    }

    /// Makes datagrams of what leaves this node: for each member as few as hold what it is told.
    pub(super) fn dispatch(&mut self) -> Vec<Datagram> {
        let (mut datagrams, mut open) = (Vec::new(), Vec::new());
        for message in std::mem::take(&mut self.outgoing) {
            match message {
                Outgoing::Message(local) => {
                    let full = self.bundle(&mut open, local);
                    datagrams.extend(full.and_then(|bundle| self.wrap(bundle)));
                }
                Outgoing::Letter { to, address, content } => {
                    let bytes = self.letter(to, content);
                    datagrams.extend(bytes.map(|bytes| Datagram { to: address, bytes }));
                }
                Outgoing::Answer { to: Asker::Client { client, address, request }, answer } => {
                    let answer = Numbered { number: request, content: answer };
                    let bytes = self.codec.answer(client, self.nonces.next(), &answer);
                    datagrams.extend(bytes.map(|bytes| Datagram { to: address, bytes }));
                }
                Outgoing::Answer { to: Asker::Local(ticket), answer } => {
                    self.answered.push((ticket, answer));
                }
            }
        }
        datagrams.extend(open.into_iter().filter_map(|bundle| self.wrap(bundle)));
        datagrams
    }

    /// Puts a message into the bundle for its member, and returns the one before if there is no room in it. Who
    /// has not answered may know that this node must not speak.
    fn bundle(&mut self, open: &mut Vec<Bundle>, message: Local) -> Option<Bundle> {
        let Local { decree, src, dst, msg } = message;
        let to = self.cluster.home(dst)?.id;
        let address = self.reach.address(to)?;
        self.is_told(to);
        if !self.standing.own.is_answered_by(to) {
            return None;
        }
        let message = Message { decree, src: number(src), dst: number(dst), msg };
        let empty = || Bundle { to, address, messages: Vec::new(), takes: FRAME };
        let place = open.iter().position(|bundle| bundle.to == to).unwrap_or_else(|| {
            open.push(empty());
            open.len() - 1
        });
        let bundle = &mut open[place];
        let takes = message.takes();
        let is_full = bundle.takes + takes > ROOM;
        let full = is_full.then(|| std::mem::replace(bundle, empty()));
        bundle.takes += takes;
        bundle.messages.push(message);
        full
    }

    fn wrap(&mut self, Bundle { to, address, messages, .. }: Bundle) -> Option<Datagram> {
        let bytes = self.letter(to, Content::Messages(messages))?;
        Some(Datagram { to: address, bytes })
    }

    /// A letter of this life, after the commit of this turn.
    fn letter(&mut self, to: NodeId, content: Content) -> Option<Vec<u8>> {
        let Says { life, commits, .. } = self.standing.says(to, self.store.commits());
        self.codec.letter(to, self.nonces.next(), &Letter { life, commits, content })
    }
}

fn actor(number: u16) -> Id {
    Id::from(usize::from(number))
}

fn number(actor: Id) -> u16 {
    u16::try_from(usize::from(actor)).expect("a roster has fewer than 65536 actors")
}
