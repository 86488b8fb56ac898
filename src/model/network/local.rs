//! One actor as the model keeps it, and what happens to it.

use super::Subject;
use crate::actor::{Msg, State, Timer};
use crate::paxos::Durable;
use crate::properties::{AcceptorHistory, LearnerHistory, ProposerHistory};
use stateright::actor::{Command, Id, Out};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// An actor: its state, what it has saved, the timers it has set, and its history.
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
    /// What the properties look at.
    pub history: History,
}

/// The history of one actor, by its role. It outlives crashes and is never read by an actor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum History {
    /// Of a proposer.
    Proposer(ProposerHistory),
    /// Of an acceptor.
    Acceptor(AcceptorHistory),
    /// Of a learner.
    Learner(LearnerHistory),
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

/// What came of an event: the actor after it, and the messages sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction<M> {
    /// The actor afterwards.
    pub local: Local,
    /// Recipients and messages, in the order sent.
    pub sent: Vec<(Id, M)>,
}

impl Local {
    /// The actor when the run begins. Nothing may be sent yet: in our actors the first timeout
    /// does that, so that a ballot's beginning is a step that one can see.
    pub(super) fn start<A: Subject>(id: Id, actor: &A) -> Reaction<A::Msg> {
        let mut out = Out::new();
        let state = actor.on_start(id, &None, &mut out);
        let history = match state {
            State::Proposer(_) => History::Proposer(ProposerHistory::default()),
            State::Acceptor(_) => History::Acceptor(AcceptorHistory::default()),
            State::Learner(_) => History::Learner(LearnerHistory::default()),
        };
        let mut local = Self { state, saved: None, timers: BTreeSet::new(), client: 0, history };
        let sent = local.obey(out);
        Reaction { local, sent }
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
                local.client = (self.client + 1).min(clients.len() - 1);
                local.state = clients[local.client].on_start(id, &self.saved, &mut out);
                match (&mut local.history, &local.state) {
                    (History::Acceptor(history), State::Acceptor(a)) => history.observe(a),
                    (History::Learner(history), _) => history.crash(),
                    _ => {}
                }
            }
        }
        let sent = local.obey(out);
        (local != *self || !sent.is_empty()).then_some(Reaction { local, sent })
    }

    /// Carries out an actor's commands, in order, and keeps the history.
    fn obey<A: Subject>(&mut self, out: Out<A>) -> Vec<(Id, A::Msg)> {
        let mut sent = Vec::new();
        for command in out {
            match command {
                Command::Save(durable) => self.save(durable),
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
        if let (History::Learner(history), State::Learner(learner)) =
            (&mut self.history, &self.state)
        {
            history.learned.extend(learner.learned().cloned());
            history.asked |= sent.iter().any(|(_, msg)| msg.clone().into() == Msg::Query);
        }
        sent
    }

    fn save(&mut self, durable: Durable) {
        match (&mut self.history, &durable, &self.state) {
            (History::Acceptor(history), Durable::Acceptor(acceptor), _) => {
                history.observe(acceptor);
            }
            (History::Proposer(history), Durable::Proposer(record), State::Proposer(proposer)) => {
                history.observe(record, self.client, proposer.wanted());
            }
            (history, durable, _) => unreachable!("{history:?} with {durable:?}"),
        }
        self.saved = Some(durable);
    }
}
