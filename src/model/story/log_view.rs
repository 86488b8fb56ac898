//! What actors of a log hold.

use super::{Cast, Heard};
use crate::actor::log::{LogLeader, LogLearner};
use crate::paxos::{Slot, Value, Vote};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The state of a proposer of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaderView {
    /// Its current ballot.
    pub ballot: Option<String>,
    /// The acceptors whose promises it holds.
    pub promised_by: Vec<String>,
    /// What it must still propose.
    pub bound: Vec<Cast>,
    /// What it has proposed in its current ballot.
    pub proposed: Vec<Cast>,
    /// The slots of which it knows that they are chosen, from the first on.
    pub chosen: Vec<String>,
}

/// The state of a learner of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogLearnerView {
    /// The votes that it has heard of, and who cast them, in slots in which it has learned nothing.
    pub heard: Vec<Heard>,
    /// What it has learned.
    pub learned: Vec<Entry>,
    /// The slots that it has carried out, in that order.
    pub applied: Vec<String>,
}

/// What stands in a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The slot, counted from 1.
    pub slot: String,
    /// The value.
    pub value: String,
}

impl From<&LogLeader> for LeaderView {
    fn from(leader: &LogLeader) -> Self {
        let cast = |(slot, value): (Slot, &Value)| {
            let ballot = leader.ballot().expect("what it proposes, it proposes in a ballot");
            Cast::from(&Vote { ballot, value: value.clone() }).in_slot(Some(slot))
        };
        let chosen = leader.chosen().into_iter().flat_map(LogLearner::applied);
        Self {
            ballot: leader.ballot().map(|ballot| ballot.to_string()),
            promised_by: leader.promised_by().iter().map(|id| id.to_string()).collect(),
            bound: leader.bound().map(cast).collect(),
            proposed: leader.proposed().map(cast).collect(),
            chosen: chosen.map(ToString::to_string).collect(),
        }
    }
}

impl From<&LogLearner> for LogLearnerView {
    fn from(learner: &LogLearner) -> Self {
        let heard = learner.decrees().iter().flat_map(|(slot, of)| Heard::all_of(of, Some(*slot)));
        let known = learner.decrees().keys().filter_map(|slot| {
            let value = learner.learned(*slot)?.to_string();
            Some(Entry { slot: slot.to_string(), value })
        });
        Self {
            heard: heard.collect(),
            learned: known.collect(),
            applied: learner.applied().iter().map(ToString::to_string).collect(),
        }
    }
}

impl fmt::Display for LeaderView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(ballot) = &self.ballot else { return f.write_str("has begun no ballot") };
        if self.proposed.is_empty() {
            return match &self.promised_by[..] {
                [] => write!(f, "has begun {ballot}, holds no promise"),
                acceptors => {
                    write!(f, "has begun {ballot}, holds promises of {}", acceptors.join(", "))
                }
            };
        }
        write!(f, "has proposed {}", listed(&self.proposed))?;
        match &self.bound[..] {
            [] => Ok(()),
            bound => write!(f, "; must propose {}", listed(bound)),
        }?;
        match &self.chosen[..] {
            [] => Ok(()),
            slots => write!(f, "; knows to be chosen: slot {}", slots.join(", ")),
        }
    }
}

impl fmt::Display for LogLearnerView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heard = self.heard.iter().map(|heard| format!("has heard {heard}"));
        let learned = self.learned.iter().map(|entry| format!("has learned {entry}"));
        let applied = match &self.applied[..] {
            [] => None,
            slots => Some(format!("has carried out slot {}", slots.join(", "))),
        };
        let parts: Vec<String> = heard.chain(learned).chain(applied).collect();
        f.write_str(if parts.is_empty() { "has heard nothing" } else { "" })?;
        f.write_str(&parts.join("; "))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in slot {}", self.value, self.slot)
    }
}

fn listed(casts: &[Cast]) -> String {
    casts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
}
