//! What a durable commit of a node costs, beside what the disk alone takes in the same run, and what a
//! node has to do with many decrees when it starts.
//!
//! ```text
//! cargo bench --bench store                        commits
//! cargo bench --bench store -- --decrees 1000000   starting with so many decrees
//! ```

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};
use synod::node::{Cluster, DiskStore, NodeId, Store, local_cluster};

/// Commits of each kind, in turn, so that whatever else the machine does meets all of them.
const ROUNDS: u32 = 40;
const COMMITS: u32 = 25;

/// The floors write to a file of this length: one to its first half, and one to two places in the second, as far
/// apart as frame and seal may be.
const LENGTH: usize = 1 << 20;
const HALF: u64 = LENGTH as u64 / 2;
const SLOT: u64 = 1 << 16;

/// What a commit writes: about as much as a vote for a short value.
const RECORD: usize = 100;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let decrees = arguments.find(|argument| argument == "--decrees").and(arguments.next());
    let cluster = Cluster::parse(&local_cluster(3, 4701)?.cluster)?;
    let root = tempfile::tempdir_in(std::env::current_dir()?)?;
    match decrees {
        Some(decrees) => starts(root.path(), &cluster, decrees.parse()?),
        None => commits(root.path(), &cluster),
    }
}

/// Compares commits to what the disk takes for as many bytes.
fn commits(root: &Path, cluster: &Cluster) -> Result<(), Box<dyn std::error::Error>> {
    let floor = zeros(&root.join("floor"))?;
    let mut few = DiskStore::open(&root.join("few"), cluster, NodeId(1), true)?;
    let mut ever_new = DiskStore::open(&root.join("new"), cluster, NodeId(1), true)?;
    let mut times = [const { Vec::new() }; 4];
    for round in 0..ROUNDS {
        for i in round * COMMITS..(round + 1) * COMMITS {
            let at = u64::from(i) * 150;
            times[0].push(timed(|| {
                floor.write_all_at(&[1; 150], at)?;
                Ok(floor.sync_data()?)
            })?);
            times[1].push(timed(|| {
                floor.write_all_at(&[2; 150], HALF + 2 * SLOT + at)?;
                floor.write_all_at(&[2; 150], HALF + u64::from(i % 2) * SLOT)?;
                Ok(floor.sync_data()?)
            })?);
            times[2].push(timed(|| {
                few.put(key(i % 8, 0), vec![1; RECORD]);
                Ok(few.commit()?)
            })?);
            times[3].push(timed(|| {
                ever_new.put(key(i, 0), vec![1; RECORD]);
                Ok(ever_new.commit()?)
            })?);
        }
    }
    let [floor, two_places, few, ever_new] = times.map(Percentiles::of);
    println!("one durable commit of {RECORD} bytes       p50         p95   p50 / floor");
    for (what, of) in [
        ("write and fdatasync, no more", floor),
        ("two writes and fdatasync", two_places),
        ("a few keys, again and again", few),
        ("ever new keys", ever_new),
    ] {
        let ratio = of.p50.as_secs_f64() / floor.p50.as_secs_f64();
        println!("{what:<30} {:>10.1?}  {:>10.1?}   {ratio:>8.2}", of.p50, of.p95);
    }
    Ok(())
}

/// Makes so many decrees as a node that owns a third of them would, and opens the directory.
fn starts(root: &Path, cluster: &Cluster, decrees: u32) -> Result<(), Box<dyn std::error::Error>> {
    let dir = root.join("node");
    let mut store = DiskStore::open(&dir, cluster, NodeId(1), true)?;
    let begin = Instant::now();
    for decree in 0..decrees {
        // A promise, then a vote, then what was learned.
        for (actor, length) in [(3, 4), (3, 20), (u16::MAX, 10)] {
            store.put(key(decree, actor), vec![1; length]);
            if decree % 3 == 0 && actor == 3 {
                store.put(key(decree, 0), vec![1; length]);
            }
            if decree % 16 == 15 {
                store.commit()?;
            }
        }
    }
    store.commit()?;
    drop(store);
    println!("{decrees} decrees made in {:.1?}", begin.elapsed());
    let (before, begin) = (resident()?, Instant::now());
    let store = DiskStore::open(&dir, cluster, NodeId(1), true)?;
    let opened = begin.elapsed();
    let mut records = 0u32;
    store.for_each(&mut |_, _| records += 1)?;
    println!("opened in {opened:.1?}, all {records} records read after {:.1?}", begin.elapsed());
    let each = |bytes: u64| bytes / u64::from(decrees);
    println!("memory: {} bytes a decree", each(resident()?.saturating_sub(before)));
    println!("disk:   {} bytes a decree", each(size(&dir)?));
    Ok(())
}

fn key(decree: u32, actor: u16) -> Vec<u8> {
    let name = format!("job/{decree:08}");
    [&[12], name.as_bytes(), &actor.to_be_bytes()].concat()
}

/// A file that is there with all its blocks.
fn zeros(path: &Path) -> io::Result<File> {
    fs::write(path, vec![0; LENGTH])?;
    let file = File::options().read(true).write(true).open(path)?;
    file.sync_all()?;
    Ok(file)
}

fn timed(
    what: impl FnOnce() -> Result<(), Box<dyn std::error::Error>>,
) -> Result<Duration, Box<dyn std::error::Error>> {
    let begin = Instant::now();
    what()?;
    Ok(begin.elapsed())
}

#[derive(Clone, Copy)]
struct Percentiles {
    p50: Duration,
    p95: Duration,
}

impl Percentiles {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self { p50: times[times.len() / 2], p95: times[times.len() * 95 / 100] }
    }
}

/// How much memory the process takes, in bytes.
fn resident() -> io::Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    number.map(|kilobytes| kilobytes * 1024).ok_or_else(|| io::Error::other("no VmRSS"))
}

/// How many bytes of disk all files in a directory take.
fn size(dir: &Path) -> io::Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        sum += if path.is_dir() { size(&path)? } else { fs::metadata(&path)?.len() };
    }
    Ok(sum)
}
