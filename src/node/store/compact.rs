//! Compaction: live records of the oldest segment go along with commits, until it can be removed.

use super::index::{Index, Place};
use super::log::{FLOOR, Log};
use super::reader::{Reader, Walk, nonsense};
use std::collections::BTreeMap;
use std::io;

/// A commit goes through so many bytes of the oldest segment, or three times as many as it has
/// itself: what is overtaken by new commits would never end.
const LEAST: usize = 4096;
const TIMES: usize = 3;

/// How far the oldest segment has been gone through.
#[derive(Debug)]
pub(super) struct Compaction {
    segment: u32,
    walk: Walk,
}

impl Compaction {
    /// Not begun.
    pub(super) fn new() -> Self {
        Self { segment: 0, walk: Walk::begin() }
    }

    /// Adds what a commit is to take along, if there is need. When it leaves nothing living in the
    /// oldest segment, it also raises the floor, which is returned.
    pub(super) fn take_along(
        &mut self,
        records: &mut BTreeMap<Vec<u8>, Vec<u8>>,
        log: &Log,
        index: &Index,
    ) -> io::Result<Option<u32>> {
        let Some(oldest) = log.oldest().filter(|_| log.is_mostly_garbage()) else {
            return Ok(None);
        };
        if self.segment != oldest.number {
            *self = Self { segment: oldest.number, walk: Walk::begin() };
        }
        let bytes = |(key, record): (&Vec<u8>, &Vec<u8>)| key.len() + record.len();
        let enough = (TIMES * records.iter().map(bytes).sum::<usize>()).max(LEAST);
        let (mut reader, mut gone_through) = (Reader::new(oldest, 2 * enough as u64), 0);
        while gone_through < enough {
            let Some((at, entry)) = self.walk.next(&mut reader)? else {
                let floor = oldest.number + 1;
                records.insert(FLOOR.to_vec(), floor.to_le_bytes().to_vec());
                return Ok(Some(floor));
            };
            gone_through += entry.length();
            let place = Place::new(oldest.number, at, entry.length());
            if index.get(entry.key) != Some(place) || records.contains_key(entry.key) {
                continue;
            }
            if !entry.verifies(log.owner()) {
                return Err(nonsense());
            }
            records.insert(entry.key.to_vec(), entry.record.to_vec());
        }
        Ok(None)
    }
}
