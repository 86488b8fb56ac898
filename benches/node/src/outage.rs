//! How long who waits has to wait on, once a quorum is there again.

use crate::failure::Failure;
use crate::load::{Keys, PAUSE, Puts};
use crate::processes::{Recipe, Running};
use std::time::Duration;
use tokio::task::spawn_local;
use tokio::time::{Instant, sleep, timeout};

/// So many clients wait, each for a key of its own.
const CLIENTS: u16 = 16;

/// When who still waits has waited in vain.
const PATIENCE: Duration = Duration::from_mins(2);

/// In milliseconds, of the slowest of the clients.
pub(crate) struct Outage {
    /// Since one of those that were away took part again, which with the one that stayed is a quorum.
    pub(crate) since_ready: f64,
    /// Since both were started.
    pub(crate) since_start: f64,
}

/// Kills all but the process at this place with -9, lets clients ask meanwhile, and starts the others again after this
/// time.
pub(crate) async fn outage(
    client: &impl Puts,
    recipes: &[Recipe],
    running: &mut [Running],
    stays: usize,
    lasts: Duration,
) -> Result<Outage, Failure> {
    let is_away = |place: &usize| *place != stays;
    for place in (0..running.len()).filter(is_away) {
        running[place].kill();
    }
    let keys = Keys::new();
    let askers: Vec<_> =
        (0..CLIENTS).map(|_| spawn_local(ask(client.clone(), keys.next()))).collect();
    sleep(lasts).await;
    let start = Instant::now();
    for place in (0..running.len()).filter(is_away) {
        running[place] = Running::start(&recipes[place])?;
    }
    let mut back = (0..).zip(&mut *running).filter(|(place, _)| is_away(place));
    let (Some((_, one)), Some((_, other))) = (back.next(), back.next()) else {
        return Err("an outage is of two in three".into());
    };
    tokio::select! {
        ready = one.is_ready() => ready?,
        ready = other.is_ready() => ready?,
    }
    let ready = Instant::now();
    let mut last = start;
    for asker in askers {
        last = last.max(timeout(PATIENCE, asker).await.map_err(|_| "no answer after an outage")??);
    }
    let milliseconds = |since| last.saturating_duration_since(since).as_secs_f64() * 1e3;
    Ok(Outage { since_ready: milliseconds(ready), since_start: milliseconds(start) })
}

/// Asks until there is an answer; when that was.
async fn ask(client: impl Puts, key: String) -> Instant {
    while client.put(key.clone()).await.is_err() {
        sleep(PAUSE).await;
    }
    Instant::now()
}
