//! A breadth-first walk over the states of a system, all of which it keeps, in the order in which they are
//! found: for what looks at steps as well as at states.
//!
//! A round takes the next states in this order, lets all threads expand them, and then lets all threads insert
//! what was found, each shard by one of them. What is new is put in order by the state that led there, and by
//! the step. So every state has the same number in every run, whatever the number of threads: it is the one
//! that it would have if one thread took one state after the other.

use super::keys::{self, Keys, hash};
use super::search::{Limits, Progress};
use super::shards::{SHARDS, shard_of};
use super::way::canonical;
use crate::model::packed::{Packed, Step};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// How many states are expanded in one go, and how many of these in one round.
const CHUNK: usize = 64;
const CHUNKS: usize = 128;

/// How often the limits are looked at.
const GLANCE: Duration = Duration::from_millis(5);

/// What is made of the states of a walk, and of the steps from each.
pub(super) trait Look<const N: usize>: Sync {
    /// What was seen in some states.
    type Seen: Default + Send + Sync;

    /// Looks at the state of this number, and appends the steps along which the walk goes on.
    fn look(
        &self,
        number: usize,
        state: &[u64; N],
        seen: &mut Self::Seen,
        found: &mut Vec<(Step, [u64; N])>,
    );

    /// Takes over what was seen in some states, all earlier ones before; whether to go on.
    fn gather(&mut self, seen: Self::Seen) -> bool;
}

/// A walk, and the states found so far by their numbers.
pub(super) struct Walk<'a, const N: usize> {
    system: &'a dyn Packed<N>,
    limits: &'a Limits,
    progress: &'a Progress,
    /// The states, as they are under symmetry.
    shards: Vec<Keys<N>>,
    places: Vec<Place>,
    /// The numbers of states up to the end of each level.
    ends: Vec<usize>,
}

/// Where a state is: in which shard, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u32);

impl Place {
    pub(super) fn new(shard: usize, number: usize) -> Self {
        let place = shard * (1 << keys::NUMBER_BITS) + number;
        Self(u32::try_from(place).expect("shards and their keys have few enough numbers"))
    }

    /// This place and another after it, in one number.
    pub(super) fn then(self, after: Self) -> u64 {
        u64::from(self.0) << 32 | u64::from(after.0)
    }

    /// The shard, and the number there.
    pub(super) fn parts(self) -> (usize, usize) {
        let Self(place) = self;
        ((place >> keys::NUMBER_BITS) as usize, (place & keys::NUMBER) as usize)
    }
}

/// What came of the expansion of a chunk; kept from round to round, so that memory is allotted once.
struct Found<const N: usize, S> {
    seen: S,
    steps: Vec<(Step, [u64; N])>,
    /// For each shard, the states that belong there, and their hashes.
    next: Vec<Vec<(u64, [u64; N])>>,
    /// Which of all that were found each of these is.
    order: Vec<Vec<u32>>,
}

impl<'a, const N: usize> Walk<'a, N> {
    /// A walk that has found the initial state.
    pub(super) fn new(
        system: &'a dyn Packed<N>,
        limits: &'a Limits,
        progress: &'a Progress,
    ) -> Self {
        let mut shards: Vec<Keys<N>> = (0..SHARDS).map(|_| Keys::default()).collect();
        let initial = canonical(system, &system.initial());
        let hash = hash(&initial);
        shards[shard_of(hash)].insert(hash, &initial);
        let places = vec![Place::new(shard_of(hash), 0)];
        Self { system, limits, progress, shards, places, ends: vec![0, 1] }
    }

    /// How many states were found.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The state of this number.
    pub(super) fn state(&self, number: usize) -> &[u64; N] {
        let (shard, number) = self.places[number].parts();
        self.shards[shard].get(number)
    }

    /// Where the state of this number is.
    pub(super) fn place(&self, number: usize) -> Place {
        self.places[number]
    }

    /// For each shard and state there, something that is not set yet.
    pub(super) fn flags(&self) -> Vec<Vec<AtomicBool>> {
        let flags = |shard: &Keys<N>| (0..shard.len()).map(|_| AtomicBool::new(false)).collect();
        self.shards.iter().map(flags).collect()
    }

    /// Where a state is that was found.
    pub(super) fn find(&self, state: &[u64; N]) -> Place {
        let state = canonical(self.system, state);
        let hash = hash(&state);
        let shard = shard_of(hash);
        let number = self.shards[shard].number(hash, &state);
        Place::new(shard, number.expect("all states were found"))
    }

    /// The numbers of the states of each level, the initial one first.
    pub(super) fn levels(&self) -> impl DoubleEndedIterator<Item = Range<usize>> {
        self.ends.windows(2).map(|ends| ends[0]..ends[1])
    }

