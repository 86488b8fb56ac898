//! Logs that break one rule each.

use super::rules::{Asked, Rules, receive};
use crate::paxos::{
    AcceptorId, AcceptorSet, Ballot, LogAcceptor, LogMessage, Slot, Value, Vote, Votes, value_rule,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt::{self, Debug};
use std::sync::Arc;

/// A log that breaks one rule, by its name in a model file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Broken {
    /// The promise holds in the first slot alone.
    PromisesOneSlot,
    /// A promise reports the last slot with a vote, and no other.
    ReportsLastSlot,
    /// A leader takes no notice of what is reported beyond the first slot of which nothing is.
    StopsAtAHole,
    /// A leader adopts one acceptor's log, that with the highest ballot anywhere.
    AdoptsHighestLog,
    /// A leader adopts one acceptor's log, the longest.
    AdoptsLongestLog,
    /// A leader heeds only the votes of the highest ballot that is reported of any slot.
    HeedsHighestBallot,
    /// A leader adopts one acceptor's log as Raft compares them, by the ballot of the last slot and then by length;
    /// but a slot that is proposed again has the new ballot here, and in Raft it keeps its own.
    ComparesLikeRaft,
    /// A vote raises the promise of its own slot alone. This is safe.
    VoteBindsItsSlot,
}

impl Broken {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::PromisesOneSlot,
        Self::ReportsLastSlot,
        Self::StopsAtAHole,
        Self::AdoptsHighestLog,
        Self::AdoptsLongestLog,
        Self::HeedsHighestBallot,
        Self::ComparesLikeRaft,
        Self::VoteBindsItsSlot,
    ];

    /// Whether it only looks broken.
    pub fn is_safe(self) -> bool {
        self == Self::VoteBindsItsSlot
    }

    pub(super) fn rules(self) -> Arc<dyn Rules> {
        match self {
            Self::PromisesOneSlot => Arc::new(PromisesOneSlot),
            Self::ReportsLastSlot => Arc::new(ReportsLastSlot),
            Self::StopsAtAHole => leader(before_a_hole),
            Self::AdoptsHighestLog => leader(|reports, slot| one_log(reports, slot, highest)),
            Self::AdoptsLongestLog => leader(|reports, slot| one_log(reports, slot, length)),
            Self::HeedsHighestBallot => leader(of_highest_ballot),
            Self::ComparesLikeRaft => leader(|reports, slot| one_log(reports, slot, last)),
            Self::VoteBindsItsSlot => Arc::new(VoteBindsItsSlot),
        }
    }
}

impl fmt::Display for Broken {
    /// Writes the name as in model files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PromisesOneSlot => "promises-one-slot",
            Self::ReportsLastSlot => "reports-last-slot",
            Self::StopsAtAHole => "stops-at-a-hole",
            Self::AdoptsHighestLog => "adopts-highest-log",
            Self::AdoptsLongestLog => "adopts-longest-log",
            Self::HeedsHighestBallot => "heeds-highest-ballot",
            Self::ComparesLikeRaft => "compares-like-raft",
            Self::VoteBindsItsSlot => "vote-binds-its-slot",
        })
    }
}

/// The first slot keeps the promise; each other knows of its own votes alone.
#[derive(Debug)]
struct PromisesOneSlot;

impl Rules for PromisesOneSlot {
    fn leave_slots_alike(&self) -> bool {
        false
    }

    fn receive(&self, acceptor: &mut LogAcceptor, request: &LogMessage) -> Option<LogMessage> {
        match request {
            LogMessage::Accept { slot, .. } if *slot != FIRST => {
                let promised = acceptor.votes.get(slot).map(|vote| vote.ballot);
                receive_under(promised, acceptor, request)
            }
            LogMessage::Accept { .. } => receive(acceptor, request),
            _ => {
                let votes = acceptor.votes.clone();
                acceptor.votes.retain(|slot, _| *slot == FIRST);
                let answer = receive(acceptor, request);
                acceptor.votes = votes;
                answer.map(|promise| reporting(promise, acceptor.votes.clone()))
            }
        }
    }
}

const FIRST: Slot = Slot(0);

/// Every slot keeps the promise and its own votes, and knows nothing of other votes.
#[derive(Debug)]
struct VoteBindsItsSlot;

impl Rules for VoteBindsItsSlot {
    fn receive(&self, acceptor: &mut LogAcceptor, request: &LogMessage) -> Option<LogMessage> {
        let promised = acceptor.promised;
        if let LogMessage::Accept { slot, .. } = request {
            let voted = acceptor.votes.get(slot).map(|vote| vote.ballot);
            return receive_under(promised.max(voted), acceptor, request);
        }
        acceptor.promised = promised.max(highest(&acceptor.votes));
        let answer = receive(acceptor, request);
        if answer.is_none() {
            acceptor.promised = promised;
        }
        answer
    }
}

/// Receives a request under another promise than the acceptor's, which stays what it was.
fn receive_under(
    promised: Option<Ballot>,
    acceptor: &mut LogAcceptor,
    request: &LogMessage,
) -> Option<LogMessage> {
    let kept = std::mem::replace(&mut acceptor.promised, promised);
    let answer = receive(acceptor, request);
    acceptor.promised = kept;
    answer
}

