//! Chaos: real processes behind a relay that loses, repeats, delays, flips and replays datagrams and cuts links, while
//! nodes are killed, stopped, and started upon an emptied or an older directory, or beside a clone. Then what clients
//! were told is judged, and what the nodes wrote down is audited.
//!
//! `SYNOD_CHAOS_SECONDS` says how long (60 by default), `SYNOD_SEED` which faults: the schedule depends on the seed
//! alone, and not on how long things take. What the operating system makes of it differs all the same, so a seed repeats
//! the faults, and not the run. A run that fails says where its logs and its schedule are.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod bit;
mod book;
mod load;
mod nodes;
mod relay;
mod report;
mod run;
mod schedule;
#[path = "../support/mod.rs"]
mod support;
mod verdict;

use std::time::Duration;

/// A number from the environment, if it is there.
fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok().filter(|text| !text.is_empty())?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no whole number; give one")))
}

#[test]
fn whatever_happens_nothing_is_contradicted_and_nothing_is_lost() {
    let seed = number("SYNOD_SEED").unwrap_or_else(|| fastrand::u64(..1_000_000));
    let time = Duration::from_secs(number("SYNOD_CHAOS_SECONDS").unwrap_or(60));
    println!("chaos: {} s, SYNOD_SEED={seed}", time.as_secs());
    run::run(seed, time);
}
