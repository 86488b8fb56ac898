//! The invariant of the proof for any size (`specs/proof/paxos.smt2`), in its words, of a state of the abstract
//! model.
//!
//! Its conjunct I3 is about decisions, and here nobody decides: that a value is chosen is seen in the votes.

use super::message_set::{MessageSet, MessageSetState};
use super::story::vote_text;
use crate::paxos::{AcceptorId, AcceptorSet, Ballot, Message, Value, Vote};

/// One of its conjuncts.
struct Conjunct {
    name: &'static str,
    says: &'static str,
    /// Where it does not hold, in words.
    breach: fn(&MessageSet, &MessageSetState) -> Option<String>,
}

const CONJUNCTS: [Conjunct; 8] = [
    Conjunct { name: "V", says: "what is proposed, a client wants", breach: unwanted },
    Conjunct { name: "I1", says: "there is one proposal in a ballot", breach: second_proposal },
    Conjunct { name: "I2", says: "votes are for what is proposed", breach: unproposed },
    Conjunct {
        name: "I4",
        says: "whoever has promised a ballot has left all lower ones",
        breach: not_left,
    },
    Conjunct { name: "I5", says: "what is proposed is safe", breach: unsafe_proposal },
    Conjunct {
        name: "J1",
        says: "who reports no vote has none in a lower ballot",
        breach: unreported_vote,
    },
    Conjunct {
        name: "J2",
        says: "who reports a vote has cast it, in a lower ballot",
        breach: invented_vote,
    },
    Conjunct {
        name: "J3",
        says: "who reports a vote has cast none between it and the promised ballot",
        breach: higher_vote,
    },
];

/// Whether a state has the invariant.
///
/// # Errors
/// If it has not: which conjuncts fail, and where.
pub(super) fn holds(spec: &MessageSet, state: &MessageSetState) -> Result<(), String> {
    let breaches = CONJUNCTS.iter().filter_map(|Conjunct { name, says, breach }| {
        breach(spec, state).map(|breach| format!("{name}, that {says}: {breach}"))
    });
    let breaches: Vec<String> = breaches.collect();
    if breaches.is_empty() { Ok(()) } else { Err(breaches.join("; ")) }
}

fn proposals(state: &MessageSetState) -> impl Iterator<Item = Vote> {
    state.sent.iter().filter_map(|(_, message)| match message {
        Message::Accept { ballot, value } => Some(Vote { ballot: *ballot, value: value.clone() }),
        _ => None,
    })
}

fn votes(state: &MessageSetState) -> impl Iterator<Item = (AcceptorId, &Vote)> {
    state.sent.iter().filter_map(|(from, message)| match (from, message) {
        (Some(from), Message::Accepted(vote)) => Some((*from, vote)),
        _ => None,
    })
}

/// Who has promised which ballot, and which vote each reports.
fn promises(state: &MessageSetState) -> impl Iterator<Item = (AcceptorId, Ballot, Option<&Vote>)> {
    state.sent.iter().filter_map(|(from, message)| match (from, message) {
        (Some(from), Message::Promise { ballot, vote }) => Some((*from, *ballot, vote.as_ref())),
        _ => None,
    })
}

fn has_left(state: &MessageSetState, acceptor: AcceptorId, ballot: Ballot) -> bool {
    state.acceptors[usize::from(acceptor.0)].promised > Some(ballot)
}

fn unwanted(spec: &MessageSet, state: &MessageSetState) -> Option<String> {
    let unwanted = proposals(state).find(|proposal| !spec.values().contains(&proposal.value))?;
    Some(format!("nobody wants {}", unwanted.value))
}

fn second_proposal(_: &MessageSet, state: &MessageSetState) -> Option<String> {
    let all: Vec<Vote> = proposals(state).collect();
    let pair = all.windows(2).find(|pair| pair[0].ballot == pair[1].ballot)?;
    let [one, other] = [&pair[0].value, &pair[1].value];
    Some(format!("{one} and {other} are proposed at {}", pair[0].ballot))
}

fn unproposed(_: &MessageSet, state: &MessageSetState) -> Option<String> {
    let (who, vote) =
        votes(state).find(|(_, vote)| proposals(state).all(|other| other != **vote))?;
    Some(format!("acceptor {who} has voted for {}", vote_text(vote)))
}

fn not_left(_: &MessageSet, state: &MessageSetState) -> Option<String> {
    let bound = |acceptor: AcceptorId| state.acceptors[usize::from(acceptor.0)].promised;
    let (who, ballot, _) = promises(state).find(|(who, ballot, _)| bound(*who) < Some(*ballot))?;
    Some(format!("acceptor {who} has promised {ballot}, and could still vote below it"))
}

/// Another value could still be chosen in a lower ballot, by those that have voted for it there, and those that
/// have not left it.
fn unsafe_proposal(spec: &MessageSet, state: &MessageSetState) -> Option<String> {
    let all: Vec<Vote> = proposals(state).collect();
    let could_vote = |ballot: Ballot, value: &Value| -> AcceptorSet {
        let last = u8::try_from(state.acceptors.len()).expect("at most MAX_ACCEPTORS");
        let vote = Message::Accepted(Vote { ballot, value: value.clone() });
        let could = |who: &AcceptorId| {
            !has_left(state, *who, ballot) || state.sent.contains(&(Some(*who), vote.clone()))
        };
        (0..last).map(AcceptorId).filter(could).collect()
    };
    let lower = all.iter().flat_map(|high| all.iter().map(move |low| (high, low)));
    let mut contending =
        lower.filter(|(high, low)| low.ballot < high.ballot && low.value != high.value);
    let (high, low) =
        contending.find(|(_, low)| spec.is_accept_quorum(could_vote(low.ballot, &low.value)))?;
    Some(format!("{} is proposed, and {} can still be chosen", vote_text(high), vote_text(low)))
}

fn unreported_vote(_: &MessageSet, state: &MessageSetState) -> Option<String> {
    promises(state).filter(|(_, _, report)| report.is_none()).find_map(|(who, ballot, _)| {
        let (_, vote) = votes(state).find(|(other, vote)| *other == who && vote.ballot < ballot)?;
        Some(format!("acceptor {who} has promised {ballot} and not told of {}", vote_text(vote)))
    })
}

fn invented_vote(_: &MessageSet, state: &MessageSetState) -> Option<String> {
    promises(state).find_map(|(who, ballot, report)| {
        let report = report?;
        let is_cast = votes(state).any(|vote| vote == (who, report));
        (!is_cast || report.ballot >= ballot).then(|| {
            format!("acceptor {who} has promised {ballot} and tells of {}", vote_text(report))
        })
    })
}

fn higher_vote(_: &MessageSet, state: &MessageSetState) -> Option<String> {
    promises(state).find_map(|(who, ballot, report)| {
        let report = report?;
        let (_, vote) = votes(state).find(|(other, vote)| {
            *other == who && report.ballot < vote.ballot && vote.ballot < ballot
        })?;
        let [told, higher] = [report, vote].map(vote_text);
        Some(format!("acceptor {who} has promised {ballot} and tells of {told}, not of {higher}"))
    })
}
