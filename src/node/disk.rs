//! The store on disk: [fjall], a log-structured store with a journal, and what it lacks for votes.
//!
//! fjall writes a commit to its journal and syncs it; measured here, one durable commit of a small
//! record takes less than half the time of redb's. Like most stores it repairs: a tail of the
//! journal that does not verify is cut off, and files that nothing refers to are deleted. After a
//! crash in the middle of a commit that is right, and if a committed vote stood there it is the one
//! thing that an acceptor may not do. Nor do its checksums cover the numbers that order commits in
//! the journal: with one of those damaged, an older vote stands in the place of a newer one. So
//! this module adds, and checks before the node says a word:
//!
//! * to every record a **checksum** over key and record, checked whenever it is read;
//! * in every commit a **tally**: the commit's number, the count of all records, and the exclusive
//!   or of their checksums. A record that is missing, extra, old or altered spoils it;
//! * outside fjall the [`Seal`] with the number of the last commit. A store that has fallen back to
//!   an earlier commit spoils that.
//!
//! # What is detected, and what cannot be
//!
//! Tests flip bytes at offsets all over the files of a directory, cut them off, and open it again:
//! either it is refused or every record is as it was. Any one damaged file is detected that way,
//! also in the last commit. What cannot be detected: the whole directory put back to an older copy,
//! or store and seal losing the very same last commits together, as with a disk that acknowledges a
//! sync it has not done. Checksums are no defence against somebody who writes them anew.

use super::cluster::{Cluster, NodeId};
use super::datadir::DataDir;
use super::records::{
    Checksum, TALLY_KEY, Tally, checksum, count, open_fjall, seal_record, verify,
};
use super::seal::Seal;
use super::store::{Store, StoreError, io_error};
use fjall::{Database, Keyspace, PersistMode};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// The durable state of a node, in its data directory.
pub struct DiskStore {
    dir: DataDir,
    seal: Seal,
    database: Database,
    records: Keyspace,
    tally: Tally,
    /// Put and not yet committed.
    pending: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl DiskStore {
    /// Opens the data directory of this node, and verifies everything in it. An absent or empty
    /// directory becomes this node's.
    pub fn open(dir: &Path, cluster: &Cluster, node: NodeId) -> Result<Self, StoreError> {
        let dir = DataDir::open(dir, cluster, node)?;
        let damaged = |what: String| StoreError::Damaged { dir: dir.path().to_owned(), what };
        let (seal, sealed) =
            Seal::open(&dir.seal(), dir.owner()).map_err(|e| damaged(format!("seal: {e}")))?;
        let sealed = sealed.ok_or_else(|| damaged("seal: no slot verifies".to_owned()))?;
        if !dir.store().is_dir() {
            return Err(damaged("store: missing".to_owned()));
        }
        // fjall's recovery asserts what it expects of its files, and a damaged one may be anything.
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let (database, records) = open_fjall(&dir.store())?;
            let found = count(&records, dir.owner())?;
            Ok::<_, fjall::Error>((database, records, found))
        }));
        let (database, records, found) = match opened {
            Ok(Ok(opened)) => opened,
            Ok(Err(e)) => return Err(damaged(format!("store: {e}"))),
            Err(_) => return Err(damaged("store: its files make no sense".to_owned())),
        };
        let tally = found.map_err(|what| damaged(format!("store: {what}")))?;
        // The store commits first and the seal follows: one ahead is a crash between the two, whose
        // messages never left.
        if tally.commit != sealed && tally.commit != sealed + 1 {
            return Err(damaged(format!(
                "the store ends at commit {}, the seal at {sealed}",
                tally.commit
            )));
        }
        let store = Self { dir, seal, database, records, tally, pending: BTreeMap::new() };
        store.make_durable()?;
        Ok(store)
    }

    /// What was just read may be in the memory of the system alone: the process that wrote it may
    /// have been killed before its sync. It is about to be acted upon, so it has to be durable, and
    /// from now on it has to be missed if it is lost.
    fn make_durable(&self) -> Result<(), StoreError> {
        let failed = |source| io_error(self.dir.path(), "syncing what was found")(source);
        let synced = self.database.persist(PersistMode::SyncAll);
        synced.map_err(|e| failed(std::io::Error::other(e)))?;
        self.seal.set(self.tally.commit).map_err(failed)
    }

    /// The number of commits so far.
    pub fn commits(&self) -> u64 {
        self.tally.commit
    }

    fn damaged(&self, what: impl Display) -> StoreError {
        StoreError::Damaged { dir: self.dir.path().to_owned(), what: format!("{what}") }
    }

    /// The committed record under a key, and its checksum.
    fn committed(&self, key: &[u8]) -> Result<Option<(Checksum, Vec<u8>)>, StoreError> {
        let Some(sealed) = self.records.get(key).map_err(|e| self.damaged(e))? else {
            return Ok(None);
        };
        let (checksum, record) = verify(self.dir.owner(), key, &sealed)
            .ok_or_else(|| self.damaged("a record does not verify"))?;
        Ok(Some((checksum, record.to_vec())))
    }

    /// Writes what is pending to the journal, and then the seal, and syncs each.
    fn write(&mut self, tally: Tally, sealed: Vec<(Vec<u8>, Vec<u8>)>) -> Result<(), String> {
        let mut batch = self.database.batch().durability(Some(PersistMode::SyncData));
        for (key, record) in sealed {
            batch.insert(&self.records, key, record);
        }
        batch.insert(
            &self.records,
            TALLY_KEY,
            seal_record(self.dir.owner(), TALLY_KEY, &tally.record()),
        );
        batch.commit().map_err(|e| e.to_string())?;
        self.seal.set(tally.commit).map_err(|e| e.to_string())
    }
}

impl Store for DiskStore {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.pending.get(key) {
            Some(record) => Ok(Some(record.clone())),
            None => Ok(self.committed(key)?.map(|(_, record)| record)),
        }
    }

    fn put(&mut self, key: Vec<u8>, record: Vec<u8>) {
        self.pending.insert(key, record);
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let mut tally = Tally { commit: self.tally.commit + 1, ..self.tally };
        let mut sealed = Vec::with_capacity(self.pending.len());
        for (key, record) in std::mem::take(&mut self.pending) {
            match self.committed(&key)? {
                Some((old, _)) => tally.toggle(old),
                None => tally.records += 1,
            }
            tally.toggle(checksum(self.dir.owner(), &key, &record));
            let record = seal_record(self.dir.owner(), &key, &record);
            sealed.push((key, record));
        }
        self.write(tally, sealed)
            .map_err(|what| StoreError::NotDurable { dir: self.dir.path().to_owned(), what })?;
        self.tally = tally;
        Ok(())
    }

    fn for_each(&self, show: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError> {
        for entry in self.records.iter() {
            let (key, sealed) = entry.into_inner().map_err(|e| self.damaged(e))?;
            if &*key == TALLY_KEY || self.pending.contains_key(&*key) {
                continue;
            }
            let (_, record) = verify(self.dir.owner(), &key, &sealed)
                .ok_or_else(|| self.damaged("a record does not verify"))?;
            show(&key, record);
        }
        for (key, record) in &self.pending {
            show(key, record);
        }
        Ok(())
    }
}