#[derive(Debug)]
struct ReportsLastSlot;

impl Rules for ReportsLastSlot {
    fn leave_slots_alike(&self) -> bool {
        false
    }

    fn receive(&self, acceptor: &mut LogAcceptor, request: &LogMessage) -> Option<LogMessage> {
        let last = acceptor.votes.last_key_value();
        let last = last.map(|(slot, vote)| (*slot, vote.clone())).into_iter().collect();
        receive(acceptor, request).map(|answer| reporting(answer, last))
    }
}

/// A promise with another report; a vote as it is.
fn reporting(answer: LogMessage, votes: Votes) -> LogMessage {
    match answer {
        LogMessage::Promise { ballot, .. } => LogMessage::Promise { ballot, votes },
        other => other,
    }
}

/// A leader that is bound in a slot by other votes than the reports of that slot. Given what a quorum reports, it says
/// by which; where it is not determined by which, all that may be.
#[derive(Debug)]
struct Leader(Binding);

/// What a quorum reports, and a slot: the votes that bind a leader there, in each way in which it may go.
type Binding = for<'a> fn(&[&'a Votes], Slot) -> Vec<Vec<&'a Vote>>;

fn leader(binding: Binding) -> Arc<dyn Rules> {
    Arc::new(Leader(binding))
}

impl Rules for Leader {
    fn leave_slots_alike(&self) -> bool {
        false
    }

    fn safe(&self, asked: &Asked) -> BTreeSet<Value> {
        let quorums = quorums(asked);
        let bindings = quorums.iter().flat_map(|reports| (self.0)(reports, asked.slot));
        let values = bindings.flat_map(|votes| {
            let wanted = asked.decree.values().iter();
            wanted.map(move |wanted| value_rule(votes.iter().copied(), wanted))
        });
        values.collect()
    }
}

/// What each quorum of those that have promised reports.
fn quorums<'a>(asked: &Asked<'a>) -> Vec<Vec<&'a Votes>> {
    let report = |(from, promise): &'a (Option<AcceptorId>, LogMessage)| match promise {
        LogMessage::Promise { votes, .. } => Some(((*from)?, votes)),
        _ => None,
    };
    let reports: Vec<(AcceptorId, &Votes)> = asked.promises.iter().filter_map(report).collect();
    let subsets = (0..1_u32 << reports.len()).map(|bits| {
        let members = reports.iter().enumerate().filter(move |(number, _)| bits >> number & 1 == 1);
        members.map(|(_, report)| *report).collect::<Vec<_>>()
    });
    let is_quorum = |members: &Vec<(AcceptorId, &Votes)>| {
        let names: AcceptorSet = members.iter().map(|(from, _)| *from).collect();
        asked.decree.quorums().is_prepare_quorum(names)
    };
    let quorums = subsets.filter(is_quorum);
    quorums.map(|members| members.into_iter().map(|(_, votes)| votes).collect()).collect()
}

/// The votes that are reported of a slot.
fn in_slot<'a>(reports: &[&'a Votes], slot: Slot) -> impl Iterator<Item = &'a Vote> {
    reports.iter().filter_map(move |votes| votes.get(&slot))
}

/// All that is reported of a slot, if something is of each before it.
fn before_a_hole<'a>(reports: &[&'a Votes], slot: Slot) -> Vec<Vec<&'a Vote>> {
    let is_hole = |slot: u64| in_slot(reports, Slot(slot)).next().is_none();
    let beyond = (0..slot.0).any(is_hole);
    vec![in_slot(reports, slot).filter(|_| !beyond).collect()]
}

/// What is reported of a slot in the highest ballot of all slots.
fn of_highest_ballot<'a>(reports: &[&'a Votes], slot: Slot) -> Vec<Vec<&'a Vote>> {
    let highest = reports.iter().filter_map(|votes| highest(votes)).max();
    vec![in_slot(reports, slot).filter(|vote| Some(vote.ballot) == highest).collect()]
}

/// What is reported of a slot in the log that is the greatest by some measure; in any, if several are.
fn one_log<'a, M: Ord>(
    reports: &[&'a Votes],
    slot: Slot,
    measure: fn(&Votes) -> M,
) -> Vec<Vec<&'a Vote>> {
    let greatest = reports.iter().map(|votes| measure(votes)).max();
    let adopted = reports.iter().filter(|votes| Some(measure(votes)) == greatest);
    adopted.map(|votes| votes.get(&slot).into_iter().collect()).collect()
}

/// The highest ballot of a log's votes.
fn highest(votes: &Votes) -> Option<Ballot> {
    votes.values().map(|vote| vote.ballot).max()
}

/// How far a log reaches.
fn length(votes: &Votes) -> Option<Slot> {
    votes.last_key_value().map(|(slot, _)| *slot)
}

/// The ballot of a log's last slot, and then how far it reaches.
fn last(votes: &Votes) -> Option<(Ballot, Slot)> {
    votes.last_key_value().map(|(slot, vote)| (vote.ballot, *slot))
}
