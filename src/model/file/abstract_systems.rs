//! From the fields of a model file to the abstract system that it describes.

use super::format::{AbstractRoles, Expect, MessageSetFile, MessageSetLogFile, VotingFile};
use super::limits::{MAX_SLOTS, Refusal, bound, one_to, value};
use super::quorums::quorums;
use crate::model::message_set::MessageSet;
use crate::model::message_set_log::MessageSetLog;
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
