//! The records of a store, each with its checksum, and their tally (see `disk`).

use super::store::{StoreError, io_error};
use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};
use std::path::Path;

const CHECKSUM: usize = 16;
const RECORDS: &str = "records";

/// Where the tally stands. No record has this key, since every key begins with the length of a
/// name, and no name is empty.
pub(super) const TALLY_KEY: &[u8] = b"\0";

pub(super) type Checksum = [u8; CHECKSUM];

/// What all records together come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) commit: u64,
    pub(super) records: u64,
    pub(super) sum: Checksum,
}

/// Makes the store of a new data directory: nothing in it, commit 0.
pub(super) fn create(dir: &Path, store: &Path, owner: [u8; 32]) -> Result<(), StoreError> {
    let failed = |e: fjall::Error| io_error(dir, "making the store")(std::io::Error::other(e));
    let (database, records) = open_fjall(store).map_err(failed)?;
    let tally = Tally::default().record();
    let sealed = seal_record(owner, TALLY_KEY, &tally);
    records.insert(TALLY_KEY, sealed).map_err(failed)?;
    database.persist(PersistMode::SyncAll).map_err(failed)
}

impl Tally {
    /// Adds a checksum, or takes it away again.
    pub(super) fn toggle(&mut self, checksum: Checksum) {
        for (sum, byte) in self.sum.iter_mut().zip(checksum) {
            *sum ^= byte;
        }
    }

    pub(super) fn record(self) -> Vec<u8> {
        [&self.commit.to_le_bytes(), &self.records.to_le_bytes(), &self.sum[..]].concat()
    }

    pub(super) fn of_record(record: &[u8]) -> Option<Self> {
        let (commit, rest) = record.split_first_chunk()?;
        let (records, sum) = rest.split_first_chunk()?;
        Some(Self {
            commit: u64::from_le_bytes(*commit),
            records: u64::from_le_bytes(*records),
            sum: sum.try_into().ok()?,
        })
    }
}

pub(super) fn open_fjall(path: &Path) -> fjall::Result<(Database, Keyspace)> {
    // One thread in the background is enough to write out a store of small records.
    let database = Database::builder(path).worker_threads(1).open()?;
    let records = database.keyspace(RECORDS, KeyspaceCreateOptions::default)?;
    Ok((database, records))
}

/// Reads every record, and compares what they come to with the tally; tells what is wrong.
pub(super) fn count(records: &Keyspace, owner: [u8; 32]) -> fjall::Result<Result<Tally, String>> {
    let (mut said, mut found) = (None, Tally::default());
    for entry in records.iter() {
        let (key, sealed) = entry.into_inner()?;
        let Some((checksum, record)) = verify(owner, &key, &sealed) else {
            return Ok(Err("a record does not verify".to_owned()));
        };
        if &*key == TALLY_KEY {
            said = Tally::of_record(record);
        } else {
            found.records += 1;
            found.toggle(checksum);
        }
    }
    let Some(said) = said else { return Ok(Err("its tally is missing".to_owned())) };
    Ok(if (said.records, said.sum) == (found.records, found.sum) {
        Ok(said)
    } else {
        Err(format!(
            "its {} records are not the {} that were committed",
            found.records, said.records
        ))
    })
}

/// A record with its checksum in front, as it is stored.
pub(super) fn seal_record(owner: [u8; 32], key: &[u8], record: &[u8]) -> Vec<u8> {
    [&checksum(owner, key, record), record].concat()
}

/// A stored record's checksum and the record, if they fit.
pub(super) fn verify<'a>(
    owner: [u8; 32],
    key: &[u8],
    sealed: &'a [u8],
) -> Option<(Checksum, &'a [u8])> {
    let (said, record) = sealed.split_first_chunk()?;
    (*said == checksum(owner, key, record)).then_some((*said, record))
}

pub(super) fn checksum(owner: [u8; 32], key: &[u8], record: &[u8]) -> Checksum {
    let mut hasher = blake3::Hasher::new_keyed(&owner);
    hasher.update(&key.len().to_le_bytes()).update(key).update(record);
    let mut checksum = Checksum::default();
    checksum.copy_from_slice(&hasher.finalize().as_bytes()[..CHECKSUM]);
    checksum
}
