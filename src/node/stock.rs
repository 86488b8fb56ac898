//! What a node finds in its store when it starts again. Nothing is done about it before somebody asks: a client
//! that still wants to know does.

use super::anti_entropy::Names;
use super::core::Core;
use super::decree::Decree;
use super::store::{Store, StoreError, Subject, decode};
use crate::paxos::Durable;
use std::hash::{DefaultHasher, Hash, Hasher};

impl<S: Store> Core<S> {
    /// Counts the decrees, and gathers the names of those whose value was learned. A record that cannot be read is
    /// told now.
    pub(super) fn take_stock(&mut self) -> Result<(), StoreError> {
        let (mut decrees, mut learned, mut broken) = (Vec::new(), Vec::new(), None);
        self.store.for_each(&mut |key, record| {
            let decree = match Subject::of_key(key) {
                Some(Subject::Learned(decree)) => {
                    learned.push(decree.as_str().into());
                    decree
                }
                Some(Subject::Actor(decree, _)) => {
                    if let Err(error) = decode::<Durable>(record) {
                        broken = Some(error);
                    }
                    decree
                }
                Some(Subject::Own | Subject::Peer(_)) => return,
                None => return broken = Some(StoreError::Unreadable),
            };
            decrees.push(hash(&decree));
        })?;
        broken.map_or(Ok(()), Err)?;
        decrees.sort_unstable();
        decrees.dedup();
        (self.restored, self.stored) = (decrees.len(), decrees.len());
        self.learned = Names::of(learned);
        Ok(())
    }
}

/// To count decrees it is enough: a name of each would take ten times the memory.
fn hash(decree: &Decree) -> u64 {
    let mut hasher = DefaultHasher::new();
    decree.as_str().hash(&mut hasher);
    hasher.finish()
}
