//! The clock that a node looks at.

use super::World;
use std::time::Duration;
use synod::node::Time;

/// It shows the time since its node started, and is not quite right.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    /// When its node was started.
    started: Time,
    /// What it showed in the first turn: until then the node has read its directory.
    shows: Time,
    /// How many millionths of a second pass on it in a second.
    rate: u64,
}

/// So many millionths are a second.
const RIGHT: u64 = 1_000_000;

/// Clocks are so many millionths fast or slow, at most.
const ASTRAY: u64 = 50_000;

/// So long does it take at most to read a directory.
const READING: u64 = 3_000;

/// So long, in milliseconds, does a node stand still at most that was stopped. Who is not heard for ten seconds is told
/// of; and questions have up to six seconds between them.
const STOPPED: u64 = 3_000;

impl Clock {
    /// One that is right, and begins with the world.
    pub(super) const NEW: Self = Self { started: Time::ZERO, shows: Time::ZERO, rate: RIGHT };

    /// What it shows.
    pub(super) fn now(&self, world: Time) -> Time {
        self.shows + scaled(world.saturating_sub(self.started), self.rate, RIGHT)
    }

    /// When it shows this, or a little more.
    pub(super) fn when(&self, shown: Time) -> Time {
        let rest = shown.saturating_sub(self.shows);
        let wait = scaled(rest, RIGHT, self.rate) + Duration::from_nanos(1);
        self.started + if rest.is_zero() { rest } else { wait }
    }
}

/// As many times as long.
fn scaled(time: Duration, by: u64, of: u64) -> Duration {
    let nanos = time.as_nanos() * u128::from(by) / u128::from(of);
    Duration::from_nanos(u64::try_from(nanos).expect("hours"))
}

impl World {
    /// From now on clocks differ. Nobody has looked at one yet.
    pub(crate) fn set_clocks(&mut self) {
        self.clocks_differ = true;
        for node in self.all() {
            self.clocks[node].rate = self.rng.u64(RIGHT - ASTRAY..=RIGHT + ASTRAY);
        }
    }

    /// The clock of a node begins anew, with its process.
    pub(super) fn restart_clock(&mut self, node: usize) {
        let reads = if self.clocks_differ { self.rng.u64(..READING) } else { 0 };
        let Clock { rate, .. } = self.clocks[node];
        self.clocks[node] = Clock { started: self.now, shows: Duration::from_millis(reads), rate };
    }

    /// What a node's clock shows.
    pub(crate) fn time_of(&self, node: usize) -> Time {
        self.clocks[node].now(self.now)
    }

    /// Stops a node for a while: what comes waits, and its clock goes on.
    pub(super) fn pause(&mut self, node: usize) {
        self.pauses += 1;
        self.was_away.insert(node);
        let end = self.now + Duration::from_millis(self.rng.u64(..STOPPED));
        self.paused.insert(node, end);
    }
}
