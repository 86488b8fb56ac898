//! The store on disk (see `mod`).

use super::checksum::Owner;
use super::compact::Compaction;
use super::contract::Store;
use super::datadir::DataDir;
use super::error::{StoreError, io_error, read_error};
use super::frame::Draft;
use super::index::{Index, Place};
use super::log::Log;
use super::reader::{READ_AHEAD, Reader, Walk, nonsense};
use super::recover::recover;
use super::seal::Commit;
use super::witness::Witness;
use crate::node::identity::{Cluster, NodeId};
use crate::node::random::random;
use crate::node::standing::Incarnation;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The durable state of a node, in its data directory.
pub struct DiskStore {
    witness: Witness,
    log: Log,
    index: Index,
    compaction: Compaction,
    /// Put and not yet committed.
    pending: BTreeMap<Vec<u8>, Vec<u8>>,
    draft: Draft,
    /// A commit has failed, and nobody knows what is durable.
    is_over: bool,
    /// Dropped last: it holds the lock.
    dir: DataDir,
}

impl DiskStore {
    /// Opens the data directory of this node, and verifies everything in it. An absent or empty directory
    /// becomes this node's if this may be its first start, and is else refused.
    pub fn open(
        dir: &Path,
        cluster: &Cluster,
        node: NodeId,
        may_be_new: bool,
    ) -> Result<Self, StoreError> {
        let dir = DataDir::open(dir, cluster, node, may_be_new)?;
        let failed = |what| io_error(dir.path(), what);
        let witness = Witness::open(&dir.witness(), dir.owner());
        let (mut witness, witnessed) = witness.map_err(read_error(dir.path(), "witness"))?;
        let secret = random().map_err(io::Error::other).map_err(failed("opening the log"))?;
        let mut index = Index::new(secret);
        let log = recover(&dir, &mut witness, witnessed, &mut index)?;
        Ok(Self {
            witness,
            log,
            index,
            compaction: Compaction::new(),
            pending: BTreeMap::new(),
            draft: Draft::default(),
            is_over: false,
            dir,
        })
    }

    fn owner(&self) -> Owner {
        self.dir.owner()
    }

    fn unread(&self, error: io::Error) -> StoreError {
        read_error(self.dir.path(), "log")(error)
    }

    /// Makes a frame of these records and writes it to the log, with its seal; once that is durable the witness is
    /// told. It must be known for good of the first commit of each segment, before anybody hears of that: so
    /// the segment is missed if it is lost.
    fn write(&mut self, records: &BTreeMap<Vec<u8>, Vec<u8>>) -> io::Result<()> {
        let (owner, number) = (self.owner(), self.log.number + 1);
        self.draft.begin(number);
        let put = records.iter().map(|(key, record)| (self.draft.put(owner, key, record), &**key));
        let places: Vec<_> = put.collect();
        let sum = self.draft.end(owner, &self.log.sum);
        let sum = sum.ok_or_else(|| io::Error::other("a commit of more than 256 MiB"))?;
        let frame = self.draft.bytes();
        self.log.reserve(frame.len())?;
        let is_first = self.log.write(Commit { number, sum, frame })?;
        self.log.note(frame.len(), sum, places.into_iter(), &mut self.index);
        match is_first {
            true => self.witness.attest(number, sum),
            false => self.witness.note(number, sum),
        }
    }

    /// Shows the records of all segments that have not been replaced.
    fn show_committed(&self, show: &mut dyn FnMut(&[u8], &[u8])) -> io::Result<()> {
        for segment in self.log.segments() {
            let (mut reader, mut walk) = (Reader::new(segment, READ_AHEAD), Walk::begin());
            while let Some((at, entry)) = walk.next(&mut reader)? {
                let place = Place::new(segment.number, at, entry.length());
                let is_live = self.index.get(entry.key) == Some(place);
                if !is_live || self.pending.contains_key(entry.key) {
                    continue;
                }
                if !entry.verifies(self.owner()) {
                    return Err(nonsense());
                }
                show(entry.key, entry.record);
            }
        }
        Ok(())
    }
}

impl Store for DiskStore {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(record) = self.pending.get(key) {
            return Ok(Some(record.clone()));
        }
        let Some(place) = self.index.get(key) else { return Ok(None) };
        let record = self.log.look(place, |entry| {
            let is_sound = entry.key == key && entry.verifies(self.owner());
            is_sound.then(|| entry.record.to_vec())
        });
        record.and_then(|record| record.ok_or_else(nonsense)).map(Some).map_err(|e| self.unread(e))
    }

    fn holds(&self, key: &[u8]) -> bool {
        self.pending.contains_key(key) || self.index.get(key).is_some()
    }

    fn put(&mut self, key: Vec<u8>, record: Vec<u8>) {
        self.pending.insert(key, record);
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let not_durable =
            |dir: &DataDir, what| StoreError::NotDurable { dir: dir.path().to_owned(), what };
        if std::mem::replace(&mut self.is_over, true) {
            return Err(not_durable(&self.dir, "an earlier commit has failed".to_owned()));
        }
        let mut records = std::mem::take(&mut self.pending);
        let floor = self.compaction.take_along(&mut records, &self.log, &self.index);
        let floor = floor.map_err(|e| self.unread(e))?;
        self.write(&records).map_err(|e| not_durable(&self.dir, e.to_string()))?;
        self.is_over = false;
        self.log.prepare();
        if let Some(floor) = floor {
            self.log.raise_floor(floor);
        }
        Ok(())
    }

    fn commits(&self) -> u64 {
        self.log.number
    }

    fn incarnation(&self) -> Incarnation {
        self.dir.incarnation()
    }

    fn for_each(&self, show: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError> {
        self.show_committed(show).map_err(|e| self.unread(e))?;
        for (key, record) in &self.pending {
            show(key, record);
        }
        Ok(())
    }
}

impl Drop for DiskStore {
    /// Has the last commit known after a loss of power, too. If that fails, the witness trails.
    fn drop(&mut self) {
        if !self.is_over && self.witness.attested() < self.log.number {
            let _ = self.witness.attest(self.log.number, self.log.sum);
        }
    }
}
