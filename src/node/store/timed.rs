//! A store under a clock.

use super::contract::{CommitTimes, Store};
use super::error::StoreError;
use crate::node::standing::Incarnation;
use hdrhistogram::Histogram;
use std::time::{Duration, Instant};

/// What a commit is taken to last at most: a minute, in microseconds.
const LONGEST: u64 = 60_000_000;

/// So many digits of a time are told right.
const DIGITS: u8 = 2;

/// Tells how long the commits of another store take. The clock is here, so that nothing above it looks at one.
pub(in crate::node) struct Timed<S> {
    store: S,
    /// In microseconds.
    times: Histogram<u64>,
}

impl<S> Timed<S> {
    /// Times the commits of this store.
    pub(in crate::node) fn new(store: S) -> Self {
        let times = Histogram::new_with_bounds(1, LONGEST, DIGITS);
        Self { store, times: times.expect("these are bounds") }
    }
}

impl<S: Store> Store for Timed<S> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.get(key)
    }

    fn put(&mut self, key: Vec<u8>, record: Vec<u8>) {
        self.store.put(key, record);
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        let begun = Instant::now();
        self.store.commit()?;
        let took = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.times.saturating_record(took);
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
}
