//! What somebody may expect to happen, and does not: each with the reason. Reasons that one decree and a log have in
//! common are put in words here.

use super::story::Act;
use super::words::counted;
use crate::paxos::{AcceptorSet, Ballot, Learner};
use serde::{Deserialize, Serialize};

/// Something that cannot happen in a state, or that would change nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindrance {
    /// What; none, if it is no step of its own, but what a step may be expected to lead to.
    pub act: Option<Act>,
    /// The names of those who would do it.
    pub actors: Vec<String>,
    /// Why not, as a sentence.
    pub why: String,
    /// What kind of reason that is.
    pub because: Because,
}

/// What kind of reason hinders something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// A rule that the actor follows.
    Rule,
    /// The bound of the model, without which it could happen.
    Bound,
    /// The network.
    Network,
    /// It would change nothing.
    Nothing,
}

/// Why something is hindered, and what kind of reason that is.
pub(super) type Reason = (Because, String);

/// Somebody would answer a message, but with nothing that is not on its way already.
pub(super) fn only_again(to: &str) -> Reason {
    (Because::Nothing, format!("{to} would only say again what it has said"))
}

/// Why an acceptor that has promised this, and has voted in a ballot or not, does not answer in it.
pub(super) fn refused(
    to: &str,
    ballot: Ballot,
    promised: Option<Ballot>,
    has_voted: bool,
) -> Option<String> {
    let promised = promised?;
    if promised > ballot {
        Some(format!("{to} has promised {promised}, which is higher than {ballot}"))
    } else {
        has_voted.then(|| format!("{to} has voted at {ballot}, so this prepare comes too late"))
    }
}

/// Why a promise for a ballot is not counted by a proposer that has begun this one last, and has proposed nothing in
/// it: whether promises for the ballot still count tells if it has that one already, or has given its ballot up.
pub(super) fn uncounted(to: &str, ballot: Ballot, begun: Option<Ballot>, counts: bool) -> String {
    match begun {
        None => format!("{to} has begun no ballot"),
        Some(begun) if begun != ballot => {
            format!("{to} has begun {begun}, and this promise is for {ballot}")
        }
        Some(_) if counts => format!("{to} has counted this promise already"),
        Some(_) => format!("{to} has given up {ballot} in a crash"),
    }
}

/// Why a vote changes nothing for somebody who does not know yet what is chosen.
pub(super) fn counted_already(to: &str) -> String {
    format!("{to} has counted this vote already")
}

/// Why a proposer whose bound is so many ballots begins no other.
pub(super) fn no_more_ballots(name: &str, most: u64) -> Reason {
    let most = counted(most, "ballot");
    (Because::Bound, format!("in this model {name} begins no more than {most}"))
}

/// Why somebody does not crash in a model of so many crashes, of which so many are left; `only` names those who can, if
/// it is none of them.
pub(super) fn no_crash(
    all: u8,
    left: u8,
    only: Option<&str>,
    forgets: impl Fn() -> bool,
) -> Option<Reason> {
    let bound = |why: String| Some((Because::Bound, format!("in this model {why}")));
    match only {
        _ if all == 0 => bound("nobody crashes".to_string()),
        Some(mortal) => bound(format!("only {mortal} can crash")),
        None if left == 0 => bound(format!("there is no more than {}", counted(all, "crash"))),
        None if forgets() => None,
        None => Some((Because::Nothing, "a crash would make nobody forget anything".to_string())),
    }
}

/// Why a proposer that holds these promises for its ballot proposes nothing in it: they are too few, or it counts no
/// others any more.
pub(super) fn unproposed(
    name: &str,
    ballot: Ballot,
    promised_by: AcceptorSet,
    counts: bool,
) -> String {
    if !counts {
        return format!("{name} proposes nothing: it has given up {ballot} in a crash");
    }
    let holds = match promised_by.is_empty() {
        true => "none".to_string(),
        false => promised_by.to_string(),
    };
    format!("{name} proposes nothing at {ballot} yet: promises of {holds} are no quorum")
}

/// Why a learner has learned nothing, by what it has heard.
pub(super) fn unlearned(learner: &Learner) -> String {
    let heard = learner.heard().map(|(vote, voters)| format!("{voters} at {}", vote.ballot));
    let heard: Vec<String> = heard.collect();
    match &heard[..] {
        [] => "it has heard of no vote".to_string(),
        some => format!("votes of {} are no quorum in one ballot", some.join(" and of ")),
    }
}
