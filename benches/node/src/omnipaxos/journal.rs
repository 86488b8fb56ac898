//! What OmniPaxos keeps: in memory, as its own crate does, and on the disk before anything is said.

use super::server::Command;
use crate::ring::Ring;
use omnipaxos::ballot_leader_election::Ballot;
use omnipaxos::storage::{NoSnapshot, StopSign, Storage, StorageOp, StorageResult};
use omnipaxos_storage::memory_storage::MemoryStorage;
use serde::Serialize;
use std::cell::RefCell;
use std::io;
use std::rc::Rc;

/// What was written since the last sync.
pub(super) struct Disk {
    ring: Ring,
    must_sync: bool,
}

impl Disk {
    pub(super) fn new(ring: Ring) -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self { ring, must_sync: false }))
    }

    /// Makes durable what must be before anything is said.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.must_sync) {
            self.ring.sync()?;
        }
        Ok(())
    }
}

/// Reads go to memory, writes to both.
pub(super) struct Journal {
    memory: MemoryStorage<Command>,
    disk: Rc<RefCell<Disk>>,
}

impl Journal {
    pub(super) fn new(disk: Rc<RefCell<Disk>>) -> Self {
        Self { memory: MemoryStorage::default(), disk }
    }

    fn write(&self, what: &impl Serialize) -> StorageResult<()> {
        self.note(what)?;
        self.disk.borrow_mut().must_sync = true;
        Ok(())
    }

    /// Writes what need not be durable.
    fn note(&self, what: &impl Serialize) -> StorageResult<()> {
        let bytes = postcard::to_stdvec(what)?;
        Ok(self.disk.borrow_mut().ring.write(&bytes)?)
    }
}

impl Storage<Command> for Journal {
    fn write_atomically(&mut self, ops: Vec<StorageOp<Command>>) -> StorageResult<()> {
        for op in ops {
            match op {
                StorageOp::AppendEntry(entry) => self.append_entry(entry)?,
                StorageOp::AppendEntries(entries) => self.append_entries(entries)?,
                StorageOp::AppendOnPrefix(from, entries) => self.append_on_prefix(from, entries)?,
                StorageOp::SetPromise(ballot) => self.set_promise(ballot)?,
                StorageOp::SetDecidedIndex(index) => self.set_decided_idx(index)?,
                StorageOp::SetAcceptedRound(ballot) => self.set_accepted_round(ballot)?,
                StorageOp::SetCompactedIdx(index) => self.set_compacted_idx(index)?,
                StorageOp::Trim(index) => self.trim(index)?,
                StorageOp::SetStopsign(sign) => self.set_stopsign(sign)?,
                StorageOp::SetSnapshot(snapshot) => self.set_snapshot(snapshot)?,
            }
        }
        Ok(())
    }

    fn append_entry(&mut self, entry: Command) -> StorageResult<()> {
        self.write(&entry)?;
        self.memory.append_entry(entry)
    }

    fn append_entries(&mut self, entries: Vec<Command>) -> StorageResult<()> {
        self.write(&entries)?;
        self.memory.append_entries(entries)
    }

    fn append_on_prefix(&mut self, from: usize, entries: Vec<Command>) -> StorageResult<()> {
        self.write(&(from, &entries))?;
        self.memory.append_on_prefix(from, entries)
    }

    fn set_promise(&mut self, ballot: Ballot) -> StorageResult<()> {
        self.write(&ballot)?;
        self.memory.set_promise(ballot)
    }

    fn set_decided_idx(&mut self, index: usize) -> StorageResult<()> {
        self.note(&index)?;
        self.memory.set_decided_idx(index)
    }

    fn get_decided_idx(&self) -> StorageResult<usize> {
        self.memory.get_decided_idx()
    }

    fn set_accepted_round(&mut self, ballot: Ballot) -> StorageResult<()> {
        self.write(&ballot)?;
        self.memory.set_accepted_round(ballot)
    }

    fn get_accepted_round(&self) -> StorageResult<Option<Ballot>> {
        self.memory.get_accepted_round()
    }

    fn get_entries(&self, from: usize, to: usize) -> StorageResult<Vec<Command>> {
        self.memory.get_entries(from, to)
    }

    fn get_log_len(&self) -> StorageResult<usize> {
        self.memory.get_log_len()
    }

    fn get_suffix(&self, from: usize) -> StorageResult<Vec<Command>> {
        self.memory.get_suffix(from)
    }

    fn get_promise(&self) -> StorageResult<Option<Ballot>> {
        self.memory.get_promise()
    }

    fn set_stopsign(&mut self, sign: Option<StopSign>) -> StorageResult<()> {
        self.write(&sign)?;
        self.memory.set_stopsign(sign)
    }

    fn get_stopsign(&self) -> StorageResult<Option<StopSign>> {
        self.memory.get_stopsign()
    }

    fn trim(&mut self, index: usize) -> StorageResult<()> {
        self.write(&index)?;
        self.memory.trim(index)
    }

    fn set_compacted_idx(&mut self, index: usize) -> StorageResult<()> {
        self.write(&index)?;
        self.memory.set_compacted_idx(index)
    }

    fn get_compacted_idx(&self) -> StorageResult<usize> {
        self.memory.get_compacted_idx()
    }

    fn set_snapshot(&mut self, snapshot: Option<NoSnapshot>) -> StorageResult<()> {
        self.write(&snapshot)?;
        self.memory.set_snapshot(snapshot)
    }

    fn get_snapshot(&self) -> StorageResult<Option<NoSnapshot>> {
        self.memory.get_snapshot()
    }
}
