//! What a node goes on with when it starts again.

use super::core::Core;
use super::decree::Decree;
use super::store::{Store, StoreError, Subject, decode_durable};
use crate::paxos::Durable;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

impl<S: Store> Core<S> {
    /// Lets a proposer go on that had proposed and, for all this node knows, has not succeeded: it
    /// proposed for a client that may still want to know. A ballot that had not proposed is left
    /// alone until a client proposes again; its number stays used.
    pub(super) fn resume(&mut self) -> Result<(), StoreError> {
        let proposer = self.proposer();
        let (mut unfinished, mut decrees) = (BTreeMap::new(), Vec::new());
        let mut broken = None;
        self.store.for_each(&mut |key, record| {
            let decree = match Subject::of_key(key) {
                Some(Subject::Learned(decree)) => {
                    unfinished.remove(&decree);
                    decree
                }
                Some(Subject::Actor(decree, id)) => {
                    match decode_durable(record) {
                        Ok(Durable::Proposer(record)) if Some(id) == proposer => {
                            unfinished.extend(record.proposed.map(|v| (decree.clone(), v)));
                        }
                        Ok(_) => {}
                        Err(error) => broken = Some(error),
                    }
                    decree
                }
                None => return broken = Some(StoreError::Unreadable),
            };
            decrees.push(hash(&decree));
        })?;
        broken.map_or(Ok(()), Err)?;
        decrees.sort_unstable();
        decrees.dedup();
        self.restored = decrees.len();
        for (decree, value) in unfinished {
            // The store shows records in any order: it may have shown what was learned before.
            if self.store.get(&Subject::Learned(decree.clone()).key())?.is_none() {
                self.run_proposer(&decree, value)?;
            }
        }
        Ok(())
    }
}

/// To count decrees it is enough: a name of each would take ten times the memory.
fn hash(decree: &Decree) -> u64 {
    let mut hasher = DefaultHasher::new();
    decree.as_str().hash(&mut hasher);
    hasher.finish()
}
