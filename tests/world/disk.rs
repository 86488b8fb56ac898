//! Disks that lie within their contract: what was not committed is forgotten, and whether a commit that failed was made
//! nobody knows.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use synod::node::{Decree, Incarnation, Known, Life, NodeId, Store, StoreError};
use synod::paxos::Durable;

/// What survives a crash, and what does not.
#[derive(Clone)]
pub(crate) struct Disk {
    pub(crate) incarnation: Incarnation,
    pub(crate) durable: BTreeMap<Vec<u8>, Vec<u8>>,
    pub(crate) put: BTreeMap<Vec<u8>, Vec<u8>>,
    /// The next commit fails; whether it is made durable nevertheless.
    pub(crate) fails: Option<bool>,
    pub(crate) commits: u64,
    /// What was put lately of what was learned: names, and values.
    pub(crate) learned: Vec<(String, String)>,
}

/// A store that loses everything put since the last commit when its node crashes.
#[derive(Clone)]
pub(crate) struct Forgetful(pub(crate) Rc<RefCell<Disk>>);

impl Forgetful {
    /// One that was never used.
    pub(super) fn new(incarnation: [u8; 16]) -> Self {
        Self(Rc::new(RefCell::new(Disk {
            incarnation: Incarnation(incarnation),
            durable: BTreeMap::new(),
            put: BTreeMap::new(),
            fails: None,
            commits: 0,
            learned: Vec::new(),
        })))
    }

    /// Another that holds the same.
    pub(crate) fn copy(&self) -> Self {
        Self(Rc::new(RefCell::new(self.0.borrow().clone())))
    }

    pub(crate) fn crash(&self) {
        let mut disk = self.0.borrow_mut();
        disk.put.clear();
        disk.learned.clear();
    }

    /// The durable state of an actor, read as it is stored.
    pub(crate) fn durable(&self, decree: &Decree, actor: u16) -> Option<Durable> {
        let name = decree.as_str().as_bytes();
        let length = u8::try_from(name.len()).expect("a short name");
        let key = [&[length], name, &actor.to_be_bytes()].concat();
        let disk = self.0.borrow();
        Some(postcard::from_bytes(disk.durable.get(&key)?).expect("it was written by the core"))
    }

    /// What is durably known of a node.
    pub(crate) fn known(&self, node: NodeId) -> Option<Known> {
        let key = [&[0][..], &node.0.to_be_bytes()].concat();
        let disk = self.0.borrow();
        Some(postcard::from_bytes(disk.durable.get(&key)?).expect("it was written by the core"))
    }

    /// The start that is durable. What a node keeps of itself begins with it.
    pub(crate) fn life(&self) -> Option<Life> {
        let disk = self.0.borrow();
        let life = postcard::take_from_bytes(disk.durable.get(&[0][..])?);
        Some(life.expect("it was written by the core").0)
    }
}

impl Store for Forgetful {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let disk = self.0.borrow();
        Ok(disk.put.get(key).or_else(|| disk.durable.get(key)).cloned())
    }

    fn holds(&self, key: &[u8]) -> bool {
        let disk = self.0.borrow();
        disk.put.contains_key(key) || disk.durable.contains_key(key)
    }

    fn put(&mut self, key: Vec<u8>, record: Vec<u8>) {
        let mut disk = self.0.borrow_mut();
        if let [length, name @ .., 0xff, 0xff] = &key[..]
            && usize::from(*length) == name.len()
        {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
            disk.learned.push((text(name), text(&record)));
        }
        disk.put.insert(key, record);
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        let mut disk = self.0.borrow_mut();
        let fails = disk.fails.take();
        if fails != Some(false) {
            let put = std::mem::take(&mut disk.put);
            disk.durable.extend(put);
            disk.commits += 1;
        }
        match fails {
            None => Ok(()),
            Some(_) => Err(StoreError::NotDurable { dir: "disk".into(), what: "it fails".into() }),
        }
    }

    fn commits(&self) -> u64 {
        self.0.borrow().commits
    }

    fn incarnation(&self) -> Incarnation {
        self.0.borrow().incarnation
    }

    fn for_each(&self, show: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError> {
        let disk = self.0.borrow();
        let mut all = disk.durable.clone();
        all.extend(disk.put.clone());
        for (key, record) in &all {
            show(key, record);
        }
        Ok(())
    }
}