    /// Visits all states, or as many as someone wants to look at.
    ///
    /// # Errors
    /// If a limit is reached: which one.
    pub(super) fn go<L: Look<N>>(&mut self, look: &mut L) -> Result<(), &'static str> {
        self.stop()?;
        let mut slots = Vec::new();
        let machine = self.limits.machine;
        let mut looked = machine.now();
        let mut next = 0;
        while next < self.places.len() {
            let level = self.ends[self.ends.len() - 1];
            let round = next..level.min(next + CHUNK * CHUNKS);
            next = round.end;
            if !self.round(round, look, &mut slots) {
                return Ok(());
            }
            if next == level && level < self.places.len() {
                self.ends.push(self.places.len());
            }
            self.is_small_enough()?;
            if machine.since(looked) >= GLANCE {
                looked = machine.now();
                self.progress.found(self.places.len(), next);
                self.stop()?;
            }
        }
        Ok(())
    }

    /// Why the walk must stop, if it must.
    pub(super) fn stop(&self) -> Result<(), &'static str> {
        self.limits.reached().map_or(Ok(()), Err)
    }

    /// Looked at in every round, so that where a walk ends is no matter of time.
    fn is_small_enough(&self) -> Result<(), &'static str> {
        if self.limits.states.is_some_and(|most| self.places.len() as u64 > most) {
            return Err("too many states");
        }
        if self.shards.iter().any(|shard| shard.len() > keys::MOST / 2) {
            return Err("too many states for the store");
        }
        Ok(())
    }

    /// Expands some states, and inserts what comes of them; whether to go on.
    fn round<L: Look<N>>(
        &mut self,
        numbers: Range<usize>,
        look: &mut L,
        slots: &mut Vec<Found<N, L::Seen>>,
    ) -> bool {
        let starts = numbers.clone().step_by(CHUNK);
        let chunks: Vec<_> = starts.map(|at| at..numbers.end.min(at + CHUNK)).collect();
        if slots.len() < chunks.len() {
            slots.resize_with(chunks.len(), Found::new);
        }
        let (this, looking) = (&*self, &*look);
        let pairs = chunks.par_iter().zip(&mut slots[..]).with_max_len(1);
        pairs.for_each(|(chunk, found)| this.expand(chunk.clone(), looking, found));
        let slots = &mut slots[..chunks.len()];
        for found in &mut *slots {
            if !look.gather(std::mem::take(&mut found.seen)) {
                return false;
            }
        }
        let slots = &*slots;
        let shards = self.shards.par_iter_mut().enumerate().with_max_len(4);
        let new = shards.flat_map_iter(|(shard, keys)| insert(shard, keys, slots));
        let mut new: Vec<(u64, Place)> = new.collect();
        new.par_sort_unstable();
        self.places.extend(new.into_iter().map(|(_, place)| place));
        true
    }

    fn expand<L: Look<N>>(&self, chunk: Range<usize>, look: &L, found: &mut Found<N, L::Seen>) {
        let Found { seen, steps, next, order } = found;
        next.iter_mut().for_each(Vec::clear);
        order.iter_mut().for_each(Vec::clear);
        let mut count = 0;
        for number in chunk {
            steps.clear();
            look.look(number, self.state(number), seen, steps);
            for (_, state) in steps.iter_mut() {
                self.system.canonical(state);
                let hash = hash(state);
                next[shard_of(hash)].push((hash, *state));
                order[shard_of(hash)].push(count);
                count += 1;
            }
        }
    }

    /// The states on a shortest way to the one of this number, the initial one first: the first state that
    /// leads to it, and so on.
    pub(super) fn way_to<L: Look<N>>(&self, number: usize, look: &L) -> Vec<[u64; N]> {
        let mut way = vec![*self.state(number)];
        for level in self.levels().rev().skip_while(|level| level.start > number).skip(1) {
            let target = *way.last().expect("it begins with the state");
            let leads = |before: &usize| {
                let mut steps = Vec::new();
                look.look(*before, self.state(*before), &mut L::Seen::default(), &mut steps);
                steps.iter().any(|(_, next)| canonical(self.system, next) == target)
            };
            let first = level.into_par_iter().find_first(leads);
            let first = first.expect("a state has one that leads to it in the level before");
            way.push(*self.state(first));
        }
        way.reverse();
        way
    }
}

impl<const N: usize, S: Default> Found<N, S> {
    fn new() -> Self {
        Self {
            seen: S::default(),
            steps: Vec::new(),
            next: vec![Vec::new(); SHARDS],
            order: vec![Vec::new(); SHARDS],
        }
    }
}

/// Inserts what belongs into a shard: which of all that were found are new, and where each is.
fn insert<const N: usize, S>(
    shard: usize,
    keys: &mut Keys<N>,
    slots: &[Found<N, S>],
) -> Vec<(u64, Place)> {
    let order = slots.iter().zip(0..).flat_map(|(found, chunk)| {
        found.order[shard].iter().map(move |count| chunk << 32 | u64::from(*count))
    });
    let order: Vec<u64> = order.collect();
    let (mut new, mut number) = (Vec::new(), keys.len());
    keys.insert_all(slots.iter().flat_map(|found| &found.next[shard]), |nth| {
        new.push((order[nth], Place::new(shard, number)));
        number += 1;
    });
    new
}

#[cfg(test)]
mod tests;
