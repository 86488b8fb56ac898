//! The search itself.

use super::chunks::{CHUNKS, Chunk, chunks};
use super::found::{Found, Hit, is_settled};
use super::resume::{resume, save};
use super::stand::Stand;
use crate::check::keys::hash;
use crate::check::machine::Machine;
use crate::check::noted::Noted;
use crate::check::platform::with_threads;
use crate::check::search::{End, Limits, NO_MORE_STEPS, Progress, Survey};
use crate::check::shards::{SHARDS, shard_of};
use crate::check::store::{Folder, Shard, Store, StoreError};
use crate::check::way::{canonical, run_along};
use crate::model::packed::{Packed, Step};
use crate::properties::Sought;
use rayon::prelude::*;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// How often the limits are looked at.
const GLANCE: Duration = Duration::from_millis(5);

struct Engine<'a, const N: usize> {
    system: &'a dyn Packed<N>,
    sought: &'a [Arc<dyn Sought>],
    stand: Stand<N>,
    /// What states look like that hit nothing.
    boring: Noted<N, ()>,
}

/// Visits every reachable state, and notes where each thing that is sought is first hit. If the
/// store has a folder, the search goes on from what is in it, and leaves there what it has found.
pub(in crate::check) fn survey<const N: usize>(
    system: &dyn Packed<N>,
    sought: &[Arc<dyn Sought>],
    threads: NonZeroUsize,
    store: &Store,
    limits: &Limits,
    progress: &Progress,
) -> Result<Survey, StoreError> {
    let stand = Stand::new(store.shards(SHARDS)?, sought.len(), limits.machine.now());
    let mut engine = Engine { system, sought, stand, boring: Noted::default() };
    with_threads(threads, || {
        if let Some(folder) = store.folder() {
            resume(&mut engine.stand, sought, folder)?;
        }
        let end = engine.search(store, limits, progress);
        // A search that cannot go on has its last checkpoint, and says why there is no further one.
        engine.survey(end.unwrap_or_else(|error| End::Truncated(error.to_string())), store)
    })
}

