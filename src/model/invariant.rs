//! The invariant of the proof for any size (`specs/proof/paxos.smt2`), in its words, of a state of the abstract
//! model.
//!
//! Its conjunct I3 is about decisions, and here nobody decides: that a value is chosen is seen in the votes.

use super::message_set::{MessageSet, MessageSetState};
use super::refinement::in_each;
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

/// Whether the state of each decree has the invariant.
///
/// # Errors
/// If one has not: which conjuncts fail, and where.
pub(super) fn holds_in_each(spec: &MessageSet, states: &[MessageSetState]) -> Result<(), String> {
    in_each(states.iter(), |state| holds(spec, state))
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paxos::{Acceptor, ProposerId, Quorums};

    type Sent = (Option<AcceptorId>, Message);

    fn ballot(round: u64) -> Ballot {
        Ballot { round, proposer: ProposerId(0) }
    }

    fn vote(round: u64, value: &str) -> Vote {
        Vote { ballot: ballot(round), value: Value::from(value) }
    }

    fn proposed(round: u64, value: &str) -> Sent {
        (None, Message::Accept { ballot: ballot(round), value: Value::from(value) })
    }

    /// The vote of an acceptor, counted from 1.
    fn voted(acceptor: u8, round: u64, value: &str) -> Sent {
        (Some(AcceptorId(acceptor - 1)), Message::Accepted(vote(round, value)))
    }

    /// The promise of the first acceptor, and what it reports.
    fn promised(round: u64, vote: Option<Vote>) -> Sent {
        (Some(AcceptorId(0)), Message::Promise { ballot: ballot(round), vote })
    }

    /// The conjuncts that fail where three acceptors, of which some want 8 and some 5, have promised these
    /// rounds, 0 for none, and this was sent.
    fn failing<const N: usize>(rounds: [u64; 3], sent: [Sent; N]) -> Vec<&'static str> {
        let values = ["8", "5"].map(Value::from).to_vec();
        let spec = MessageSet::new(Quorums::majority(3).unwrap(), 0, values);
        let promised = |round| if round == 0 { None } else { Some(ballot(round)) };
        let acceptor = |round| Acceptor { promised: promised(round), voted: None };
        let state = MessageSetState {
            acceptors: rounds.map(acceptor).to_vec(),
            sent: sent.into_iter().collect(),
        };
        let fails = |conjunct: &&Conjunct| (conjunct.breach)(&spec, &state).is_some();
        let failing: Vec<_> = CONJUNCTS.iter().filter(fails).map(|c| c.name).collect();
        assert_eq!(holds(&spec, &state).is_ok(), failing.is_empty());
        failing
    }

    #[test]
    fn each_conjunct_fails_where_it_alone_does() {
        assert_eq!(failing([0, 0, 0], [proposed(1, "7")]), ["V"]);
        assert_eq!(failing([0, 0, 0], [proposed(1, "8"), proposed(1, "5")]), ["I1"]);
        assert_eq!(failing([1, 0, 0], [voted(1, 1, "8")]), ["I2"]);
        assert_eq!(failing([1, 0, 0], [promised(2, None)]), ["I4"]);
        let two = || [proposed(1, "8"), proposed(2, "5")];
        assert_eq!(failing([2, 0, 0], two()), ["I5"], "two can still vote for 8");
        let [low, high] = two();
        let votes = [low, high, voted(1, 1, "8"), voted(2, 1, "8")];
        assert_eq!(failing([2, 2, 2], votes), ["I5"], "two have voted for 8");
        let unreported = [proposed(1, "8"), voted(1, 1, "8"), promised(2, None)];
        assert_eq!(failing([2, 0, 0], unreported), ["J1"]);
        assert_eq!(failing([2, 0, 0], [promised(2, Some(vote(1, "8")))]), ["J2"]);
        let too_high = [proposed(2, "8"), voted(1, 2, "8"), promised(2, Some(vote(2, "8")))];
        assert_eq!(failing([2, 0, 0], too_high), ["J2"]);
        let two_votes = [proposed(1, "8"), voted(1, 1, "8"), proposed(2, "8"), voted(1, 2, "8")];
        let [a, b, c, d] = two_votes;
        assert_eq!(failing([3, 0, 0], [a, b, c, d, promised(3, Some(vote(1, "8")))]), ["J3"]);
    }

    #[test]
    fn and_none_where_all_is_well() {
        assert!(failing([0, 0, 0], []).is_empty());
        assert!(failing([2, 2, 0], [proposed(1, "8"), proposed(2, "5")]).is_empty());
        let told = [proposed(1, "8"), voted(1, 1, "8"), promised(2, Some(vote(1, "8")))];
        assert!(failing([2, 0, 0], told).is_empty());
        // It has voted in the very ballot that it promised, which is not below it.
        let later = [promised(1, None), proposed(1, "8"), voted(1, 1, "8")];
        assert!(failing([1, 0, 0], later).is_empty());
    }
}
