//! The core that the nodes run, between a network that loses, repeats and reorders, a store that forgets what was not
//! committed, clocks that differ, processes that crash and stand still, and operators that make mistakes. Everything comes
//! from a seed, so a failure can be replayed: `SYNOD_SEED=17 cargo test --test simulation`. Its logs are kept, and a command
//! that makes a trace of them is told. `make simulation SEEDS=10000` tries many, by default from a seed that nobody knows.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

#[path = "../support/parallel.rs"]
mod parallel;
mod run;
mod seeds;
mod stories;
#[path = "../world/mod.rs"]
mod world;

use seeds::Asked;

/// So many seeds are tried where nobody says otherwise.
const USUAL: u64 = 200;

/// A number from the environment, if it is there.
fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok().filter(|text| !text.is_empty())?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no whole number; give one")))
}

#[test]
fn whatever_happens_nobody_is_told_two_values_and_in_calm_everybody_is_told_one() {
    let asked = match (number("SYNOD_SEEDS"), number("SYNOD_SEED")) {
        (None, None) => Asked { first: 0, count: USUAL },
        (None, Some(only)) => Asked { first: only, count: 1 },
        // A seed that is told has to fit on a line.
        (Some(count), first) => {
            Asked { first: first.unwrap_or_else(|| fastrand::u64(..1_000_000_000)), count }
        }
    };
    seeds::run(asked);
}

#[test]
fn a_seed_replays_exactly() {
    for size in [3, 4, 5] {
        let seed = (0..100).find(|seed| run::size(*seed) == size).expect("one in eight has it");
        let [once, again] = [seed; 2].map(|seed| {
            let world = run::simulate(seed);
            (world.summary(), world.digest())
        });
        assert_eq!(once, again, "seed {seed}");
    }
}
