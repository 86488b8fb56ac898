//! All inputs, in batches, on all cores.

use super::memory::Memory;
use super::target::{Target, Way};
use super::{answers, files, http, insider, log, store, stranger};
use fastrand::Rng;
use std::any::Any;
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::Instant;

/// By so many KiB memory may grow after the first tenth: what allocators keep, and the longest input yet.
const ROOM: u64 = 16 * 1024;

/// All ways in. Together they take a thousand.
const WAYS: [Way; 7] = [
    Way { name: "stranger", of_a_thousand: 480, batch: 4096, open: stranger::open },
    Way { name: "insider", of_a_thousand: 320, batch: 512, open: insider::open },
    Way { name: "answers", of_a_thousand: 85, batch: 4096, open: answers::open },
    Way { name: "files", of_a_thousand: 85, batch: 1024, open: files::open },
    Way { name: "log", of_a_thousand: 15, batch: 64, open: log::open },
    Way { name: "http", of_a_thousand: 10, batch: 1024, open: http::open },
    Way { name: "store", of_a_thousand: 5, batch: 64, open: store::open },
];

/// What is to be tried.
pub(crate) struct Asked {
    pub(crate) inputs: u64,
    pub(crate) seed: u64,
    /// This batch alone, of this way in.
    pub(crate) only: Option<(String, u64)>,
    /// Whether memory is looked at: that tells something of many inputs alone.
    pub(crate) measures_memory: bool,
}

/// So many inputs of a way in.
#[derive(Clone, Copy)]
struct Batch {
    way: usize,
    number: u64,
    inputs: u64,
}

/// Tries all inputs.
pub(crate) fn run(asked: &Asked) {
    assert_eq!(WAYS.iter().map(|way| way.of_a_thousand).sum::<u64>(), 1000);
    let batches = batches(asked);
    let (next, done, begin) = (AtomicUsize::new(0), AtomicU64::new(0), Instant::now());
    let (early, failed) = (OnceLock::new(), Mutex::new(BTreeMap::new()));
    let work = || {
        let mut targets: BTreeMap<usize, Box<dyn Target>> = BTreeMap::new();
        loop {
            let place = next.fetch_add(1, Relaxed);
            if place >= batches.len() / 10 {
                early.get_or_init(Memory::measure);
            }
            let Some(batch) = batches.get(place) else { return };
            let way = &WAYS[batch.way];
            // One that has failed is not tried again: it would fail in one way for ever.
            if failed.lock().expect("nobody panics with it").contains_key(way.name) {
                continue;
            }
            let target = targets.entry(batch.way).or_insert_with(way.open);
            match tried(asked.seed, *batch, target.as_mut()) {
                Ok(()) => drop(done.fetch_add(batch.inputs, Relaxed)),
                Err(what) => {
                    targets.remove(&batch.way);
                    failed.lock().expect("nobody panics with it").insert(way.name, what);
                }
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    let failed = failed.into_inner().expect("nobody panics with it");
    tell(asked.seed, done.into_inner(), begin);
    if asked.measures_memory {
        look_at_memory(early.into_inner().flatten());
    }
    let failed: Vec<String> = failed.into_values().collect();
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

/// The batches that are asked for, those of all ways side by side.
fn batches(asked: &Asked) -> Vec<Batch> {
    let mut batches = Vec::new();
    for (index, way) in WAYS.iter().enumerate() {
        if let Some((name, number)) = &asked.only {
            if *name == way.name {
                batches.push((0, Batch { way: index, number: *number, inputs: way.batch }));
            }
            continue;
        }
        let inputs = asked.inputs * way.of_a_thousand / 1000;
        let count = inputs.div_ceil(way.batch);
        batches.extend((0..count).map(|number| {
            let inputs = way.batch.min(inputs - number * way.batch);
            (number * 1000 / count, Batch { way: index, number, inputs })
        }));
    }
    assert!(!batches.is_empty(), "there is no such way in as {:?}", asked.only);
    batches.sort_by_key(|(place, batch)| (*place, batch.number));
    batches.into_iter().map(|(_, batch)| batch).collect()
}

/// Tries a batch; or what went wrong, and how to see it again.
fn tried(seed: u64, batch: Batch, target: &mut dyn Target) -> Result<(), String> {
    let name = WAYS[batch.way].name;
    let rng = &mut drawn(seed, name, batch.number);
    let (mut count, mut input) = (0, Vec::new());
    let result = caught(|| {
        target.begin(rng);
        while count < batch.inputs {
            (input, count) = (target.draw(rng), count + 1);
            target.feed(rng, &input)?;
        }
        target.end()
    });
    result.map_err(|what| {
        let folder = kept(name, seed, batch.number, &input, target);
        let number = batch.number;
        format!(
            "{name}, input {count} of batch {number}: {what}\n  it is kept in {}\n  again: make fuzz-inputs SEED={seed} \
             BATCH={name}/{number}",
            folder.display()
        )
    })
}

/// What is drawn for a batch.
fn drawn(seed: u64, name: &str, number: u64) -> Rng {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes()).update(&number.to_le_bytes()).update(name.as_bytes());
    let drawn = hasher.finalize();
    Rng::with_seed(u64::from_le_bytes(*drawn.as_bytes().first_chunk().expect("32 bytes")))
}

/// A panic is what is wrong, too.
fn caught(run: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(said(&*panic)))
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("it panics: {}", text.unwrap_or("?"))
}

fn kept(name: &str, seed: u64, batch: u64, input: &[u8], target: &dyn Target) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{seed}-{batch}"));
    fs::create_dir_all(&folder).expect("it can be made");
    fs::write(folder.join("input"), input).expect("it can be written");
    target.keep(&folder);
    folder
}

fn tell(seed: u64, done: u64, begin: Instant) {
    let seconds = begin.elapsed().as_secs_f64();
    #[allow(clippy::cast_precision_loss, reason = "few enough")]
    let rate = done as f64 / seconds.max(0.001);
    println!("{done} inputs in {seconds:.1} s, {rate:.0} a second; SEED={seed}");
}

/// After the first tenth nothing grows any more.
fn look_at_memory(early: Option<Memory>) {
    let (Some(early), Some(end)) = (early, Memory::measure()) else {
        println!("how much memory it takes is not told here");
        return;
    };
    println!(
        "memory after the first tenth: {} KiB, {} at most; at the end: {} KiB, {} at most",
        early.now, early.most, end.now, end.most
    );
    assert!(end.most <= early.most + ROOM, "memory grows");
}
