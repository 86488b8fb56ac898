//! The checker is sabotaged: each way in which its code could be wrong that is listed beside this file is one
//! that a test or a model must notice.
//!
//! All sabotages are built into one copy of the crate, each beside the code in whose place it stands; the
//! environment says which is in force (that is called mutant schemata: Untch, Offutt, Harrold, *Mutation
//! Analysis Using Mutant Schemata*, 1993). So there is one build for all, and without the environment it is the
//! control: whoever is to catch something must be green there.
//!
//! `cargo test --release --test sabotage` looks whether all of them still fit, and tries some in turn, others
//! after each commit; `make sabotage` tries all, and `SABOTAGE="a part of its name" make sabotage` those alone.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod catcher;
mod copy;
mod list;
mod run;

use catcher::Catcher;
use copy::Copy;
use list::Sabotage;
use run::Found;
use std::collections::BTreeSet;
use std::env;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Instant, SystemTime};

/// How many are tried unless others are asked for.
const IN_TURN: usize = 3;

/// There are no fewer.
const LEAST: usize = 200;

#[test]
fn every_sabotage_fits_the_code_and_names_what_catches_it() {
    let all = list::read();
    assert!(all.len() >= LEAST, "{} sabotages", all.len());
    let names: BTreeSet<&str> = all.iter().map(|sabotage| &*sabotage.name).collect();
    assert_eq!(names.len(), all.len(), "two sabotages have one name");
    let wrong = list::sabotaged(&all).err().into_iter();
    let wrong: Vec<String> = wrong.chain(all.iter().filter_map(Sabotage::is_left_alone)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_sabotage_is_caught_by_whom_it_names() {
    let all = list::read();
    let chosen = chosen(&all);
    let began = Instant::now();
    let catchers: BTreeSet<Catcher> = chosen.iter().map(|(_, s)| s.catcher()).collect();
    let catchers: Vec<Catcher> = catchers.into_iter().collect();
    let texts = list::sabotaged(&all).unwrap_or_else(|wrong| panic!("{wrong}"));
    let copy = Copy::build(&texts, &catchers);
    println!("{} sabotages in one copy, built in {:.0?}", all.len(), began.elapsed());
    in_parallel(&catchers, |catcher| match copy.run(catcher, None) {
        Found::Green => Ok(()),
        found => Err(format!("{catcher} is not green without any sabotage: {found:?}")),
    });
    in_parallel(&chosen, |(number, sabotage)| {
        let began = Instant::now();
        let Sabotage { name, caught_by, .. } = sabotage;
        match copy.run(&sabotage.catcher(), Some(*number)) {
            Found::Red => {
                println!("{number}. {name}: {caught_by}, in {:.1?}", began.elapsed());
                Ok(())
            }
            found => Err(sabotage.survived(*number, &found)),
        }
    });
    println!("{} sabotages caught in {:.0?}", chosen.len(), began.elapsed());
}

/// Those that are asked for, each with its number in the list; if none are, those whose turn it is.
fn chosen(all: &[Sabotage]) -> Vec<(usize, &Sabotage)> {
    let numbered = (1..).zip(all);
    let chosen: Vec<_> = match env::var("SABOTAGE").as_deref() {
        Ok("all") => numbered.collect(),
        Ok(asked) => {
            let is_meant = |(number, sabotage): &(usize, &Sabotage)| {
                asked == number.to_string() || sabotage.name.contains(asked)
            };
            numbered.filter(is_meant).collect()
        }
        Err(_) => {
            let turn = turn();
            println!("turn {turn}: {IN_TURN} of {} sabotages; make sabotage tries all", all.len());
            numbered.cycle().skip(turn * IN_TURN % all.len()).take(IN_TURN).collect()
        }
    };
    assert!(!chosen.is_empty(), "no sabotage has this name or number; they are in tests/sabotage");
    chosen
}

/// A number that goes up from commit to commit; or from day to day, where there is no history.
fn turn() -> usize {
    let count = Command::new("git").args(["rev-list", "--count", "HEAD"]).output();
    let count =
        count.ok().and_then(|output| String::from_utf8(output.stdout).ok()?.trim().parse().ok());
    count.unwrap_or_else(|| {
        let since = SystemTime::UNIX_EPOCH.elapsed().expect("it is later");
        usize::try_from(since.as_secs() / (24 * 60 * 60)).expect("few days")
    })
}

/// Does something for each, on all cores.
///
/// # Panics
/// If something is wrong with some of them: what.
fn in_parallel<T: Sync>(all: &[T], work: impl Fn(&T) -> Result<(), String> + Sync) {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let worker = || {
        while let Some(one) = all.get(next.fetch_add(1, Relaxed)) {
            wrong.lock().unwrap().extend(work(one).err());
        }
    };
    thread::scope(|scope| {
        (0..thread::available_parallelism().map_or(1, usize::from)).for_each(|_| {
            scope.spawn(worker);
        });
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}
