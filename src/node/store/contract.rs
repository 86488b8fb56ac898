//! What a node asks of a store.

use super::error::StoreError;
use crate::node::standing::Incarnation;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Durable records by key. A record that was put is there at once for [`Store::get`], and durable
/// once [`Store::commit`] has returned. Whatever a store shows when it is opened is durable.
///
/// The runtime asks for no more, so that a test can put a store of its own under it, which forgets
/// whatever was not committed.
pub trait Store {
    /// The record under this key.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Whether there is a record under this key. It is not read for that.
    fn holds(&self, key: &[u8]) -> bool;

    /// Puts a record in the place of the one under this key, if any.
    fn put(&mut self, key: Vec<u8>, record: Vec<u8>);

    /// Makes all records durable that were put. When it has returned, they survive a crash and a
    /// loss of power; until then, either all of them do or none.
    fn commit(&mut self) -> Result<(), StoreError>;

    /// How many commits there have been, from the beginning: the number of the last durable one. It never
    /// falls, whatever crash comes between, unless something durable is lost.
    fn commits(&self) -> u64;

    /// Which store this is: the same at every start, and no other's.
    fn incarnation(&self) -> Incarnation;

    /// Shows every record, in any order.
    fn for_each(&self, show: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError>;

    /// How many commits there were, and how long they took; nothing, unless it looks at a clock.
    fn commit_times(&self) -> CommitTimes {
        CommitTimes::default()
    }

    /// The same as a histogram; empty, unless it looks at a clock.
    fn commit_histogram(&self) -> CommitHistogram {
        CommitHistogram::default()
    }
}

/// How long the commits took since a store was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitHistogram {
    /// How many there were.
    pub count: u64,
    /// All of their times together.
    pub sum: Duration,
    /// How many took at most so long, for rising times.
    pub within: Vec<(Duration, u64)>,
}

/// The commits since a store was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitTimes {
    /// How many there were.
    pub count: u64,
    /// What half of them did not exceed; zero if there were none.
    pub p50: Duration,
    /// What 99 of 100 did not exceed; zero if there were none.
    pub p99: Duration,
}
