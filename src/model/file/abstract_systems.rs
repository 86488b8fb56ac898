//! From the fields of a model file to the abstract system that it describes.

use super::format::{
    AbstractRoles, CommitFile, CommitRoles, Expect, LogBounds, MessageSetFile, MessageSetLogFile,
    RaftFile, SequencePaxosFile, TwoPhaseFile, VotingFile,
};
use super::limits::{MAX_ROLES, MAX_SLOTS, Refusal, at_most, bound, one_to, value};
use super::quorums::quorums;
use crate::model::commit::Commit;
use crate::model::descendants::raft::Raft;
use crate::model::descendants::sequence_paxos::SequencePaxos;
use crate::model::message_set::MessageSet;
use crate::model::message_set_log::MessageSetLog;
use crate::model::two_phase::TwoPhase;
use crate::model::voting::Voting;
use crate::paxos::{Quorums, Value};
use std::collections::BTreeSet;

pub(super) fn message_set(file: &MessageSetFile) -> Result<MessageSet, Refusal> {
    let ballots = file.bounds.ballots;
    let (quorums, values) = constants(&file.roles, ballots, file.expect.as_ref())?;
    let model = MessageSet::new(quorums, ballots, values);
    Ok(if file.bounds.fast { model.fast() } else { model })
}

pub(super) fn message_set_log(file: &MessageSetLogFile) -> Result<MessageSetLog, Refusal> {
    let (ballots, slots) = (file.bounds.ballots, file.bounds.slots);
    let (quorums, values) = constants(&file.roles, ballots, file.expect.as_ref())?;
    one_to(MAX_SLOTS, "bounds.slots", (slots, "slots"))?;
    let decree = MessageSet::new(quorums, ballots, values);
    let broken = file.mutant.as_ref().map(|mutant| mutant.name);
    Ok(MessageSetLog::new(decree, slots, file.bounds.order).breaking(broken))
}

pub(super) fn voting(file: &VotingFile) -> Result<Voting, Refusal> {
    let ballots = file.bounds.ballots;
    let (quorums, values) = constants(&file.roles, ballots, file.expect.as_ref())?;
    Ok(Voting::new(quorums, ballots, values, file.bounds.lowest_ballot))
}

pub(super) fn sequence_paxos(file: &SequencePaxosFile) -> Result<SequencePaxos, Refusal> {
    let LogBounds { ballots, slots } = file.bounds;
    let (quorums, values) = log(&file.roles, &file.bounds, file.expect.as_ref())?;
    let model = SequencePaxos::new(quorums, ballots, values, slots);
    Ok(model.with(file.mutant.as_ref().map(|mutant| mutant.name)))
}

pub(super) fn raft(file: &RaftFile) -> Result<Raft, Refusal> {
    let LogBounds { ballots, slots } = file.bounds;
    let (quorums, values) = log(&file.roles, &file.bounds, file.expect.as_ref())?;
    let model = Raft::new(quorums, ballots, values, slots);
    Ok(model.with(file.mutant.as_ref().map(|mutant| mutant.name)))
}

pub(super) fn commit(file: &CommitFile) -> Result<Commit, Refusal> {
    let CommitRoles { managers, acceptors, quorums: sets, promises } = &file.roles;
    let (ballots, stops) = (file.bounds.ballots, file.faults.stops);
    let quorums = quorums(*acceptors, sets, file.expect.as_ref())?;
    bound("bounds.ballots", ballots)?;
    managed(*managers)?;
    at_most("faults.stops", stops, managers + acceptors)?;
    Ok(Commit::new(*managers, &quorums, ballots, *promises, stops))
}

pub(super) fn two_phase(file: &TwoPhaseFile) -> Result<TwoPhase, Refusal> {
    managed(file.roles.managers)?;
    Ok(TwoPhase::new(file.roles.managers, file.faults.coordinator_stops))
}

fn managed(managers: usize) -> Result<(), Refusal> {
    one_to(MAX_ROLES as u64, "roles.managers", (managers as u64, "managers"))
}

/// The quorums and the values of a log.
fn log(
    roles: &AbstractRoles,
    bounds: &LogBounds,
    expect: Option<&Expect>,
) -> Result<(Quorums, Vec<Value>), Refusal> {
    one_to(MAX_SLOTS, "bounds.slots", (bounds.slots as u64, "slots"))?;
    constants(roles, bounds.ballots, expect)
}

/// The quorums and the values.
fn constants(
    roles: &AbstractRoles,
    ballots: u64,
    expect: Option<&Expect>,
) -> Result<(Quorums, Vec<Value>), Refusal> {
    let quorums = quorums(roles.acceptors, &roles.quorums, expect)?;
    bound("bounds.ballots", ballots)?;
    if roles.values.is_empty() {
        return Err(("roles.values", "there must be at least one value".to_string()));
    }
    let different: BTreeSet<_> = roles.values.iter().collect();
    if different.len() < roles.values.len() {
        return Err(("roles.values", "a value is listed twice; list it once".to_string()));
    }
    let values = roles.values.iter().map(|text| value("roles.values", text));
    Ok((quorums, values.collect::<Result<_, _>>()?))
}
