//! Random small models, each searched in every way: all searches must say the same, and what the readable
//! form of the model shows when it is walked plainly.
//!
//! `cargo test --release --test fuzz_models` looks at a fixed list of seeds, `make fuzz-models` at any number.
//! A seed at which something differs is told with its model, and with the command that repeats it.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod alarms;
mod checkpoint;
mod compare;
mod draw;
mod fit;
mod model;
mod plain;
#[path = "../support/questions.rs"]
mod questions;
mod smaller;
mod tally;

use compare::{Compared, compare};
use fit::Fitting;
use model::Model;
use std::env;
use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};
use std::str::FromStr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use synod::model::file::ModelFile;
use tally::Tally;

/// The seeds that are looked at unless others are asked for: these, and some further that show what is rare.
const SEEDS: Range<u64> = 0..600;
const RARE: [u64; 10] = [600, 939, 1032, 1127, 1136, 1161, 1202, 3146, 4932, 6386];

/// How many smaller models are tried at most, to show what is wrong with as little as possible.
const MOST_SHRINKING: usize = 200;

/// How many seeds that fail are told with all that differs.
const MOST_TOLD: usize = 5;

#[test]
fn every_search_of_a_random_model_says_the_same() {
    let fixed = || SEEDS.chain(RARE).collect::<Vec<u64>>();
    let seeds: Vec<u64> = match (asked_for("SEED"), asked_for("FIRST_SEED"), asked_for("SEEDS")) {
        (Some(seed), ..) => vec![seed],
        (None, None, None) => fixed(),
        (None, first, number) => {
            let first = first.unwrap_or(SEEDS.end);
            (first..first + number.unwrap_or(SEEDS.end)).collect()
        }
    };
    let (tally, failed) = (Mutex::new(Tally::default()), Mutex::new(Vec::new()));
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(seed) = seeds.get(next.fetch_add(1, Relaxed)).copied() {
            let fitting = fit::fitting(seed);
            match look_at(&fitting.model, &fitting.file, seed) {
                Ok(compared) => tally.lock().unwrap().add(&fitting, &compared),
                Err(wrong) => {
                    let mut failed = failed.lock().unwrap();
                    failed.push(seed);
                    if failed.len() <= MOST_TOLD {
                        tell(seed, &fitting, &wrong);
                    }
                }
            }
        }
    };
    // stateright's searches sleep much of their time.
    let workers = 4 * thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort_unstable();
    assert!(failed.is_empty(), "searches differ at {} seeds: {failed:?}", failed.len());
    let tally = tally.into_inner().unwrap();
    println!("{tally}");
    if seeds == fixed() {
        assert_eq!(tally.missing(), Vec::<String>::new(), "the generator covers less than it did");
    }
}

/// A number that the environment asks for.
fn asked_for(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    let number = u64::from_str(&text);
    Some(number.unwrap_or_else(|error| panic!("{name}={text}: {error}; give a whole number")))
}

/// Searches a model in every way; or what is wrong.
fn look_at(model: &Model, file: &ModelFile, seed: u64) -> Result<Compared, Vec<String>> {
    let compared = panic::catch_unwind(AssertUnwindSafe(|| compare(file, seed)));
    let mut compared = compared.map_err(|_| vec!["it panicked".to_string()])?;
    compared.wrong.extend(model.false_alarms(&compared.whole));
    if compared.wrong.is_empty() { Ok(compared) } else { Err(compared.wrong) }
}

/// Tells what is wrong with a model, and with the smallest like it.
fn tell(seed: u64, fitting: &Fitting, wrong: &[String]) {
    let name = module_path!();
    eprintln!("seed {seed}: {}\n\n{}", wrong.join("\n"), fitting.model.text());
    eprintln!("again: SEED={seed} cargo test --release --test {name}\n");
    let (mut model, mut wrong) = (fitting.model.clone(), wrong.to_vec());
    let mut tries = 0;
    'shrinking: loop {
        for smaller in model.with_less().into_iter().chain(model.plainer()) {
            tries += 1;
            let Some(file) = fit::read(&smaller).filter(|file| fit::fits(file, seed)) else {
                continue;
            };
            if let Err(still) = look_at(&smaller, &file, seed) {
                (model, wrong) = (smaller, still);
                continue 'shrinking;
            }
            if tries > MOST_SHRINKING {
                break 'shrinking;
            }
        }
        break;
    }
    eprintln!("as small as it can be: {}\n\n{}", wrong.join("\n"), model.text());
}
