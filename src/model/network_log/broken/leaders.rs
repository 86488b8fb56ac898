//! Leaders of a log that break one rule each.

use super::rules::{Rules, is_leader};
use crate::actor::Role;
use crate::actor::log::Durable;
use crate::paxos::{Slot, Value, Votes, bound};
use std::collections::BTreeMap;

#[derive(Debug)]
pub(super) struct OverlooksReports;

impl Rules for OverlooksReports {
    fn changes(&self, role: Role) -> bool {
        is_leader(role)
    }

    fn bound(&self, _: &[&Votes]) -> BTreeMap<Slot, Value> {
        BTreeMap::new()
    }
}

#[derive(Debug)]
pub(super) struct EndsAtAHole;

impl Rules for EndsAtAHole {
    fn changes(&self, role: Role) -> bool {
        is_leader(role)
    }

    fn bound(&self, reports: &[&Votes]) -> BTreeMap<Slot, Value> {
        let is_reported = |slot: &Slot| reports.iter().any(|votes| votes.contains_key(slot));
        bound(reports).into_iter().take_while(|(slot, _)| is_reported(slot)).collect()
    }
}

#[derive(Debug)]
pub(super) struct FillsReportedSlots;

impl Rules for FillsReportedSlots {
    fn changes(&self, role: Role) -> bool {
        is_leader(role)
    }

    fn bound(&self, reports: &[&Votes]) -> BTreeMap<Slot, Value> {
        let mut bound = bound(reports);
        let below = bound.len().saturating_sub(1);
        bound.values_mut().take(below).for_each(|value| *value = Value::no_op());
        bound
    }
}

#[derive(Debug)]
pub(super) struct ForgetsBallot;

impl Rules for ForgetsBallot {
    fn changes(&self, role: Role) -> bool {
        is_leader(role)
    }

    fn restored(&self, _: Durable) -> Option<Durable> {
        None
    }
}
