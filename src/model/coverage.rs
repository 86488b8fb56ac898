//! Which messages were delivered and which guards fired, so that no check passes because nothing
//! happened.

use crate::actor::Msg;
use crate::paxos::Message;
use std::collections::BTreeSet;
use std::fmt;

/// What the recipient of a message did with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Its state changed.
    Heeded,
    /// It said again what it had said before.
    Repeated,
    /// A guard refused it, or it told nothing new.
    Ignored,
}

/// The kinds of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Phase 1a.
    Prepare,
    /// Phase 1b.
    Promise,
    /// Phase 2a.
    Accept,
    /// Phase 2b.
    Accepted,
    /// A learner's question.
    Query,
}

impl From<&Msg> for Kind {
    fn from(msg: &Msg) -> Self {
        match msg {
            Msg::Paxos(Message::Prepare { .. }) => Self::Prepare,
            Msg::Paxos(Message::Promise { .. }) => Self::Promise,
            Msg::Paxos(Message::Accept { .. }) => Self::Accept,
            Msg::Paxos(Message::Accepted(_)) => Self::Accepted,
            Msg::Query => Self::Query,
        }
    }
}

/// A pair of a message kind and what was done with it, displayed as in `prepare ignored`.
pub type Branch = (Kind, Effect);

/// The branches that a search has seen, out of those that the protocol has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    seen: BTreeSet<Branch>,
    relevant: BTreeSet<Branch>,
}

impl Coverage {
    /// Nothing seen yet of all that actors can do with messages. Without learners nobody is told of
    /// votes, and unless messages may be sent again nobody asks.
    pub fn of_actors(learners: bool, resends: bool) -> Self {
        use Effect::{Heeded, Ignored, Repeated};
        use Kind::{Accept, Accepted, Prepare, Promise, Query};
        let always = [
            (Prepare, Heeded),
            (Prepare, Repeated),
            (Prepare, Ignored),
            (Promise, Heeded),
            (Promise, Ignored),
            (Accept, Heeded),
            (Accept, Ignored),
        ];
        let told = [(Accept, Repeated), (Accepted, Heeded), (Accepted, Ignored)];
        let asked = [(Query, Repeated), (Query, Ignored)];
        let told = told.into_iter().filter(|_| learners);
        let asked = asked.into_iter().filter(|_| learners && resends);
        Self::of(always.into_iter().chain(told).chain(asked))
    }

    /// Nothing seen yet of these.
    pub fn of(relevant: impl IntoIterator<Item = Branch>) -> Self {
        Self { seen: BTreeSet::new(), relevant: relevant.into_iter().collect() }
    }

    /// Notes that a message was delivered, and what came of it.
    pub fn see(&mut self, kind: Kind, effect: Effect) {
        self.seen.insert((kind, effect));
    }

    /// The kinds of messages that were never delivered with any effect.
    pub fn undelivered(&self) -> Vec<String> {
        let kinds: BTreeSet<Kind> = self.relevant.iter().map(|(kind, _)| *kind).collect();
        let heeded = |kind| {
            self.seen.iter().any(|(seen, effect)| *seen == kind && *effect != Effect::Ignored)
        };
        kinds.into_iter().filter(|kind| !heeded(*kind)).map(|kind| kind.to_string()).collect()
    }

    /// The branches that never came into play.
    pub fn unseen(&self) -> Vec<String> {
        let name = |(kind, effect): &Branch| format!("{kind} {effect}");
        self.relevant.difference(&self.seen).map(name).collect()
    }

    /// How many branches there are, and how many of them came into play.
    pub fn counts(&self) -> (usize, usize) {
        (self.relevant.len(), self.relevant.intersection(&self.seen).count())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Prepare => "prepare",
            Self::Promise => "promise",
            Self::Accept => "accept",
            Self::Accepted => "accepted",
            Self::Query => "query",
        })
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Heeded => "heeded",
            Self::Repeated => "answered again",
            Self::Ignored => "ignored",
        })
    }
}
