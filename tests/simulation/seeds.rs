//! Many seeds, on all cores, and what they came to.

use crate::parallel;
use crate::run::simulate;
use crate::world::World;
use std::fmt;
use std::panic::catch_unwind;
use std::sync::Mutex;
use std::time::Instant;

/// Which seeds are tried.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) first: u64,
    pub(crate) count: u64,
}

/// What has happened in all runs that are over.
#[derive(Default)]
struct Sum {
    seeds: u64,
    steps: u64,
    nodes: u64,
    crashes: u64,
    pauses: u64,
    emptied: u64,
    restored: u64,
    cloned: u64,
    told: u64,
    datagrams: u64,
    values: u64,
    none: u64,
}

impl Sum {
    fn add(&mut self, world: &World) {
        let mistakes = world.mistakes();
        for (sum, more) in [
            (&mut self.seeds, 1),
            (&mut self.steps, world.steps),
            (&mut self.nodes, world.all().len() as u64),
            (&mut self.crashes, world.crashes),
            (&mut self.pauses, world.pauses),
            (&mut self.emptied, mistakes.emptied),
            (&mut self.restored, mistakes.restored),
            (&mut self.cloned, mistakes.cloned),
            (&mut self.told, mistakes.told),
            (&mut self.datagrams, world.sent),
            (&mut self.values, world.told.len() as u64 - world.told_none),
            (&mut self.none, world.told_none),
        ] {
            *sum += more;
        }
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seeds, steps, nodes, crashes, pauses, .. } = self;
        let Self { emptied, restored, cloned, told, datagrams, values, none, .. } = self;
        writeln!(f, "seeds      {seeds}, of {nodes} nodes")?;
        writeln!(f, "steps      {steps}, {datagrams} datagrams")?;
        writeln!(f, "nodes      {crashes} crashes, {pauses} stops")?;
        writeln!(
            f,
            "mistakes   started upon an emptied directory {emptied} times, upon an older copy {restored}, beside a clone \
             {cloned}: {told} told"
        )?;
        write!(f, "answers    {values} a value, {none} none")
    }
}

/// Tries them, and says what they came to. Once one has failed, no other is begun.
pub(crate) fn run(asked: Asked) {
    let begun = Instant::now();
    let (sum, failed) = (Mutex::new(Sum::default()), Mutex::new(Vec::new()));
    let seeds: Vec<u64> = (asked.first..).take(asked.count.try_into().expect("few")).collect();
    println!("seeds from {}", asked.first);
    parallel::for_each(&seeds, |seed| {
        if !failed.lock().expect("nobody panics with it").is_empty() {
            return;
        }
        match catch_unwind(|| simulate(*seed)) {
            Ok(world) => sum.lock().expect("nobody panics with it").add(&world),
            Err(_) => failed.lock().expect("nobody panics with it").push(*seed),
        }
    });
    let sum = sum.into_inner().expect("nobody panics with it");
    let failed = failed.into_inner().expect("nobody panics with it");
    println!("{sum}");
    let speed = u128::from(sum.seeds) * 3_600_000 / begun.elapsed().as_millis().max(1);
    println!("speed      {speed} seeds an hour");
    assert!(
        failed.is_empty(),
        "seeds {failed:?} failed; SYNOD_SEED={} replays one alone",
        failed[0]
    );
    // So many have everything in them.
    let mistakes = [sum.emptied, sum.restored, sum.cloned, sum.told, sum.pauses, sum.crashes];
    assert!(asked.count < 100 || mistakes.iter().all(|count| *count > 0), "nothing was provoked");
}