impl<const N: usize> Engine<'_, N> {
    /// What has been found by a search that has ended so.
    fn survey(mut self, end: End, store: &Store) -> Result<Survey, StoreError> {
        let hits = std::mem::take(&mut self.stand.hits).into_iter().zip(self.sought);
        let runs =
            hits.map(|(hit, sought)| hit.map(|hit| self.run_to(&hit, &**sought)).transpose());
        Ok(Survey {
            end,
            unique_states: self.stand.unique() as u64,
            generated_states: self.stand.generated,
            orbits: self.stand.orbits,
            depth: Some(self.stand.levels.len() - 1),
            exact: store.is_exact(),
            hits: runs.collect::<Result<_, _>>()?,
            earlier: self.stand.earlier,
        })
    }

    fn search(
        &mut self,
        store: &Store,
        limits: &Limits,
        progress: &Progress,
    ) -> Result<End, StoreError> {
        if self.stand.unique() == 0 {
            let initial = canonical(self.system, &self.system.initial());
            let hash = hash(&initial);
            self.stand.shards[shard_of(hash)].insert_all([(hash, initial)].iter())?;
            self.stand.next_level();
        }
        let resumed = self.stand.earlier.as_ref().map_or(0, |earlier| earlier.states);
        progress.resumed_states.store(resumed, Relaxed);
        let end = self.levels_on(store, limits, progress)?;
        if let Some(folder) = store.folder() {
            self.save(folder, limits.machine)?;
        }
        Ok(end)
    }

    /// Makes durable all that the search has found so far.
    fn save(&mut self, folder: &Folder, machine: Machine) -> Result<(), StoreError> {
        let cases = self.system.about().coverage();
        let time = machine.since(self.stand.begun);
        save(&mut self.stand, self.sought, folder, cases.seen(), time)
    }

    /// Expands the rest of the last level, and all levels after it, with a checkpoint now and then.
    fn levels_on(
        &mut self,
        store: &Store,
        limits: &Limits,
        progress: &Progress,
    ) -> Result<End, StoreError> {
        let mut slots: Vec<Found<N>> = (0..CHUNKS).map(|_| Found::new(self.sought.len())).collect();
        let machine = limits.machine;
        let (mut looked, mut saved) = (machine.now(), machine.now());
        loop {
            let [.., begins, ends] = &self.stand.levels[..] else {
                unreachable!("there is a level")
            };
            let before: usize = begins.iter().sum();
            let level = chunks(begins, ends);
            let states = |chunks: &[Chunk]| chunks.iter().map(|c| c.states.len()).sum::<usize>();
            let mut expanded = before + states(&level[..self.stand.done]);
            for round in level[self.stand.done..].chunks(CHUNKS) {
                self.round(round, &mut slots)?;
                self.stand.done += round.len();
                expanded += states(round);
                if limits.states.is_some_and(|most| self.stand.unique() as u64 > most) {
                    return Ok(End::Truncated("too many states".to_string()));
                }
                if machine.since(looked) < GLANCE {
                    continue;
                }
                looked = machine.now();
                progress.depth.store(self.stand.levels.len() - 1, Relaxed);
                progress.found(self.stand.unique(), expanded);
                if let Some(reason) = limits.reached() {
                    return Ok(End::Truncated(reason.to_string()));
                }
                if self.stand.shards.iter().any(Shard::is_full) {
                    return Ok(End::Truncated("too many states for the store".to_string()));
                }
                if let Some(folder) = store.folder()
                    && machine.since(saved) >= folder.every()
                {
                    self.save(folder, limits.machine)?;
                    saved = machine.now();
                }
            }
            if limits.first_hit && self.is_hit_within(self.stand.levels.len() - 1) {
                return Ok(End::Truncated("found".to_string()));
            }
            if limits.steps.is_some_and(|most| self.stand.levels.len() - 2 >= most) {
                return Ok(End::Truncated(NO_MORE_STEPS.to_string()));
            }
            if !self.stand.next_level() {
                return Ok(End::Complete);
            }
        }
    }

    /// Expands some states, and inserts what comes of them.
    fn round(&mut self, chunks: &[Chunk], slots: &mut [Found<N>]) -> Result<(), StoreError> {
        let steps = self.stand.levels.len() - 2;
        let this = &*self;
        let pairs = chunks.par_iter().zip(&mut *slots).with_max_len(1);
        pairs.try_for_each(|(chunk, found)| this.expand(chunk, steps, found))?;
        let slots = &slots[..chunks.len()];
        let shards = &mut self.stand.shards;
        shards.par_iter_mut().enumerate().with_max_len(4).try_for_each(|(number, shard)| {
            shard.insert_all(slots.iter().flat_map(|found| &found.next[number]))
        })?;
        for found in slots {
            self.stand.generated += found.generated;
            self.stand.orbits += found.orbits;
            for (hit, found) in self.stand.hits.iter_mut().zip(&found.hits) {
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
        self.stand.shards[chunk.shard].read(chunk.states.clone(), &mut found.states)?;
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

    /// Notes what the states are the first to hit. Few states look different, so what was looked at in
    /// vain is remembered.
    fn look_at_all(&self, found: &mut Found<N>, steps: usize) {
        let promises = self.looks_at_promises(steps);
        for state in &found.states {
            let glimpse = self.system.glimpse(state, promises);
            if self.boring.of(&glimpse).is_none() && !self.look(state, steps, &mut found.hits) {
                self.boring.add(&glimpse, ());
            }
        }
    }

    /// Notes what a state is the first to hit; whether there is anything.
    fn look(&self, state: &[u64; N], steps: usize, hits: &mut [Option<Hit<N>>]) -> bool {
        let mut hit_now = false;
        self.system.with_histories(state, &mut |history, further| {
            let length = steps + further.len();
            let longer = |hit: &Option<Hit<N>>| hit.as_ref().is_none_or(|h| h.length() > length);
            let all = self.stand.hits.iter().zip(hits.iter_mut()).zip(self.sought);
            for ((before, hit), sought) in all {
                if is_settled(before.as_ref(), steps) {
                    continue;
                }
                if sought.is_hit(history) {
                    hit_now = true;
                    if longer(before) && longer(hit) {
                        *hit = Some(Hit { state: *state, steps, further: further.len() });
                    }
                }
            }
        });
        hit_now
    }

    /// Whether something is hit by a run that no run of more steps than these can be shorter than.
    fn is_hit_within(&self, steps: usize) -> bool {
        self.stand.hits.iter().any(|hit| is_settled(hit.as_ref(), steps))
    }

    /// Whether something that may yet be hit after so many steps looks at promises.
    fn looks_at_promises(&self, steps: usize) -> bool {
        let mut all = self.stand.hits.iter().zip(self.sought);
        all.any(|(hit, sought)| sought.looks_at_promises() && !is_settled(hit.as_ref(), steps))
    }

    /// The shortest run to a state: of the first state that leads to it, and so on.
    fn run_to(&self, hit: &Hit<N>, sought: &dyn Sought) -> Result<Vec<Step>, StoreError> {
        let mut way = vec![hit.state];
        for level in (0..hit.steps).rev() {
            let target = way.last().expect("it begins with the state");
            way.push(self.before(level, target)?);
        }
        Ok(run_along(self.system, way.into_iter().rev(), sought))
    }

    /// The first state of a level that leads to this one.
    fn before(&self, level: usize, target: &[u64; N]) -> Result<[u64; N], StoreError> {
        let Stand { shards, levels, .. } = &self.stand;
        let states = chunks(&levels[level], &levels[level + 1]);
        let leads = |state: &[u64; N]| {
            let mut successors = Vec::new();
            self.system.successors(state, &mut successors);
            successors.iter().any(|(_, next)| canonical(self.system, next) == *target)
        };
        let found = states.par_iter().find_map_first(|chunk| {
            let mut states = Vec::new();
            let read = shards[chunk.shard].read(chunk.states.clone(), &mut states);
            let found = read.map(|()| states.into_iter().find(|state| leads(state)));
            found.transpose()
        });
        found.expect("a state has one that leads to it in the level before")
    }
}
