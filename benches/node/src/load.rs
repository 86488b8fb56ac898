//! Load by a client that takes many requests at once.

use crate::failure::Failure;
use crate::tally::Tally;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::spawn_local;
use tokio::time::{Instant, sleep};

/// What has a value of 16 bytes written for a key that was not there.
pub(crate) trait Puts: Clone + 'static {
    /// Waits until it is durable at a majority.
    async fn put(&self, key: String) -> Result<(), Failure>;
}

/// How many requests may fail, with a pause after each, before a load is given up.
const FAILURES: u64 = 50;

/// How long who has failed waits before it asks again.
pub(crate) const PAUSE: Duration = Duration::from_millis(20);

/// Keys that were not there, some 20 bytes long.
#[derive(Clone)]
pub(crate) struct Keys {
    prefix: u32,
    next: Rc<Cell<u64>>,
}

impl Keys {
    pub(crate) fn new() -> Self {
        Self { prefix: fastrand::u32(..), next: Rc::default() }
    }

    pub(crate) fn next(&self) -> String {
        let number = self.next.replace(self.next.get() + 1);
        format!("bench-{:08x}/{number}", self.prefix)
    }
}

/// Keeps so many requests under way for so long. Each client does its next when its last is answered.
pub(crate) async fn load(
    client: &impl Puts,
    in_flight: u16,
    time: Duration,
) -> Result<Tally, Failure> {
    let (start, keys) = (Instant::now(), Keys::new());
    let tasks: Vec<_> = (0..in_flight)
        .map(|_| spawn_local(one(client.clone(), keys.clone(), start + time)))
        .collect();
    let mut tally = Tally::new()?;
    for task in tasks {
        tally.add(&task.await??)?;
    }
    Ok(tally.end(start.elapsed()))
}

async fn one(client: impl Puts, keys: Keys, end: Instant) -> Result<Tally, Failure> {
    let mut tally = Tally::new()?;
    while Instant::now() < end {
        let asked = Instant::now();
        match client.put(keys.next()).await {
            Ok(()) => tally.record(asked.elapsed())?,
            Err(e) => {
                tally.fail();
                if tally.failed() > FAILURES {
                    return Err(e);
                }
                sleep(PAUSE).await;
            }
        }
    }
    Ok(tally)
}
