//! The guards and effects of `specs/Paxos.tla`, restated over levels, and when a message that was answered is
//! answered again. Nothing of `src/paxos` is used.

use super::types::{Level, NONE};

/// What the specification keeps of an acceptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) max_bal: Level,
    pub(crate) max_vbal: Level,
    pub(crate) max_val: Level,
}

impl State {
    /// Whether the specification can come here: who votes has promised as much.
    pub(crate) fn may_be(self) -> bool {
        self.max_vbal <= self.max_bal
    }
}

/// What an acceptor says: a message of type 1b or 2b.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Promise { bal: Level, mbal: Level, mval: Level },
    Accepted { bal: Level, val: Level },
}

/// What comes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A step of the specification.
    Step(State, Said),
    /// What was said before is said once more, which is no step.
    Again(Said),
    Nothing,
}

/// `Phase1b(a, b)`, when the 1a of the ballot is among the messages.
pub(crate) fn phase1b(a: State, b: Level) -> Option<(State, Said)> {
    let said = Said::Promise { bal: b, mbal: a.max_vbal, mval: a.max_val };
    (b > a.max_bal).then_some((State { max_bal: b, ..a }, said))
}

/// `Phase2b(a, b, v)`, when the 2a of the ballot and the value is among the messages.
pub(crate) fn phase2b(a: State, b: Level, v: Level) -> Option<(State, Said)> {
    let after = State { max_bal: b, max_vbal: b, max_val: v };
    (b >= a.max_bal).then_some((after, Said::Accepted { bal: b, val: v }))
}

/// A prepare equal to the promise gets the promise again, until there is a vote in its ballot.
pub(crate) fn on_prepare(a: State, b: Level) -> Outcome {
    match phase1b(a, b) {
        Some((after, said)) => Outcome::Step(after, said),
        None if b == a.max_bal && b != a.max_vbal => {
            Outcome::Again(Said::Promise { bal: b, mbal: a.max_vbal, mval: a.max_val })
        }
        None => Outcome::Nothing,
    }
}

/// An accept that is the last vote gets that vote again.
pub(crate) fn on_accept(a: State, b: Level, v: Level) -> Outcome {
    if (a.max_vbal, a.max_val) == (b, v) {
        return Outcome::Again(Said::Accepted { bal: b, val: v });
    }
    phase2b(a, b, v).map_or(Outcome::Nothing, |(after, said)| Outcome::Step(after, said))
}

/// Who asks is told the last vote again.
pub(crate) fn on_query(a: State) -> Outcome {
    if a.max_vbal == NONE {
        return Outcome::Nothing;
    }
    Outcome::Again(Said::Accepted { bal: a.max_vbal, val: a.max_val })
}

/// A vote, or the report of none: `mbal` and `mval` of a 1b.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) mbal: Level,
    pub(crate) mval: Level,
}

/// `ShowsSafeAt(P, b, v)`, where these are the promises of P for b: one of each.
pub(crate) fn shows_safe_at(promises: &[Report], v: Level) -> bool {
    let reports = || promises.iter().filter(|m| m.mbal >= 0);
    reports().next().is_none()
        || reports().any(|m| m.mval == v && reports().all(|n| m.mbal >= n.mbal))
}

/// The values that may be proposed when these promises are a quorum's, of all that are known: those reported,
/// and the one that is wanted. They are more than one only if two were voted for in one ballot.
pub(crate) fn proposable(promises: &[Report], wanted: Level) -> Vec<Level> {
    let is_free = promises.iter().all(|m| m.mbal < 0);
    let reported = promises.iter().filter(|m| m.mbal >= 0).map(|m| m.mval);
    let mut values: Vec<_> = reported.chain(is_free.then_some(wanted)).collect();
    values.retain(|v| shows_safe_at(promises, *v));
    values.sort_unstable();
    values.dedup();
    values
}
