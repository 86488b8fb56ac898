//! One actor as the model keeps it, and what happens to it.

use super::fact::{self, Fact};
use super::subject::Subject;
use crate::actor::{Msg, State, Timer};
use crate::paxos::Durable;
use stateright::actor::{Command, Id, Out};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// An actor: its state, what it has saved, and the timers it has set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Local {
    /// Volatile and durable state.
    pub state: State,
    /// What a restart would find.
    pub saved: Option<Durable>,
    /// What has been saved and would be lost in a crash, on a disk that caches.
    pub cached: Option<Box<Cached>>,
    /// The timers that may fire, at any time or never.
    pub timers: BTreeSet<Timer>,
    /// Which of its clients stands behind a proposer, from 0; it moves on with every restart.
    pub client: usize,
    /// Whether a learner has asked the acceptors what it missed, since it last started. Only
    /// properties look at this.
    pub asked: bool,
}

/// What a disk has not written yet, and the messages that wait for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cached {
    /// What was saved last.
    pub durable: Durable,
    /// Recipients and messages; none twice, as repeating is what the network does.
    pub waiting: BTreeSet<(Id, Msg)>,
}

/// Where an actor runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// Whether its disk caches: then what it saves is durable only when the disk has caught up.
    pub(super) caches: bool,
    /// All actors of its process.
    pub(super) together: &'a [Id],
}

/// Something that can happen to one actor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// A message arrives from this actor.
    Message(Id, Msg),
    /// A timer fires.
    Timeout(Timer),
    /// Its disk catches up: what it has saved is durable.
    Sync,
    /// Its process crashes and starts again.
    Crash,
}

/// What came of an event: the actor after it, the messages sent, and what is now history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// The actor afterwards.
    pub local: Local,
    /// Recipients and messages, in the order sent.
    pub sent: Vec<(Id, Msg)>,
    /// What became true of the actor for good.
    pub facts: Vec<Fact>,
}

impl Local {
    /// The actor when the run begins. Nothing may be sent yet: in our actors the first timeout
    /// does that, so that a ballot's beginning is a step that one can see.
    pub(super) fn start<A: Subject>(id: Id, actor: &A, place: Place) -> Reaction {
        let mut out = Out::new();
        let local = Self {
            state: actor.on_start(id, &None, &mut out),
            saved: None,
            cached: None,
            timers: BTreeSet::new(),
            client: 0,
            asked: false,
        };
        local.obey(actor, out, place, Vec::new())
    }

    /// What comes of an event; none if the actor takes no notice of it.
    ///
    /// `clients` are the actor's incarnations: the same actor with one client after the other.
    pub(super) fn react<A: Subject>(
        &self,
        id: Id,
        clients: &[A],
        place: Place,
        event: &Event,
    ) -> Option<Reaction> {
        let mut out = Out::new();
        let mut local = self.clone();
        let mut facts = Vec::new();
        match event {
            Event::Message(from, msg) => {
                let mut state = Cow::Borrowed(&self.state);
                clients[self.client].on_msg(id, &mut state, *from, msg.clone(), &mut out);
                local.state = state.into_owned();
            }
            Event::Timeout(timer) => {
                let mut state = Cow::Borrowed(&self.state);
                local.timers.remove(timer);
                clients[self.client].on_timeout(id, &mut state, timer, &mut out);
                local.state = state.into_owned();
            }
            Event::Sync => return local.sync(&clients[self.client]),
            Event::Crash => {
                local.cached = None;
                local.timers.clear();
                local.asked = false;
                local.client = (self.client + 1).min(clients.len() - 1);
                local.state = clients[local.client].on_start(id, &self.saved, &mut out);
                match (&self.state, &local.state) {
                    (_, State::Acceptor(now)) => {
                        let is_vote = clients[local.client].saved_votes_count();
                        facts = fact::of_acceptor(self.saved.as_ref(), now, is_vote);
                    }
                    (State::Learner(was), _) if was.learned().is_some() => facts.push(Fact::Forgot),
                    _ => {}
                }
            }
        }
        let reaction = local.obey(&clients[self.client], out, place, facts);
        (reaction.local != *self || !reaction.sent.is_empty()).then_some(reaction)
    }

    /// Carries out an actor's commands, in order, and notes what becomes history.
    fn obey<A: Subject>(
        mut self,
        actor: &A,
        out: Out<A>,
        place: Place,
        mut facts: Vec<Fact>,
    ) -> Reaction {
        let mut sent = Vec::new();
        for command in out {
            match command {
                Command::Save(durable) if place.caches => self.cache(durable),
                Command::Save(durable) => facts.append(&mut self.save(actor, durable)),
                Command::Send(to, msg) => match &mut self.cached {
                    Some(cached) if actor.waits_for_disk(place.together.contains(&to)) => {
                        cached.waiting.insert((to, msg));
                    }
                    _ => sent.push((to, msg)),
                },
                Command::SetTimer(timer, _) => {
                    self.timers.insert(timer);
                }
                Command::CancelTimer(timer) => {
                    self.timers.remove(&timer);
                }
                Command::ChooseRandom(..) => unreachable!("our actors choose nothing at random"),
            }
        }
        self.tell(actor, sent, facts)
    }

    /// Puts something on the disk, which has not written it yet.
    fn cache(&mut self, durable: Durable) {
        let waiting = self.cached.take().map_or_else(BTreeSet::new, |cached| cached.waiting);
        self.cached = Some(Box::new(Cached { durable, waiting }));
    }

    /// The disk catches up, and what waits for it is sent.
    fn sync<A: Subject>(mut self, actor: &A) -> Option<Reaction> {
        let Cached { durable, waiting } = *self.cached.take()?;
        let facts = self.save(actor, durable);
        Some(self.tell(actor, waiting.into_iter().collect(), facts))
    }

    /// Sends messages, and notes what becomes history by that.
    fn tell<A: Subject>(
        mut self,
        actor: &A,
        sent: Vec<(Id, Msg)>,
        mut facts: Vec<Fact>,
    ) -> Reaction {
        let known = self.saved.as_ref().filter(|_| actor.saved_votes_count());
        facts.extend(sent.iter().filter_map(|(_, msg)| fact::of_answer(&self.state, known, msg)));
        facts.append(&mut fact::of_learner(&self.state));
        self.asked |= sent.iter().any(|(_, msg)| *msg == Msg::Query);
        Reaction { local: self, sent, facts }
    }

    fn save<A: Subject>(&mut self, actor: &A, durable: Durable) -> Vec<Fact> {
        let before = self.saved.as_ref();
        let facts = match (&durable, &self.state) {
            (Durable::Acceptor(acceptor), State::Acceptor(_)) => {
                fact::of_acceptor(before, acceptor, actor.saved_votes_count())
            }
            (Durable::Proposer(record), State::Proposer(proposer)) => {
                fact::of_proposer(before, record, self.client, proposer.wanted())
            }
            (durable, state) => unreachable!("{durable:?} saved by {state:?}"),
        };
        self.saved = Some(durable);
        facts
    }
}
