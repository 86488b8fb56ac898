//! Our own engine: breadth-first, parallel, and exact unless fingerprints are asked for.
//!
//! States are spread over shards by their hash. A round takes the next states of the present level,
//! lets all threads expand them, and then lets all threads insert what was found, each shard by one
//! of them and in the order of the states that led there. So nothing depends on the number of threads
//! or their speed: states have the same order in every run, and the first state that hits a property
//! is the same.
//!
//! A shard keeps its states in the order in which they came, so a level is a range in each. No way
//! back is kept for a state. The few that are wanted are found again, level by level, by looking
//! which state of the level before leads there.

mod found;
mod resume;

use super::keys::{BATCH, Keys, hash};
use super::search::{Earlier, End, Limits, Progress, Survey, canonical, run_along};
use super::store::{Shard, Store, StoreError};
use crate::model::packed::{Packed, Step};
use crate::properties::{Kind, Property};
use found::{Found, Hit};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The number of shards; the upper bits of a hash choose one.
const SHARDS: usize = 64;

/// How many states are expanded in one go, and how many of these in one round.
const CHUNK: usize = 256;
const CHUNKS: usize = 32;

/// How often the limits are looked at.
const GLANCE: Duration = Duration::from_millis(5);

/// States of one shard, by their numbers there.
#[derive(Clone, Debug)]
struct Chunk {
    shard: usize,
    states: Range<usize>,
}

struct Engine<'a, const N: usize> {
    system: &'a dyn Packed<N>,
    properties: &'a [Property],
    pool: ThreadPool,
    shards: Vec<Shard<N>>,
    /// For each level and shard, the number of states up to the end of the level. The first level is
    /// of nothing.
    levels: Vec<Vec<usize>>,
    /// How many chunks of the last level are expanded.
    done: usize,
    /// For each thread, what states look like to the properties that hit none.
    boring: Vec<Mutex<Keys<N>>>,
    hits: Vec<Option<Hit<N>>>,
    generated: u64,
    orbits: u64,
    /// What a search had found that this one continues.
    earlier: Option<Earlier>,
    begun: Instant,
}

/// Visits every reachable state, and notes for each property where it is first hit. If the
/// store has a folder, the search goes on from what is in it, and leaves there what it has found.
pub(super) fn survey<const N: usize>(
    system: &dyn Packed<N>,
    properties: &[Property],
    threads: NonZeroUsize,
    store: &Store,
    limits: &Limits,
    progress: &Progress,
) -> Result<Survey, StoreError> {
    let pool = ThreadPoolBuilder::new().num_threads(threads.get()).build();
    let mut engine = Engine {
        system,
        properties,
        pool: pool.expect("threads can be started"),
        shards: store.shards(SHARDS)?,
        levels: vec![vec![0; SHARDS]],
        done: 0,
        boring: (0..threads.get()).map(|_| Mutex::default()).collect(),
        hits: vec![None; properties.len()],
        generated: 1,
        orbits: 0,
        earlier: None,
        begun: Instant::now(),
    };
    if let Some(folder) = store.folder() {
        engine.resume(folder)?;
    }
    let end = engine.search(store, limits, progress);
    // A search that cannot go on has its last checkpoint, and says why there is no further one.
    let end = end.unwrap_or_else(|error| End::Truncated(error.to_string()));
    let unique = engine.unique();
    let hits = std::mem::take(&mut engine.hits);
    Ok(Survey {
        end,
        unique_states: unique as u64,
        generated_states: engine.generated,
        orbits: engine.orbits,
        depth: Some(engine.levels.len() - 1),
        exact: store.is_exact(),
        hits: std::iter::zip(hits, properties)
            .map(|(hit, property)| hit.map(|hit| engine.run_to(&hit, property)).transpose())
            .collect::<Result<_, _>>()?,
        earlier: engine.earlier,
    })
}

