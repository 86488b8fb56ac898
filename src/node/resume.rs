//! What a node goes on with when it starts again.

use super::core::Core;
use super::store::{Store, StoreError, Subject, decode_durable};
use crate::paxos::Durable;
use std::collections::BTreeMap;

impl<S: Store> Core<S> {
    /// Lets a proposer go on that had proposed and, for all this node knows, has not succeeded: it
    /// proposed for a client that may still want to know. A ballot that had not proposed is left
    /// alone until a client proposes again; its number stays used.
    pub(super) fn resume(&mut self) -> Result<(), StoreError> {
        let proposer = self.proposer();
        let (mut unfinished, mut last, mut restored) = (BTreeMap::new(), None, 0);
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
            if last.as_ref() != Some(&decree) {
                restored += 1;
                last = Some(decree);
            }
        })?;
        self.restored = restored;
        broken.map_or(Ok(()), Err)?;
        unfinished.into_iter().try_for_each(|(decree, value)| self.run_proposer(&decree, value))
    }
}
