//! Logs that have one entry in common have all before it in common.

use super::{History, Property};
use crate::paxos::{AcceptorId, AcceptorSet};

/// If an entry of one ballot stands in the same slot of two logs, these are the same up to there (log matching, Ongaro
/// and Ousterhout, 5.3). So the ballot of its last entry tells all of a log but its length.
pub const PROPERTY: Property = Property::never("logs match", breach);

/// Two acceptors whose logs have an entry of the same ballot in some slot, and differ up to there.
fn breach(history: &History) -> Option<String> {
    let kept = || history.logs.kept.iter().zip(0..);
    kept().find_map(|(one, first)| {
        kept().skip(usize::from(first) + 1).find_map(|(other, second)| {
            let mut slots = 0..one.len().min(other.len());
            let slot = slots.find(|slot| {
                one[*slot].ballot == other[*slot].ballot && one[..=*slot] != other[..=*slot]
            })?;
            let both: AcceptorSet = [first, second].map(AcceptorId).into_iter().collect();
            Some(format!(
                "the logs of {both} have an entry of the same ballot in slot {}, and are not the same up to there",
                slot + 1
            ))
        })
    })
}
