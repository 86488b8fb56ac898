//! What came of a load.

use crate::failure::Failure;
use hdrhistogram::Histogram;
use std::time::Duration;

/// How long each answer took, and how long all of them.
pub(crate) struct Tally {
    /// In nanoseconds.
    times: Histogram<u64>,
    elapsed: Duration,
    /// Requests that came to nothing.
    failed: u64,
}

impl Tally {
    pub(crate) fn new() -> Result<Self, Failure> {
        Ok(Self { times: Histogram::new(3)?, elapsed: Duration::ZERO, failed: 0 })
    }

    /// One answer more.
    pub(crate) fn record(&mut self, time: Duration) -> Result<(), Failure> {
        Ok(self.times.record(u64::try_from(time.as_nanos())?)?)
    }

    /// One request that came to nothing.
    pub(crate) fn fail(&mut self) {
        self.failed += 1;
    }

    /// What another client of the same load has counted.
    pub(crate) fn add(&mut self, other: &Self) -> Result<(), Failure> {
        self.failed += other.failed;
        Ok(self.times.add(&other.times)?)
    }

    /// All is counted; it took so long.
    pub(crate) fn end(mut self, elapsed: Duration) -> Self {
        self.elapsed = elapsed;
        self
    }

    /// In milliseconds.
    #[allow(clippy::cast_precision_loss, reason = "three digits count")]
    pub(crate) fn percentile(&self, percentile: f64) -> f64 {
        self.times.value_at_percentile(percentile) as f64 / 1e6
    }

    /// In milliseconds.
    pub(crate) fn slowest(&self) -> f64 {
        self.percentile(100.0)
    }

    /// Answers a second.
    #[allow(clippy::cast_precision_loss, reason = "three digits count")]
    pub(crate) fn rate(&self) -> f64 {
        self.times.len() as f64 / self.elapsed.as_secs_f64()
    }

    pub(crate) fn failed(&self) -> u64 {
        self.failed
    }
}
