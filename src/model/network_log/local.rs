//! One actor of a log as the model keeps it, and what happens to it.

use super::fact::{self, Fact};
use super::subject::Subject;
use super::word::Word;
use crate::actor::Timer;
use crate::actor::log::{Durable, State};
use crate::paxos::LogMessage;
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
    /// What it has said that is not saved, of which it knows nothing.
    pub word: Word,
    /// The timers that may fire, at any time or never.
    pub timers: BTreeSet<Timer>,
}

/// Something that can happen to one actor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// A message arrives from this actor.
    Message(Id, LogMessage),
    /// A timer fires.
    Timeout(Timer),
    /// Its process crashes and starts again.
    Crash,
}

/// What came of an event: the actor after it, the messages sent, and what is now history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// The actor afterwards.
    pub local: Local,
    /// Recipients and messages, in the order sent.
    pub sent: Vec<(Id, LogMessage)>,
    /// What became true of the actor for good.
    pub facts: Vec<Fact>,
}

impl Local {
    /// The actor when the run begins.
    pub(super) fn start<A: Subject>(id: Id, actor: &A) -> Reaction {
        let mut out = Out::new();
        let state = actor.on_start(id, &None, &mut out);
        let (word, timers) = (Word::default(), BTreeSet::new());
        Self { state, saved: None, word, timers }.obey(out, Vec::new())
    }

    /// What comes of an event; none if the actor takes no notice of it.
    pub(super) fn react<A: Subject>(&self, id: Id, actor: &A, event: &Event) -> Option<Reaction> {
        let mut out = Out::new();
        let mut local = self.clone();
        let mut facts = Vec::new();
        let mut state = Cow::Borrowed(&self.state);
        match event {
            Event::Message(from, msg) => {
                actor.on_msg(id, &mut state, *from, msg.clone(), &mut out);
                local.state = state.into_owned();
            }
            Event::Timeout(timer) => {
                local.timers.remove(timer);
                actor.on_timeout(id, &mut state, timer, &mut out);
                local.state = state.into_owned();
            }
            Event::Crash => {
                local.timers.clear();
                local.state = actor.on_start(id, &self.saved, &mut out);
                if let State::Acceptor(now) = &local.state {
                    facts = fact::of_acceptor(self.saved.as_ref(), &self.word, now);
                    local.word = Word::default();
                }
            }
        }
        let reaction = local.obey(out, facts);
        (reaction.local != *self || !reaction.sent.is_empty()).then_some(reaction)
    }

    /// Carries out an actor's commands, in order, and notes what becomes history.
    fn obey<A: Subject>(mut self, out: Out<A>, mut facts: Vec<Fact>) -> Reaction {
        let mut sent = Vec::new();
        for command in out {
            match command {
                Command::Save(durable) => {
                    facts.extend(fact::of_save(self.saved.as_ref(), &self.word, &durable));
                    self.saved = Some(durable);
                }
                Command::Send(to, msg) => {
                    facts.extend(fact::of_message(&msg));
                    self.word.give(&msg);
                    sent.push((to, msg));
                }
                Command::SetTimer(timer, _) => drop(self.timers.insert(timer)),
                Command::CancelTimer(timer) => drop(self.timers.remove(&timer)),
                Command::ChooseRandom(..) => unreachable!("our actors choose nothing at random"),
            }
        }
        self.word.settle(self.saved.as_ref());
        facts.extend(fact::of_learner(&self.state));
        Reaction { local: self, sent, facts }
    }
}
