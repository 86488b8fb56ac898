//! A store under a clock.

use super::contract::{CommitHistogram, CommitTimes, Store};
use super::error::StoreError;
use crate::node::standing::Incarnation;
use hdrhistogram::Histogram;
use std::time::{Duration, Instant};

/// What a commit is taken to last at most: a minute, in microseconds.
const LONGEST: u64 = 60_000_000;

/// Up to which times commits are counted, in microseconds: from what a cache in the disk takes to what users feel.
const WITHIN: [u64; 12] =
    [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000];

/// So many digits of a time are told right.
const DIGITS: u8 = 2;

/// Tells how long the commits of another store take. The clock is here, so that nothing above it looks at one.
pub(in crate::node) struct Timed<S> {
    store: S,
    /// In microseconds.
    times: Histogram<u64>,
    sum: Duration,
}

impl<S> Timed<S> {
    /// Times the commits of this store.
    pub(in crate::node) fn new(store: S) -> Self {
        let times = Histogram::new_with_bounds(1, LONGEST, DIGITS);
        Self { store, times: times.expect("these are bounds"), sum: Duration::ZERO }
    }
}

impl<S: Store> Store for Timed<S> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.get(key)
    }

    fn holds(&self, key: &[u8]) -> bool {
        self.store.holds(key)
    }

    fn put(&mut self, key: Vec<u8>, record: Vec<u8>) {
        self.store.put(key, record);
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        let begun = Instant::now();
        self.store.commit()?;
        let took = begun.elapsed();
        self.times.saturating_record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        self.sum += took;
        Ok(())
    }

    fn commits(&self) -> u64 {
        self.store.commits()
    }

    fn incarnation(&self) -> Incarnation {
        self.store.incarnation()
    }

    fn for_each(&self, show: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError> {
        self.store.for_each(show)
    }

    fn commit_times(&self) -> CommitTimes {
        let at = |quantile| Duration::from_micros(self.times.value_at_quantile(quantile));
        CommitTimes { count: self.times.len(), p50: at(0.5), p99: at(0.99) }
    }

    fn commit_histogram(&self) -> CommitHistogram {
        let within =
            WITHIN.map(|most| (Duration::from_micros(most), self.times.count_between(0, most)));
        CommitHistogram { count: self.times.len(), sum: self.sum, within: within.to_vec() }
    }
}
