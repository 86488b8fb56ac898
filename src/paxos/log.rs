//! A log: many decrees, in numbered slots, under one promise.
//!
//! An acceptor of a log decides nothing of its own. Each slot shows it as an [`Acceptor`] of that decree, with
//! the shared promise and the slot's last vote, and the handlers of a single decree are run on that.

use super::{Acceptor, Ballot, Message, Value, Vote, value_rule};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The place of a decree in a log, counted from 0. Displayed from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot(pub u64);

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", u128::from(self.0) + 1)
    }
}

/// The text of the value that changes nothing.
const NO_OP: &str = "no-op";

impl Value {
    /// The value that changes nothing. A leader fills a hole of a log with it, and no client wants it.
    pub fn no_op() -> Self {
        Self::from(NO_OP)
    }

    /// Whether it is the value that changes nothing.
    pub fn is_no_op(&self) -> bool {
        self.as_str() == NO_OP
    }
}

/// The last vote of each slot in which there is one.
pub type Votes = BTreeMap<Slot, Vote>;

/// An acceptor of a log. All of it is durable.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LogAcceptor {
    /// The highest ballot that it has taken part in, in either phase and any slot; it votes in none below.
    pub promised: Option<Ballot>,
    /// Its last vote in each slot.
    pub votes: Votes,
}

/// The four messages, of a log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LogMessage {
    /// Phase 1a, for all slots.
    Prepare {
        /// The ballot that the leader begins.
        ballot: Ballot,
    },
    /// Phase 1b, for all slots.
    Promise {
        /// The ballot of the prepare that this answers.
        ballot: Ballot,
        /// The acceptor's last vote in every slot in which it has voted.
        votes: Votes,
    },
    /// Phase 2a, in one slot.
    Accept {
        /// The slot.
        slot: Slot,
        /// The leader's ballot.
        ballot: Ballot,
        /// The only value ever proposed in this slot and ballot.
        value: Value,
    },
    /// Phase 2b, in one slot.
    Accepted {
        /// The slot.
        slot: Slot,
        /// The vote that was cast.
        vote: Vote,
    },
}

/// The outcome of a handler: a message that may leave, once what it rests on is durable, as an
/// [`Output`](super::Output) of a single decree.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "what was promised must be saved and said"]
pub struct LogOutput {
    save: Option<LogAcceptor>,
    message: LogMessage,
}

impl LogOutput {
    /// First save what is to be saved, and make it durable; only then send the message.
    pub fn take(self) -> (Option<LogAcceptor>, LogMessage) {
        (self.save, self.message)
    }
}

impl LogAcceptor {
    /// What it is in the decree of one slot.
    pub fn in_slot(&self, slot: Slot) -> Acceptor {
        Acceptor { promised: self.promised, voted: self.votes.get(&slot).cloned() }
    }

    /// Phase 1b, for all slots: it promises if it may in each, and then in one message. So an equal prepare is not
    /// answered again once there is a vote in its ballot, in whatever slot.
    pub fn on_prepare(&mut self, ballot: Ballot) -> Option<LogOutput> {
        // The slots without a vote are alike, and without end: one answers for them all.
        let mut unvoted = Acceptor { promised: self.promised, voted: None };
        let (save, _) = unvoted.on_prepare(ballot)?.take();
        let mut votes = Votes::new();
        for slot in self.votes.keys() {
            let (_, answer) = self.in_slot(*slot).on_prepare(ballot)?.take();
            let Message::Promise { vote, .. } = answer else {
                unreachable!("a prepare is promised")
            };
            votes.extend(vote.map(|vote| (*slot, vote)));
        }
        self.promised = unvoted.promised;
        let save = save.is_some().then(|| self.clone());
        Some(LogOutput { save, message: LogMessage::Promise { ballot, votes } })
    }

    /// Phase 2b, in one slot. A vote there raises the promise of all.
    pub fn on_accept(&mut self, slot: Slot, ballot: Ballot, value: Value) -> Option<LogOutput> {
        let mut decree = self.in_slot(slot);
        let (save, answer) = decree.on_accept(ballot, value)?.take();
        let Message::Accepted(vote) = answer else { unreachable!("an accept is voted for") };
        self.promised = decree.promised;
        self.votes.insert(slot, vote.clone());
        let save = save.is_some().then(|| self.clone());
        Some(LogOutput { save, message: LogMessage::Accepted { slot, vote } })
    }
}

impl LogMessage {
    /// The ballot that the message belongs to.
    pub fn ballot(&self) -> Ballot {
        match self {
            Self::Prepare { ballot }
            | Self::Promise { ballot, .. }
            | Self::Accept { ballot, .. }
            | Self::Accepted { vote: Vote { ballot, .. }, .. } => *ballot,
        }
    }

    /// What it says in the decree of one slot; none, if it is of another.
    pub fn in_slot(&self, slot: Slot) -> Option<Message> {
        match self {
            Self::Prepare { ballot } => Some(Message::Prepare { ballot: *ballot }),
            Self::Promise { ballot, votes } => {
                Some(Message::Promise { ballot: *ballot, vote: votes.get(&slot).cloned() })
            }
            Self::Accept { slot: its, ballot, value } => {
                (*its == slot).then(|| Message::Accept { ballot: *ballot, value: value.clone() })
            }
            Self::Accepted { slot: its, vote } => {
                (*its == slot).then(|| Message::Accepted(vote.clone()))
            }
        }
    }
}

/// What a leader must propose, given what each acceptor of a quorum reports: in every slot up to the last of which
/// something is reported, by the value rule of that slot. Where that leaves it free, there is a hole: something may be
/// chosen beyond it, and a command that comes later than that is not to be carried out before it. So the leader does not
/// wait for clients, and fills the gap with "a special 'no-op' command that leaves the state unchanged" (PMS 3).
pub fn bound(reports: &[&Votes]) -> BTreeMap<Slot, Value> {
    let last = reports.iter().filter_map(|votes| votes.last_key_value()).map(|(slot, _)| slot.0);
    let used = last.max().map_or(0, |last| last + 1);
    let in_slot = |slot| {
        let reported = reports.iter().filter_map(|votes| votes.get(&slot));
        (slot, value_rule(reported, &Value::no_op()))
    };
    (0..used).map(Slot).map(in_slot).collect()
}
