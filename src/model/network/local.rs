//! One actor as the model keeps it, and what happens to it.

use super::Subject;
use super::fact::{self, Fact};
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
    /// The timers that may fire, at any time or never.
    pub timers: BTreeSet<Timer>,
    /// Which of its clients stands behind a proposer, from 0; it moves on with every restart.
    pub client: usize,
    /// Whether a learner has asked the acceptors what it missed, since it last started. Only
    /// properties look at this.
    pub asked: bool,
}

/// Something that can happen to one actor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event<M> {
    /// A message arrives from this actor.
    Message(Id, M),
    /// A timer fires.
    Timeout(Timer),
    /// Its process crashes and starts again.
    Crash,
}

/// What came of an event: the actor after it, the messages sent, and what is now history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction<M> {
    /// The actor afterwards.
    pub local: Local,
    /// Recipients and messages, in the order sent.
    pub sent: Vec<(Id, M)>,
    /// What became true of the actor for good.
    pub facts: Vec<Fact>,
}

impl Local {
    /// The actor when the run begins. Nothing may be sent yet: in our actors the first timeout
    /// does that, so that a ballot's beginning is a step that one can see.
    pub(super) fn start<A: Subject>(id: Id, actor: &A) -> Reaction<A::Msg> {
        let mut out = Out::new();
        let state = actor.on_start(id, &None, &mut out);
        let local = Self { state, saved: None, timers: BTreeSet::new(), client: 0, asked: false };
        local.obey(out, Vec::new())
    }

    /// What comes of an event; none if the actor takes no notice of it.
    ///
    /// `clients` are the actor's incarnations: the same actor with one client after the other.
    pub(super) fn react<A: Subject>(
        &self,
        id: Id,
        clients: &[A],
        event: &Event<A::Msg>,
    ) -> Option<Reaction<A::Msg>> {
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
            Event::Crash => {
                local.timers.clear();
                local.asked = false;
                local.client = (self.client + 1).min(clients.len() - 1);
                local.state = clients[local.client].on_start(id, &self.saved, &mut out);
                match (&self.state, &local.state) {
                    (_, State::Acceptor(now)) => {
                        facts = fact::of_acceptor(self.saved.as_ref(), now);
                    }
                    (State::Learner(was), _) if was.learned().is_some() => facts.push(Fact::Forgot),
                    _ => {}
                }
            }
        }
        let reaction = local.obey(out, facts);
        (reaction.local != *self || !reaction.sent.is_empty()).then_some(reaction)
    }

    /// Carries out an actor's commands, in order, and notes what becomes history.
    fn obey<A: Subject>(mut self, out: Out<A>, mut facts: Vec<Fact>) -> Reaction<A::Msg> {
        let mut sent = Vec::new();
        for command in out {
            match command {
                Command::Save(durable) => facts.append(&mut self.save(durable)),
                Command::Send(to, msg) => sent.push((to, msg)),
                Command::SetTimer(timer, _) => {
                    self.timers.insert(timer);
                }
                Command::CancelTimer(timer) => {
                    self.timers.remove(&timer);
                }
                Command::ChooseRandom(..) => unreachable!("our actors choose nothing at random"),
            }
        }
        facts.append(&mut fact::of_learner(&self.state));
        self.asked |= sent.iter().any(|(_, msg)| msg.clone().into() == Msg::Query);
        Reaction { local: self, sent, facts }
    }

    fn save(&mut self, durable: Durable) -> Vec<Fact> {
        let before = self.saved.as_ref();
        let facts = match (&durable, &self.state) {
            (Durable::Acceptor(acceptor), State::Acceptor(_)) => {
                fact::of_acceptor(before, acceptor)
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
