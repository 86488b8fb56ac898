//! Whether anybody else uses the machine.

use crate::failure::Failure;
use std::fmt::{self, Display};
use std::fs;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// This share of all processors' time is to be idle. Waiting for a disk is not idle.
const QUIET: f64 = 0.9;

/// For so long it is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// How it was in the last second before a block.
#[derive(Clone, Copy)]
pub(crate) struct Quiet {
    /// Of all processors' time, from 0 to 1.
    idle: f64,
}

impl Quiet {
    /// Whether what is measured now is measured alone.
    pub(crate) fn is_quiet(self) -> bool {
        self.idle >= QUIET
    }
}

impl Display for Quiet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} % idle before", self.idle * 100.0)
    }
}

/// Waits until the machine is quiet, but not longer than that; how it was in the end.
pub(crate) async fn quiet(patience: Duration) -> Result<Quiet, Failure> {
    let deadline = Instant::now() + patience;
    loop {
        let before = Times::now()?;
        sleep(LOOK).await;
        let quiet = Quiet { idle: Times::now()?.idle_since(before) };
        if quiet.is_quiet() || Instant::now() >= deadline {
            return Ok(quiet);
        }
    }
}

/// What all processors have done since the machine was started, in ticks.
#[derive(Clone, Copy)]
struct Times {
    idle: u64,
    all: u64,
}

impl Times {
    fn now() -> Result<Self, Failure> {
        let text = fs::read_to_string("/proc/stat")?;
        Self::parse(&text).ok_or_else(|| "/proc/stat has no line for all processors".into())
    }

    /// user nice system idle iowait irq softirq steal; what guests take is in user and nice already.
    fn parse(text: &str) -> Option<Self> {
        let line = text.lines().find_map(|line| line.strip_prefix("cpu "))?;
        let ticks: Result<Vec<u64>, _> = line.split_whitespace().take(8).map(str::parse).collect();
        let ticks = ticks.ok()?;
        Some(Self { idle: *ticks.get(3)?, all: ticks.iter().sum() })
    }

    #[allow(clippy::cast_precision_loss, reason = "ticks of a second")]
    fn idle_since(self, before: Self) -> f64 {
        let all = self.all.saturating_sub(before.all).max(1);
        self.idle.saturating_sub(before.idle) as f64 / all as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_is_what_neither_works_nor_waits_for_a_disk() {
        let times = |text| Times::parse(text).expect("it is such a file");
        let before = times("cpu  100 0 100 1000 50 0 0 0 7 7\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
        let after = times("cpu  110 0 105 1080 55 0 0 0 9 9\n");
        assert!((after.idle_since(before) - 0.8).abs() < 1e-9);
        assert!(Times::parse("intr 1 2 3\n").is_none());
    }
}
