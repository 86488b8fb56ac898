//! Whatever comes in: hostile datagrams, files, requests and logs. Nothing panics, strangers get no answer, no answer is
//! longer than what asks for it, what is refused is named, and memory stays flat.
//!
//! What the program itself makes is cut, repeated, spliced and altered at random (`mutator`), for each way in (a file for
//! each). 100,000 inputs are tried in `make test`, always the same; `make fuzz-inputs INPUTS=10000000 SEED=7` tries as many
//! as one likes, by default from a seed that nobody knows, and measures the memory.
//!
//! Inputs come in batches. Each begins anew, with what is drawn for it from the seed and its number alone: so a batch
//! repeats what it did. An input that shows something is kept in a file, and how to repeat its batch is told.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod answers;
mod batches;
mod cluster;
#[allow(dead_code, reason = "a part of it is used here")]
#[path = "../damage/scene.rs"]
mod damaged;
mod files;
mod http;
mod insider;
mod log;
mod memory;
mod mutator;
mod seal;
mod store;
mod stranger;
#[path = "../support/mod.rs"]
mod support;
mod target;
mod trio;
#[path = "../world/mod.rs"]
mod world;

use batches::{Asked, run};

/// As many inputs as are tried where nobody says otherwise, and from this seed.
const USUAL: u64 = 100_000;
const SEED: u64 = 17;

/// A number from the environment, if it is there.
fn number(name: &str) -> Option<u64> {
    let text = text(name)?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no whole number; give one")))
}

fn text(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

#[test]
fn whatever_comes_in_is_heard_or_refused() {
    let (inputs, seed) = (number("SYNOD_FUZZ_INPUTS"), number("SYNOD_SEED"));
    // A batch that is repeated is one of many; which of them it is does not depend on how many there are.
    let only = text("SYNOD_FUZZ_BATCH").map(|batch| {
        let parts = batch
            .split_once('/')
            .and_then(|(name, number)| Some((name.to_owned(), number.parse().ok()?)));
        parts.unwrap_or_else(|| {
            panic!("SYNOD_FUZZ_BATCH={batch} is no batch; give one such as wire/7")
        })
    });
    let by_hand = inputs.is_some();
    run(&Asked {
        inputs: inputs.unwrap_or(USUAL),
        seed: seed.unwrap_or_else(|| if by_hand { fastrand::u64(..1_000_000) } else { SEED }),
        only,
        measures_memory: by_hand,
    });
}
