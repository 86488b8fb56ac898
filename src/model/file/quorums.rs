//! Which acceptors are a quorum: from the fields of a model file.

use super::format::Expect;
use super::forms::{self, Phase};
use super::limits::Refusal;
use crate::paxos::{AcceptorId, AcceptorSet, MAX_ACCEPTORS, QuorumError, QuorumSystem, Quorums};

/// The quorums of a model. Those that need not meet are there to show what goes wrong, so they are
/// taken only where the file expects that something does.
pub(super) fn quorums(
    acceptors: usize,
    quorums: &forms::Quorums,
    expect: Option<&Expect>,
) -> Result<Quorums, Refusal> {
    let may_violate = expect.is_some_and(|expect| !expect.violates.is_empty());
    let phase = |phase: &Phase| match phase {
        Phase::Size(size) => Ok(QuorumSystem::Size(*size)),
        Phase::Sets(sets) => quorum_sets(sets),
    };
    let made = match quorums {
        forms::Quorums::Majority => Quorums::majority(acceptors),
        forms::Quorums::Phases { prepare, accept } => {
            let (prepare, accept) = (phase(prepare)?, phase(accept)?);
            if may_violate {
                Quorums::unchecked(acceptors, prepare, accept)
            } else {
                Quorums::new(acceptors, prepare, accept)
            }
        }
        forms::Quorums::Sets(sets) => {
            let sets = quorum_sets(sets)?;
            if may_violate {
                Quorums::unchecked(acceptors, sets.clone(), sets)
            } else {
                Quorums::new(acceptors, sets.clone(), sets)
            }
        }
    };
    made.map_err(|error| match error {
        QuorumError::Acceptors { .. } => ("roles.acceptors", error.to_string()),
        QuorumError::NeedNotMeet => {
            let remedy = "or list under expect.violates what goes wrong";
            ("roles.quorums", format!("{error}, {remedy}"))
        }
        error => ("roles.quorums", error.to_string()),
    })
}

fn quorum_sets(sets: &[Vec<usize>]) -> Result<QuorumSystem, Refusal> {
    let set = |acceptors: &Vec<usize>| {
        let ids = acceptors.iter().map(|number| {
            let index = number.checked_sub(1).filter(|index| *index < MAX_ACCEPTORS);
            let id = index.and_then(|index| u8::try_from(index).ok()).map(AcceptorId);
            id.ok_or_else(|| {
                let message = format!("there is no acceptor {number}; they count from 1");
                ("roles.quorums", message)
            })
        });
        ids.collect::<Result<AcceptorSet, _>>()
    };
    Ok(QuorumSystem::Sets(sets.iter().map(set).collect::<Result<_, _>>()?))
}