impl<const N: usize> Engine<'_, N> {
    fn unique(&self) -> usize {
        self.shards.iter().map(Shard::len).sum()
    }

    fn search(
        &mut self,
        store: &Store,
        limits: &Limits,
        progress: &Progress,
    ) -> Result<End, StoreError> {
        if self.unique() == 0 {
            let initial = canonical(self.system, &self.system.initial());
            let hash = hash(&initial);
            self.shards[shard_of(hash)].insert_all([(hash, initial)].iter())?;
            self.next_level();
        }
        progress.resumed_states.store(self.earlier.as_ref().map_or(0, |e| e.states), Relaxed);
        let end = self.levels_on(store, limits, progress)?;
        if let Some(folder) = store.folder() {
            self.save(folder)?;
        }
        Ok(end)
    }

    /// Expands the rest of the last level, and all levels after it, with a checkpoint now and then.
    fn levels_on(
        &mut self,
        store: &Store,
        limits: &Limits,
        progress: &Progress,
    ) -> Result<End, StoreError> {
        let mut slots: Vec<Found<N>> =
            (0..CHUNKS).map(|_| Found::new(self.properties.len())).collect();
        let (mut looked, mut saved) = (Instant::now(), Instant::now());
        loop {
            let [.., begins, ends] = &self.levels[..] else { unreachable!("there is a level") };
            let before: usize = begins.iter().sum();
            let level = chunks(begins, ends);
            let states = |chunks: &[Chunk]| chunks.iter().map(|c| c.states.len()).sum::<usize>();
            let mut expanded = before + states(&level[..self.done]);
            for round in level[self.done..].chunks(CHUNKS) {
                self.round(round, &mut slots)?;
                self.done += round.len();
                expanded += states(round);
                if limits.states.is_some_and(|most| self.unique() as u64 > most) {
                    return Ok(End::Truncated("too many states".to_string()));
                }
                if looked.elapsed() < GLANCE {
                    continue;
                }
                looked = Instant::now();
                progress.unique_states.store(self.unique() as u64, Relaxed);
                progress.expanded_states.store(expanded as u64, Relaxed);
                if let Some(reason) = limits.reached() {
                    return Ok(End::Truncated(reason.to_string()));
                }
                if self.shards.iter().any(Shard::is_full) {
                    return Ok(End::Truncated("too many states for the store".to_string()));
                }
                if let Some(folder) = store.folder()
                    && saved.elapsed() >= folder.every()
                {
                    self.save(folder)?;
                    saved = Instant::now();
                }
            }
            if limits.first_violation && self.is_violated_within(self.levels.len() - 1) {
                return Ok(End::Truncated("violated".to_string()));
            }
            if !self.next_level() {
                return Ok(End::Complete);
            }
        }
    }

    /// Makes a level of the states that were found while the last one was expanded. Whether there
    /// are any.
    fn next_level(&mut self) -> bool {
        let ends: Vec<usize> = self.shards.iter().map(Shard::len).collect();
        if self.levels.last() == Some(&ends) {
            return false;
        }
        self.levels.push(ends);
        self.done = 0;
        true
    }

    /// Expands some states, and inserts what comes of them.
    fn round(&mut self, chunks: &[Chunk], slots: &mut [Found<N>]) -> Result<(), StoreError> {
        let steps = self.levels.len() - 2;
        let this = &*self;
        this.pool.install(|| {
            let pairs = chunks.par_iter().zip(&mut *slots).with_max_len(1);
            pairs.try_for_each(|(chunk, found)| this.expand(chunk, steps, found))
        })?;
        let slots = &slots[..chunks.len()];
        let shards = &mut self.shards;
        self.pool.install(|| {
            shards.par_iter_mut().enumerate().with_max_len(4).try_for_each(|(number, shard)| {
                shard.insert_all(slots.iter().flat_map(|found| &found.next[number]))
            })
        })?;
        for found in slots {
            self.generated += found.generated;
            self.orbits += found.orbits;
            for (hit, found) in self.hits.iter_mut().zip(&found.hits) {
                if let Some(found) = found
                    && hit.as_ref().is_none_or(|hit| found.length() < hit.length())
                {
                    *hit = Some(found.clone());
                }
            }
        }
        Ok(())
    }

    fn expand(&self, chunk: &Chunk, steps: usize, found: &mut Found<N>) -> Result<(), StoreError> {
        found.clear();
        self.shards[chunk.shard].read(chunk.states.clone(), &mut found.states)?;
        self.look_at_all(found, steps);
        for state in &found.states {
            found.orbits += self.system.orbit(state);
            found.successors.clear();
            self.system.persistent_set(state, &mut found.successors);
            found.generated += found.successors.len() as u64;
            for (_, next) in &mut found.successors {
                self.system.canonical(next);
                let hash = hash(next);
                found.next[shard_of(hash)].push((hash, *next));
            }
        }
        Ok(())
    }

    /// Notes which properties the states are the first to hit. Few states look different to
    /// properties, so what was looked at in vain is remembered.
    fn look_at_all(&self, found: &mut Found<N>, steps: usize) {
        let thread = rayon::current_thread_index().expect("the pool runs this");
        let mut boring = self.boring[thread].lock().unwrap_or_else(PoisonError::into_inner);
        let promises = self.looks_at_promises(steps);
        for states in found.states.chunks(BATCH) {
            found.glimpses.clear();
            found.glimpses.extend(states.iter().map(|state| {
                let glimpse = self.system.glimpse(state, promises);
                (hash(&glimpse), glimpse)
            }));
            boring.fetch(found.glimpses.iter());
            for (state, (hash, glimpse)) in states.iter().zip(&found.glimpses) {
                let seen = boring.contains(*hash, glimpse);
                if !seen && !self.look(state, steps, &mut found.hits) {
                    boring.insert(*hash, glimpse);
                }
            }
        }
    }

    /// Notes which properties a state is the first to hit; whether there are any.
    fn look(&self, state: &[u64; N], steps: usize, hits: &mut [Option<Hit<N>>]) -> bool {
        let mut hit_now = false;
        self.system.with_runs(state, &mut |run, further| {
            let length = steps + further.len();
            let longer = |hit: &Option<Hit<N>>| hit.as_ref().is_none_or(|h| h.length() > length);
            let all = self.hits.iter().zip(hits.iter_mut()).zip(self.properties);
            for ((before, hit), property) in all {
                if is_settled(before.as_ref(), steps) {
                    continue;
                }
                if property.is_hit(run) {
                    hit_now = true;
                    if longer(before) && longer(hit) {
                        *hit = Some(Hit { state: *state, steps, further: further.len() });
                    }
                }
            }
        });
        hit_now
    }

    /// Whether a property is violated by a run that no run of more steps than these can be shorter than.
    fn is_violated_within(&self, steps: usize) -> bool {
        let mut all = self.hits.iter().zip(self.properties);
        all.any(|(hit, p)| p.kind == Kind::Always && is_settled(hit.as_ref(), steps))
    }

    /// Whether some property that may yet be hit after so many steps looks at promises.
    fn looks_at_promises(&self, steps: usize) -> bool {
        let mut all = self.hits.iter().zip(self.properties);
        all.any(|(hit, property)| property.looks_at_promises && !is_settled(hit.as_ref(), steps))
    }

    /// The shortest run to a state: of the first state that leads to it, and so on.
    fn run_to(&self, hit: &Hit<N>, property: &Property) -> Result<Vec<Step>, StoreError> {
        let mut way = vec![hit.state];
        for level in (0..hit.steps).rev() {
            let target = way.last().expect("it begins with the state");
            way.push(self.before(level, target)?);
        }
        Ok(run_along(self.system, way.into_iter().rev(), property))
    }

    /// The first state of a level that leads to this one.
    fn before(&self, level: usize, target: &[u64; N]) -> Result<[u64; N], StoreError> {
        let states = chunks(&self.levels[level], &self.levels[level + 1]);
        let leads = |state: &[u64; N]| {
            let mut successors = Vec::new();
            self.system.successors(state, &mut successors);
            successors.iter().any(|(_, next)| canonical(self.system, next) == *target)
        };
        let found = self.pool.install(|| {
            states.par_iter().find_map_first(|chunk| {
                let mut states = Vec::new();
                let read = self.shards[chunk.shard].read(chunk.states.clone(), &mut states);
                let found = read.map(|()| states.into_iter().find(|state| leads(state)));
                found.transpose()
            })
        });
        found.expect("a state has one that leads to it in the level before")
    }
}

/// Whether no state after so many steps can hit a property in fewer.
fn is_settled<const N: usize>(hit: Option<&Hit<N>>, steps: usize) -> bool {
    hit.is_some_and(|hit| hit.length() <= steps)
}

/// The shard of a state with this hash.
fn shard_of(hash: u64) -> usize {
    (hash >> 58) as usize
}

/// The states between these numbers, shard by shard, in chunks.
fn chunks(begins: &[usize], ends: &[usize]) -> Vec<Chunk> {
    let shards = begins.iter().zip(ends).enumerate();
    let chunks = shards.flat_map(|(shard, (begin, end))| {
        let starts = (*begin..*end).step_by(CHUNK);
        starts.map(move |start| Chunk { shard, states: start..(start + CHUNK).min(*end) })
    });
    chunks.collect()
}
