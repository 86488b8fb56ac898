//! Taking a checkpoint of a search, and going on from one.

use super::chunks::chunks;
use super::found::Hit;
use super::stand::Stand;
use crate::check::search::Earlier;
use crate::check::shards::SHARDS;
use crate::check::store::{Folder, Manifest, SavedHit, Shard, StoreError};
use crate::model::coverage::Case;
use crate::properties::Sought;
use rayon::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// Goes on from where the search in a folder had come; from the beginning, if it had not come
/// anywhere.
pub(super) fn resume<const N: usize>(
    stand: &mut Stand<N>,
    sought: &[Arc<dyn Sought>],
    folder: &Folder,
) -> Result<(), StoreError> {
    let found = folder.found();
    if found.shards.is_empty() {
        return Ok(());
    }
    check::<N>(found, sought).map_err(|what| folder.senseless(what))?;
    let shards = &mut stand.shards;
    let pairs = shards.par_iter_mut().zip(&found.shards);
    pairs.try_for_each(|(shard, saved)| shard.load(saved))?;
    stand.shards.iter().try_for_each(Shard::trim)?;
    stand.levels.clone_from(&found.levels);
    stand.done = found.chunks;
    stand.generated = found.generated;
    stand.orbits = found.orbits;
    for (hit, sought) in stand.hits.iter_mut().zip(sought) {
        let saved = found.hits.iter().find(|saved| saved.property == sought.name());
        *hit = saved.map(|saved| Hit {
            state: std::array::from_fn(|word| saved.state[word]),
            steps: saved.steps,
            further: saved.further,
        });
    }
    stand.earlier = Some(Earlier {
        states: stand.unique() as u64,
        time: Duration::from_millis(found.milliseconds),
        cases: found.cases.clone(),
    });
    Ok(())
}

/// Refuses a manifest that no search of this width has written.
fn check<const N: usize>(found: &Manifest, sought: &[Arc<dyn Sought>]) -> Result<(), &'static str> {
    let states: Vec<usize> = found.shards.iter().map(|shard| shard.states).collect();
    let ordered = |begins: &[usize], ends: &[usize]| {
        begins.len() == ends.len() && begins.iter().zip(ends).all(|(begin, end)| begin <= end)
    };
    let levels = found.levels.iter().chain([&states]).collect::<Vec<_>>();
    let known = |hit: &SavedHit| {
        hit.state.len() == N
            && hit.steps + 1 < levels.len()
            && sought.iter().any(|sought| sought.name() == hit.property)
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

/// Makes durable all that a search has found so far; these cases of the handlers have occurred, and it took so long.
pub(super) fn save<const N: usize>(
    stand: &mut Stand<N>,
    sought: &[Arc<dyn Sought>],
    folder: &Folder,
    cases: impl Iterator<Item = Case>,
    time: Duration,
) -> Result<(), StoreError> {
    let shards = &mut stand.shards;
    let saved = shards.par_iter_mut().with_max_len(1).map(Shard::save);
    let saved = saved.collect::<Result<_, _>>()?;
    let hits = stand.hits.iter().zip(sought).filter_map(|(hit, sought)| {
        hit.as_ref().map(|hit| SavedHit {
            property: sought.name().to_string(),
            state: hit.state.to_vec(),
            steps: hit.steps,
            further: hit.further,
        })
    });
    let earlier = stand.earlier.as_ref();
    let time = time + earlier.map_or(Duration::ZERO, |earlier| earlier.time);
    let before = earlier.into_iter().flat_map(|earlier| &earlier.cases).copied();
    folder.replace(&Manifest {
        of: folder.found().of.clone(),
        words: N,
        shards: saved,
        levels: stand.levels.clone(),
        chunks: stand.done,
        generated: stand.generated,
        orbits: stand.orbits,
        hits: hits.collect(),
        cases: cases.chain(before).collect(),
        milliseconds: u64::try_from(time.as_millis()).unwrap_or(u64::MAX),
    })
}
