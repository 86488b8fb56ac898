//! Taking a checkpoint of a search, and going on from one.

use super::found::Hit;
use super::{Engine, SHARDS, chunks};
use crate::check::search::Earlier;
use crate::check::store::{Folder, Manifest, SavedHit, StoreError};
use rayon::prelude::*;
use std::time::Duration;

impl<const N: usize> Engine<'_, N> {
    /// Goes on from where the search in a folder had come; from the beginning, if it had not come
    /// anywhere.
    pub(super) fn resume(&mut self, folder: &Folder) -> Result<(), StoreError> {
        let found = folder.found();
        if found.shards.is_empty() {
            return Ok(());
        }
        self.check(found).map_err(|what| folder.senseless(what))?;
        let shards = &mut self.shards;
        self.pool.install(|| {
            let pairs = shards.par_iter_mut().zip(&found.shards);
            pairs.try_for_each(|(shard, saved)| shard.load(saved))
        })?;
        self.shards.iter().try_for_each(super::Shard::trim)?;
        self.levels.clone_from(&found.levels);
        self.done = found.chunks;
        self.generated = found.generated;
        self.orbits = found.orbits;
        for (hit, property) in self.hits.iter_mut().zip(self.properties) {
            let saved = found.hits.iter().find(|saved| saved.property == property.name);
            *hit = saved.map(|saved| Hit {
                state: std::array::from_fn(|word| saved.state[word]),
                steps: saved.steps,
                further: saved.further,
            });
        }
        self.earlier = Some(Earlier {
            states: self.unique() as u64,
            time: Duration::from_millis(found.milliseconds),
            cases: found.cases.clone(),
        });
        Ok(())
    }

    /// Refuses a manifest that no search of this width has written.
    fn check(&self, found: &Manifest) -> Result<(), &'static str> {
        let states: Vec<usize> = found.shards.iter().map(|shard| shard.states).collect();
        let ordered = |begins: &[usize], ends: &[usize]| {
            begins.len() == ends.len() && begins.iter().zip(ends).all(|(begin, end)| begin <= end)
        };
        let levels = found.levels.iter().chain([&states]).collect::<Vec<_>>();
        let known = |hit: &SavedHit| {
            hit.state.len() == N
                && hit.steps + 1 < levels.len()
                && self.properties.iter().any(|property| property.name == hit.property)
        };
        if found.words != N || states.len() != SHARDS {
            Err("its states have another form than this model's")
        } else if levels.len() < 3 || !levels.windows(2).all(|two| ordered(two[0], two[1])) {
            Err("its levels make no sense")
        } else if found.chunks > chunks(levels[levels.len() - 3], levels[levels.len() - 2]).len() {
            Err("its last level is shorter than what is expanded of it")
        } else if !found.hits.iter().all(known) {
            Err("its hits make no sense")
        } else {
            Ok(())
        }
    }

    /// Makes durable all that the search has found so far.
    pub(super) fn save(&mut self, folder: &Folder) -> Result<(), StoreError> {
        let shards = &mut self.shards;
        let saved = self.pool.install(|| {
            shards.par_iter_mut().with_max_len(1).map(super::Shard::save).collect::<Result<_, _>>()
        })?;
        let hits = self.hits.iter().zip(self.properties).filter_map(|(hit, property)| {
            hit.as_ref().map(|hit| SavedHit {
                property: property.name.to_string(),
                state: hit.state.to_vec(),
                steps: hit.steps,
                further: hit.further,
            })
        });
        let earlier = self.earlier.as_ref();
        let time = self.begun.elapsed() + earlier.map_or(Duration::ZERO, |earlier| earlier.time);
        let before = earlier.into_iter().flat_map(|earlier| &earlier.cases).copied();
        folder.replace(&Manifest {
            of: folder.found().of.clone(),
            words: N,
            shards: saved,
            levels: self.levels.clone(),
            chunks: self.done,
            generated: self.generated,
            orbits: self.orbits,
            hits: hits.collect(),
            cases: self.system.about().coverage().seen().chain(before).collect(),
            milliseconds: u64::try_from(time.as_millis()).unwrap_or(u64::MAX),
        })
    }
}
