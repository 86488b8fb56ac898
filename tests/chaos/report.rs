//! What a run has come to, in figures.

use super::book::{Asked, Call, Told};
use super::{nodes, relay};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// The figures of a run.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) lasted: Duration,
    pub(crate) rounds: u64,
    pub(crate) cuts: u64,
    pub(crate) network: relay::Tally,
    pub(crate) nodes: nodes::Tally,
    /// How long after the end of faults each client was answered that waited then.
    pub(crate) recoveries: Vec<Duration>,
    pub(crate) audited: synod::audit::Report,
    /// Calls by what was asked and told.
    calls: BTreeMap<(&'static str, &'static str), u64>,
}

impl Report {
    /// Counts calls.
    pub(crate) fn count(&mut self, calls: &[Call]) {
        for Call { asked, told, .. } in calls {
            let asked = match asked {
                Asked::Propose(_) => "propose",
                Asked::Read => "read",
                Asked::Watch => "watch",
                Asked::Peek => "peek",
            };
            let told = match told {
                Told::Chosen(_) => "a value",
                Told::None => "none",
                Told::Unknown => "unknown",
                Told::Open(_) => "no answer",
                Told::Refused(_) => "refused",
            };
            *self.calls.entry((asked, told)).or_default() += 1;
        }
    }
}

/// The time within which so many of a thousand came.
fn within(sorted: &[Duration], of_1000: usize) -> Duration {
    let rank = (sorted.len() * of_1000).div_ceil(1000).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (network, nodes, audited) = (&self.network, &self.nodes, &self.audited);
        writeln!(f, "lasted        {:.0?}, {} rounds of faults", self.lasted, self.rounds)?;
        writeln!(
            f,
            "nodes         {} kills, {} stops; {} times on a full disk, which ended it {} times; {} times with a flipped bit on its disk, \
             found {} times; started upon an emptied directory {} times, upon an older copy {}: \
             {} of these found out; {} times beside a clone, {} of which found out",
            nodes.kills,
            nodes.stops,
            nodes.filled,
            nodes.was_full,
            nodes.flipped,
            nodes.was_damaged,
            nodes.emptied,
            nodes.restored,
            nodes.disowned,
            nodes.cloned,
            nodes.clones_told
        )?;
        writeln!(
            f,
            "datagrams     {}: {} lost, {} at one of {} cuts; {} twice, {} with a flipped bit, {} late; {} old ones again",
            network.sent,
            network.lost,
            network.cut,
            self.cuts,
            network.twice,
            network.flipped,
            network.late,
            network.replayed
        )?;
        for asked in ["propose", "read", "watch", "peek"] {
            let told = self.calls.range((asked, "")..).take_while(|((what, _), _)| *what == asked);
            let told: Vec<_> = told.map(|((_, told), count)| format!("{told} {count}")).collect();
            writeln!(f, "{asked:<14}{}", told.join(", "))?;
        }
        let mut sorted = self.recoveries.clone();
        sorted.sort_unstable();
        writeln!(
            f,
            "recovery      {} calls waited when faults ended: half of them answered in {:.0?}, 99 of 100 in {:.0?}, \
             all in {:.0?}",
            sorted.len(),
            within(&sorted, 500),
            within(&sorted, 990),
            within(&sorted, 1000)
        )?;
        write!(
            f,
            "audit         {} starts, {} turns, {} steps, {} decrees, {} messages heard; answers: {} a value, {} none; \
             wrong: {}",
            audited.starts,
            audited.turns,
            audited.steps,
            audited.decrees,
            audited.heard,
            audited.chosen,
            audited.none,
            audited.problems.len()
        )
    }
}
